"""Engines of single numbers: their layers are fed number by number, in nested lists."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.engines.bare import needs_nothing
from scratchcnn.oracle.understanding.calls.engines.beginning import beginning
from scratchcnn.oracle.understanding.calls.engines.layers import Definition, Found
from scratchcnn.oracle.understanding.carriers.carrier import Graph
from scratchcnn.oracle.understanding.carriers.numbers import of_lists
from scratchcnn.oracle.understanding.carriers.own import NUMBERS, Own
from scratchcnn.oracle.understanding.protocols.callers.graph import BARE, GIVEN, SCALED

# What the source of a class says that is written for arrays.
OF_ARRAYS = re.compile(r"\b(?:np|numpy|cp|cupy|xp|shape|n?d?array|axis|dims?|matmul|reshape|T)\b")


def of_numbers(own: Own, definition: Definition) -> Own:
    """Return how a class is used, with single numbers alone if it is written for no more.

    What takes any value may take arrays, too, but nobody meant them: they are not broadcast.
    """
    written_for_arrays = OF_ARRAYS.search(definition["source"]) or definition.get("bases")
    return own if written_for_arrays else replace(own, made_of=NUMBERS)


def starts_alone(graph: Graph, definition: Definition) -> bool:
    """Return whether a backward pass can start without the gradient of the output: with 1."""
    if graph.form in (BARE, SCALED):
        return True
    method = definition["methods"].get(graph.start)
    return graph.form == GIVEN and method is not None and needs_nothing(method)


def in_lists(runner: Runner, found: Sequence[Found]) -> Iterator[Found]:
    """Yield how the classes of single numbers are used in nested lists."""
    for one in found:
        own = of_numbers(one.own, one.definition)
        graph = beginning(runner, own, one.graph) if own.single else None
        if graph is not None and starts_alone(graph, one.definition):
            listed, start = of_lists(own, graph)
            yield replace(one, own=listed, graph=start)
