"""Runs a dropout layer of a homework: many calls of one layer, in training and at test time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scratchcnn.oracle.dropouts.carried import Carried
from scratchcnn.oracle.dropouts.forms import Array, Called, Form, Place, drawn
from scratchcnn.oracle.dropouts.names import says_channels
from scratchcnn.oracle.process.runner import Failure, Reply, Runner
from scratchcnn.oracle.understanding.names.vocabulary import compact
from scratchcnn.oracle.understanding.protocols.callers.graph import WEIGHTED

# Several samples of several numbers each; else one sample, as a row, a column or a line.
ROWS = (20, 60)
SINGLE = ((1, 1200), (1200,), (1200, 1))
IMAGES = (20, 30, 3, 4)
SEQUENCES = (20, 12, 30)
CALLS = 6
# The share that is given, and another; neither is half, nor the rest of the other.
SHARES = {0.3: 0.2, 0.7: 0.8}
OUTPUTS = ("output", "out", "outputs", "y", "a", "A", "activations", "forward_output", "Z")
GRADIENTS = ("dinputs", "dx", "dX", "grad_input", "grad", "dinput", "d_input", "dA_prev", "dA")
MOST_PARTS = 4


@dataclass(frozen=True)
class Seen:
    """What a layer did in several calls, one after the other.

    Attributes
    ----------
    training : of each call, whether the layer was told that it trains
    x, grad_out : what each call and its backward pass was given
    out, grad : what they computed; no `grad` where that was not asked for
    changed : which arguments were written into
    """

    called: Called
    training: Sequence[bool]
    x: Array
    grad_out: Array
    out: Array
    grad: Array | None = None
    changed: tuple[str, ...] = ()


def shapes_for(name: str) -> tuple[tuple[int, ...], ...]:
    """Return the shapes of the inputs that a layer may take, the likeliest first."""
    if not says_channels(name):
        return (ROWS, IMAGES, *SINGLE, SEQUENCES)
    return (SEQUENCES, ROWS) if "1d" in compact(name) else (IMAGES, ROWS, *SINGLE, SEQUENCES)


def run(runner: Runner, called: Called, training: Sequence[bool], seed: int) -> Seen | Failure:
    """Return what a layer does in several calls, or why it does nothing."""
    rng = np.random.default_rng(seed)
    x = np.array([drawn(rng, called.shape) for _ in training])
    grad_out = np.array([drawn(rng, called.shape) for _ in training])
    # Many take at test time no gradient.
    calls = [
        (trains, one, gradient if trains else None)
        for trains, one, gradient in zip(training, x, grad_out, strict=True)
    ]
    steps, names = called.session(calls)
    reply = runner.run(steps, names)
    if reply.failure is not None:
        return reply.failure
    found = {name: of_shape(reply.values.get(name), called.shape) for name in names}
    if any(one is None for one in found.values()):
        return Failure("exception", "ValueError", "returns no numbers of the shape of its input")
    outs = [found[name] for name in names if name.startswith("out")]
    grads = [found[name] for name in names if name.startswith("grad")]
    return Seen(
        called,
        training,
        x,
        grad_out,
        np.array(outs, float),
        np.array(grads, float) if grads else None,
        changed(reply),
    )


def changed(reply: Reply) -> tuple[str, ...]:
    """Return the arguments that were written into, by the names of what they are."""
    return tuple(dict.fromkeys(name.rstrip("0123456789") for name in reply.changed))


def of_shape(value: Any, shape: tuple[int, ...]) -> Array | None:
    """Return an array of numbers of this shape; None of anything else."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "fiu":
        return None
    return value if value.shape == shape else None


def opened(runner: Runner, form: Form, shape: tuple[int, ...], share: float) -> Called | Failure:
    """Return a layer with the place of its output, and of its gradient if it has one."""
    called = Called(form, share, shape)
    x = drawn(np.random.default_rng(0), shape)
    steps = [*called.begin(), *called.call(0, x, None, training=True)]
    # What it returns is looked at as it is.
    reply = runner.run(steps, ("out0",))
    if reply.failure is not None:
        return reply.failure
    value = reply.values.get("out0")
    place: tuple[Place, ...] | None = None
    if of_shape(value, shape) is not None:
        place = ()
    elif isinstance(value, list):
        fitting = [n for n, part in enumerate(value[:MOST_PARTS]) if is_masked(part, x)]
        place = (fitting[0],) if fitting else None
    elif value is None:
        place = attribute_of(runner, called, x)
    if place is None:
        return nothing(value)
    return replace(called, out=place)


def nothing(value: Any) -> Failure:
    """Return the failure of a layer whose output is missing, or of another shape."""
    # A skeleton, whose passes return nothing yet, is not implemented, and not wrong.
    if value is None or (isinstance(value, list) and value[:1] == [None]):
        return Failure("exception", "NotImplementedError", "returns nothing")
    return Failure("exception", "ValueError", "returns no array of the shape of its input")


def is_masked(value: Any, x: Array) -> bool:
    """Return whether an array may be a layer's output: 0, or some number times the input."""
    array = of_shape(value, x.shape)
    if array is None:
        return False
    factors = np.asarray(array, float) / x
    return bool(np.all(np.isfinite(factors)) and np.all(factors >= 0)) and bool(
        np.unique(np.round(factors, 4)).size <= 2
    )


def attribute_of(runner: Runner, called: Called, x: Array) -> tuple[Place, ...] | None:
    """Return the attribute of a layer that holds its output after a call; None if there is none.

    What forward keeps of its input may have any name; so of other names than those that outputs
    have only one in which something is dropped will do.
    """
    for name in dict.fromkeys((*OUTPUTS, *called.form.attributes)):
        one = replace(called, out=(name,))
        reply = runner.run([*one.begin(), *one.call(0, x, None, training=True)], ("out0",))
        value = reply.values.get("out0")
        sure = name in OUTPUTS or not np.all(value)
        if reply.failure is None and is_masked(value, x) and sure:
            return (name,)
    return None


def of_a_graph(
    runner: Runner, called: Called, carried: Carried, x: Array, grad_out: Array
) -> Called | Failure:
    """Return a layer whose graph finds its gradient; without one if the graph itself is wrong."""
    steps = [*carried.given("x", x), *carried.back("x", "x", "grad_out", grad_out, "grad")]
    alone = runner.run(steps, ("grad",)).values.get("grad")
    right = alone is not None and np.array_equal(alone, grad_out)
    if carried.graph.form == WEIGHTED and not right:
        return replace(called, grad=None)
    steps = [*called.begin(), *called.call(0, x, grad_out, training=True)]
    reply = runner.run(steps, ("grad0",))
    if reply.failure is not None:
        return reply.failure
    found = of_shape(reply.values.get("grad0"), called.shape)
    return called if found is not None else replace(called, grad=None)


def with_gradient(runner: Runner, called: Called) -> Called | Failure:
    """Return a layer with the place of its gradient; or why its backward pass gives none."""
    form = called.form
    if not form.backward:
        return called
    x, grad_out = (drawn(np.random.default_rng(seed), called.shape) for seed in (0, 1))
    first: Failure | None = None
    if form.carried is not None:
        return of_a_graph(runner, replace(called, grad=()), form.carried, x, grad_out)
    places: list[tuple[Place, ...]] = [(), (0,)]
    places += [(name,) for name in dict.fromkeys((*GRADIENTS, *form.gradients))]
    for place in places:
        if place and isinstance(place[0], str) and not form.is_object:
            continue
        one = replace(called, grad=place)
        steps = [*one.begin(), *one.call(0, x, grad_out, training=True)]
        reply = runner.run(steps, ("grad0", "out0"))
        if reply.failure is not None:
            # That the gradient is not where it was looked for says nothing.
            looked = reply.failure.step == len(steps) - 1
            first = first or (None if looked else reply.failure)
            continue
        gradient = of_shape(reply.values.get("grad0"), called.shape)
        if gradient is None:
            continue
        # What backward keeps under any other name may be what it was given.
        sure = not place or place[0] in (0, *GRADIENTS)
        if sure or np.allclose(gradient * x, grad_out * np.asarray(reply.values["out0"])):
            return one
    if form.backward == "()":
        # What it returns beside its output is no backward pass.
        return called
    return first or Failure("exception", "ValueError", "no gradient of the input's shape was found")
