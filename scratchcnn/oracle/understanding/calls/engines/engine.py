"""Using a class of a homework, to find out whether and how it carries arrays and has a graph."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.engines.candidates import (
    Maker,
    Start,
    gradient_attributes,
    last,
    makers,
    operations,
    readers,
    starts,
)
from scratchcnn.oracle.understanding.carriers.carrier import Graph, Part, Step
from scratchcnn.oracle.understanding.carriers.own import Own
from scratchcnn.oracle.understanding.names.languages import FORWARD_WORDS
from scratchcnn.oracle.understanding.names.vocabulary import is_gradient
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.callers.graph import GIVEN, caller_of
from scratchcnn.oracle.understanding.signatures.layout.paths import path_of

Array: TypeAlias = NDArray[Any]
Definition: TypeAlias = Mapping[str, Any]
Paths: TypeAlias = tuple[Part, ...]

A = np.array([[0.5, 1.25], [2.0, 0.75]])
B = np.array([[1.5, 0.25], [3.0, 1.75]])
C = np.array([0.5, -1.0])
LABELS = np.array([1, 0])
# The gradient of an output, as far as its shape has room for it.
GRAD = np.array([0.25, 1.0, 2.0, 0.5])
# How often one class is tried, and with how many operations.
TRIES, OPERATIONS = 250, 40


class Engine:
    """The tries with one class.

    Parameters
    ----------
    runner
        Calls the homework.
    definition
        The class.
    definitions
        All definitions of the homework.
    """

    def __init__(
        self, runner: Runner, definition: Definition, definitions: Sequence[Definition]
    ) -> None:
        self.runner = runner
        self.definition = definition
        self.definitions = definitions
        self.tries = 0

    def found(self) -> tuple[Own, Graph] | None:
        """Return how the class is used; None if it is not what the homework computes with."""
        readable = []
        for maker in makers(self.definition, self.definitions):
            own = self.read(maker)
            if own is not None:
                readable.append(own)
                graph = self.graph(own)
                if graph is not None:
                    return own, graph
            if self.tries > TRIES:
                break
        # Its operations may take more than what was tried: the layers will show.
        likely = self.likely() if readable and self.computes() else None
        return None if likely is None else (readable[-1], likely)

    def computes(self) -> bool:
        """Return whether functions or other classes make objects of the class, as layers would."""
        made = re.compile(rf"\b{re.escape(last(self.definition))}\(")
        others = [one for one in self.definitions if one is not self.definition]
        forward = {"forward", "__call__", *FORWARD_WORDS} & set(self.definition["methods"])
        return not forward and any(made.search(one["source"]) for one in others)

    def likely(self) -> Graph | None:
        """Return the graph that the names of the class suggest; None if they suggest none."""
        start = next(starts(self.definition, self.definitions), None)
        attribute = next(iter(gradient_attributes(self.definition)), None)
        if start is None or attribute is None or not is_gradient(attribute):
            return None
        return graph_of(start, (attribute,))

    def run(self, steps: Sequence[Step], returns: Sequence[str]) -> Mapping[str, Any] | None:
        """Return what the steps leave; None if they fail."""
        self.tries += 1
        session = self.runner.new_session()
        reply = self.runner.run(steps, returns, session=session)
        self.runner.forget(session)
        return None if reply.failure is not None else reply.values

    def read(self, maker: Maker) -> Own | None:
        """Return how objects that are made in this way are read; None if they cannot be."""
        own = Own(self.definition["name"], maker.name, (), maker.made_of, maker.options)
        looked = {"numbers": {"var": "a"}, "calls": readers(self.definition), "save": "seen"}
        values = self.run([*own.given("a", A), looked], ["seen"])
        if values is None or not isinstance(values["seen"], list):
            return None
        same = [path_to(one) for one in values["seen"] if equal(one["value"], A)]
        # An attribute of its own is likelier than one of a part, and than what a method computes.
        paths = sorted(same, key=lambda path: (len(path), str(path[-1]).endswith("()")))
        return replace(own, read=paths[0]) if paths else None

    def graph(self, own: Own) -> Graph | None:
        """Return how the backward pass is started, and where gradients are then; None if nowhere.

        What doubles with the gradient of the output is a gradient. A sum passes on whatever it is
        given; so the start is the one that most operations take.
        """
        working = self.tried(own)
        best, most = None, 0
        for start in starts(self.definition, self.definitions) if working else ():
            found = self.graphs(own, start, working)
            if len(found) > most:
                best, most = found[0], len(found)
                if best.carried and start.form == GIVEN and not start.as_array:
                    # What computes with arrays may by chance compute with its own objects, too.
                    plain = self.graphs(own, replace(start, as_array=True), working)
                    best = plain[0] if len(plain) == most and not plain[0].carried else best
            if most == len(working) or self.tries > TRIES:
                break
        return best

    def graphs(self, own: Own, start: Start, working: Sequence[tuple[Step, Array]]) -> list[Graph]:
        """Return the graphs of the operations that have a gradient when started in this way."""
        found = (
            self.gradient(own, start, operation, GRAD[: out.size].reshape(out.shape))
            for operation, out in working
        )
        return [one for one in found if one is not None]

    def tried(self, own: Own) -> list[tuple[Step, Array]]:
        """Return the first operations that can be carried out."""
        works: list[tuple[Step, Array]] = []
        for operation in islice(operations(self.definition, self.definitions), OPERATIONS):
            looked = {"numbers": {"list": [{"var": "out"}]}, **own.looks, "save": "seen"}
            values = self.run([*operated(own, operation), looked], ["seen"])
            seen = [] if values is None else [one for one in values["seen"] if one["carried"]]
            if seen and seen[0]["value"].size <= GRAD.size:
                works.append((operation, seen[0]["value"]))
            if len(works) == 3:
                break
        return works

    def gradient(self, own: Own, start: Start, operation: Step, upstream: Array) -> Graph | None:
        """Return the graph of one operation, started in one way; None if that gives no gradient."""
        graph = graph_of(start, ())
        seen = []
        for grad in (upstream, np.asarray(2 * upstream)):
            # Each in a session of its own, where what is drawn at random is the same.
            looked = {"numbers": {"var": "a"}, **own.looks, "save": "seen"}
            values = self.run(
                [*operated(own, operation), *started(own, graph, grad), looked], ["seen"]
            )
            if values is None:
                return None
            seen.append({path_to(one): one for one in values["seen"]})
        once, twice = seen
        return best(graph, own, once, twice)


def graph_of(start: Start, gradient: tuple[Part, ...]) -> Graph:
    """Return the graph that is started in this way."""
    arrays = frozenset({"grad_out"} if start.as_array else ())
    form, attribute = start.form, start.attribute
    return Graph(start.name, form, gradient, False, attribute, start.function, arrays)


def operated(own: Own, operation: Step) -> list[Step]:
    """Return the steps that carry out an operation on new objects."""
    made = [*own.given("a", A), *own.given("b", B), *own.given("c", C)]
    labels = {"let": "labels", "value": {"array": LABELS}}
    return [*made, labels, {**operation, "save": "out"}]


def started(own: Own, graph: Graph, grad: Array) -> list[Step]:
    """Return the steps that start a backward pass."""
    given = [{"let": "grad", "value": {"array": grad}}]
    if "grad_out" not in graph.as_arrays:
        given = own.given("grad", grad)
    passed = [("out", {"var": "out"}), ("attribute", {"value": graph.attribute})]
    called = Callee(caller_of(graph), graph.start).steps(
        [*passed, ("grad", {"var": "grad"})], "gradients"
    )
    return [*given, *called]


def best(
    graph: Graph, own: Own, once: Mapping[Paths, Any], twice: Mapping[Paths, Any]
) -> Graph | None:
    """Return the graph with the path of what doubled with the gradient of the output."""
    doubled = [
        path
        for path, one in once.items()
        if path in twice
        and path != own.read
        and one["value"].shape == A.shape
        and one["value"].any()
        and equal(2 * one["value"], twice[path]["value"])
    ]
    named = sorted(doubled, key=lambda path: (not is_gradient(str(path[0])), len(path)))
    if not named:
        return None
    return replace(graph, gradient=named[0], carried=bool(once[named[0]]["carried"]))


def equal(one: Any, other: Array) -> bool:
    """Return whether a value has the shape and the numbers of an array, in any precision."""
    return np.shape(one) == other.shape and np.allclose(one, other, rtol=1e-6)


def path_to(one: Mapping[str, Any]) -> tuple[Part, ...]:
    """Return the path of a number that the worker found."""
    return tuple(part for part in path_of(one) if isinstance(part, str | int))
