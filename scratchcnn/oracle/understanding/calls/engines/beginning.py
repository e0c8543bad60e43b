"""How the backward pass of an engine is started, so that any gradient of the output can be given.

What starts from ones is started from the product with that gradient instead, if the engine's
product is right; else only what starts from ones can be judged.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.engines.engine import A, B, equal, path_to
from scratchcnn.oracle.understanding.carriers.carrier import Graph, Step
from scratchcnn.oracle.understanding.carriers.own import Own
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.callers.graph import (
    BARE,
    SCALED,
    WEIGHTED,
    backward_of,
)

Array = NDArray[Any]


def beginning(runner: Runner, own: Own, graph: Graph) -> Graph | None:
    """Return how the backward pass of single operations is started; None if nothing is sure.

    Each way is tried: what is only likely, by its names, gives no gradients that can be trusted.
    """
    ways = [graph]
    if graph.form in (BARE, WEIGHTED):
        ways = [replace(graph, form=SCALED), graph]
    elif not graph.function:
        ways = [graph, replace(graph, form=SCALED), replace(graph, form=BARE)]
    for way in ways:
        if passes_on(runner, own, way):
            return way
    return None


def passes_on(runner: Runner, own: Own, graph: Graph) -> bool:
    """Return whether gradients are right: those of an object itself, of a sum or of a product."""
    first, second = (A, B) if not own.single else (np.array(0.5), np.array(3.25))
    given = np.ones_like(second) if graph.form == BARE else second
    return any(
        arrives(runner, own, graph, step, (first, second, given), wanted)
        for step, wanted in (
            ({"let": "out", "value": {"var": "a"}}, given),
            (calling("__add__"), given),
            (calling("__mul__"), given * second),
        )
    )


def calling(operator: str) -> Step:
    """Return the step that computes with two objects."""
    return {"call": {"attr": [{"var": "a"}, operator]}, "args": [{"var": "b"}], "save": "out"}


def arrives(
    runner: Runner,
    own: Own,
    graph: Graph,
    step: Step,
    values: tuple[Array, Array, Array],
    wanted: Array,
) -> bool:
    """Return whether a gradient arrives that is the one wanted."""
    backward, arguments = backward_of(graph)
    first, second, given = values
    made = own.given("grad", given)
    if "grad_out" in graph.as_arrays:
        made = [{"let": "grad", "value": {"array": given}}]
    passed: list[tuple[str, Any]] = [("grad", {"var": "grad"})] if graph.form != BARE else []
    passed += [("out", {"var": "out"}), ("attribute", {"value": graph.attribute})]
    names = {name for name, _ in arguments} | {"grad"}
    taken = [one for one in passed if one[0] in names]
    steps = [
        *own.given("a", first),
        *own.given("b", second),
        *made,
        step,
        *Callee(backward.caller, backward.name).steps(taken, "gradients"),
        {"numbers": {"var": "a"}, **own.looks, "save": "seen"},
    ]
    session = runner.new_session()
    reply = runner.run(steps, ["seen"], session=session)
    runner.forget(session)
    if reply.failure is not None:
        return False
    return any(
        path_to(one) == graph.gradient and equal(one["value"], wanted)
        for one in reply.values["seen"]
    )
