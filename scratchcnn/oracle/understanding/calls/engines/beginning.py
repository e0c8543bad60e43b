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
from scratchcnn.oracle.understanding.carriers.carrier import Graph
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
    """Return how the backward pass of single operations is started; None if nothing is sure."""
    if graph.form not in (BARE, WEIGHTED):
        return graph
    scaled = replace(graph, form=SCALED)
    if not graph.function and passes_on(runner, own, scaled):
        return scaled
    return graph if graph.form == BARE or passes_on(runner, own, graph) else None


def passes_on(runner: Runner, own: Own, graph: Graph) -> bool:
    """Return whether an object that starts the backward pass gets the gradient that is given."""
    first, given = (A, B) if not own.single else (np.array(0.5), np.array(3.25))
    backward, _ = backward_of(graph)
    steps = [
        *own.given("a", first),
        *own.given("grad", given),
        {"let": "out", "value": {"var": "a"}},
        *Callee(backward.caller, backward.name).steps([("grad", {"var": "grad"})], "gradients"),
        {"numbers": {"var": "a"}, **own.looks, "save": "seen"},
    ]
    session = runner.new_session()
    reply = runner.run(steps, ["seen"], session=session)
    runner.forget(session)
    if reply.failure is not None:
        return False
    return any(
        path_to(one) == graph.gradient and equal(one["value"], given)
        for one in reply.values["seen"]
    )
