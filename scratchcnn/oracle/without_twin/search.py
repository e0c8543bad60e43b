"""Finding out how a layer without a twin is called: its input, its gradients."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.runner import Failure, Runner
from scratchcnn.oracle.understanding.names.vocabulary import meanings
from scratchcnn.oracle.understanding.protocols.callers.method import (
    backward_methods,
    forward_method,
)
from scratchcnn.oracle.without_twin.attempt import (
    Attempt,
    Definition,
    Found,
    NotUnderstood,
    arrays_in,
)
from scratchcnn.oracle.without_twin.gradients_by_name import Path, Shape
from scratchcnn.oracle.without_twin.layer import Way
from scratchcnn.oracle.without_twin.shapes import Input, inputs

Array: TypeAlias = NDArray[Any]

FORWARD_ROLES = ("target", "training")
BACKWARD_ROLES = ("grad_out", "lr", "cache", "target", "x", "p", "training")
MOST_SHOWN = 8
MOST_EXTRAS = 2


def search(runner: Runner, definition: Definition) -> Found:
    """Return how a layer is called.

    Parameters
    ----------
    runner : has loaded it
    definition : describes it: an object whose class has forward and backward, or a function

    Raises
    ------
    NotUnderstood
        Nothing that was tried works.
    """
    way = way_of(definition)
    own = fresh_arrays(runner, way) if way.forward is not None else {}
    tried: list[str] = []
    failures: list[Failure] = []
    # Where the gradient of x is not to be seen, those of parameters are better than nothing.
    without_x: list[Found] = []
    for one in inputs([array.shape for array in own.values()]):
        for extras in extra_shapes(way, one):
            attempt = Attempt(runner, definition, replace(way, input=one), own, extras)
            found = attempt.run()
            if found is not None:
                if "x" in found.way.gradients:
                    return found
                without_x.append(found)
            failures += [] if attempt.failure is None else [attempt.failure]
        tried.append(f"{one.words}{' of numbers in (0, 1)' * (one.sign == 'positive')}")
    if without_x:
        return without_x[0]
    raise refusal(tried, failures)


def refusal(tried: Sequence[str], failures: Sequence[Failure]) -> NotUnderstood:
    """Return why no input was accepted, by the calls that got furthest."""
    shown = ", ".join(dict.fromkeys(tried[:MOST_SHOWN]))
    more = f" and {len(tried) - MOST_SHOWN} more" if len(tried) > MOST_SHOWN else ""
    message = f"no input got through forward and backward; tried {shown}{more}"
    if not failures:
        return NotUnderstood(f"{message}; no gradient was found for any array")
    last = max(failures, key=lambda failure: failure.step)
    return NotUnderstood(f"{message}; the last call: {status_of(last)[1]}", last)


def way_of(definition: Definition) -> Way:
    """Return how a layer may be called, as far as its methods show."""
    name = definition["name"]
    if definition["kind"] != "class":
        return Way(name, None, None, arguments(definition, FORWARD_ROLES, others=True), out=(0,))
    forward = forward_method(definition)
    backward = next(iter(backward_methods(definition)), None)
    if forward is None or backward is None:
        missing = "forward" if forward is None else "backward"
        raise NotUnderstood(f"it has no method for the {missing} pass")
    methods = definition["methods"]
    return Way(
        name,
        forward,
        backward,
        arguments(methods[forward], FORWARD_ROLES, first="x"),
        arguments(methods[backward], BACKWARD_ROLES, first="grad_out"),
    )


def arguments(
    described: Mapping[str, Any], roles: Sequence[str], *, first: str = "x", others: bool = False
) -> tuple[str, ...]:
    """Return what is passed by position: a role, or with `others` a name, for what is required."""
    found: list[str] = []
    for param in described["params"]:
        known = next(iter(meanings(param["name"], roles)), None)
        if not found and (first == "x" or known is None):
            known = first
        elif not param["required"] and known not in (first, "lr"):
            break
        elif known is None and others:
            known = str(param["name"])
        if known is None or param["kind"] == "keyword":
            raise NotUnderstood(f"it is not known what its argument {param['name']} stands for")
        found.append("x" if known == "p" else known)
    if len(set(found) - {"x", *roles}) > MOST_EXTRAS:
        raise NotUnderstood("it takes too many arguments whose shapes are not known")
    return tuple(found)


def fresh_arrays(runner: Runner, way: Way) -> dict[Path, Array]:
    """Return the arrays of floats in a new object."""
    session = runner.new_session()
    try:
        reply = runner.run([{"call": {"name": way.name}, "save": "layer"}], (), session)
        if reply.failure is not None:
            why = status_of(reply.failure)[1]
            raise NotUnderstood(f"no object of it can be made: {why}", reply.failure)
        return arrays_in(runner, session)
    finally:
        runner.forget(session)


def extra_shapes(way: Way, one: Input) -> Iterator[dict[str, Shape]]:
    """Yield shapes for the arrays besides x that a function takes."""
    names = [name for name in way.forward_arguments if name not in ("x", *FORWARD_ROLES)]
    axis = one.axes.find("C") if "C" in one.axes else len(one.shape) - 1
    size = one.shape[axis]
    for shapes in product([(size,), (), one.shape, (size, size)], repeat=len(names)):
        yield dict(zip(names, shapes, strict=False))
