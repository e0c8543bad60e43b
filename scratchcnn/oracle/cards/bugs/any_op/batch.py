"""The known bugs of batches: one sample for all, and means over them."""

from functools import partial

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family, Grads
from scratchcnn.oracle.cards.bugs.any_op.channels import everywhere, only
from scratchcnn.oracle.cards.bugs.formulas.losses.loss import count
from scratchcnn.oracle.cards.bugs.groups import (
    EVERY_LOSS,
    LAYERS,
    LOSSES,
    OTHER_POOLS,
    RESIZING,
    SLIDING,
)
from scratchcnn.oracle.cards.bugs.sliding.windows import biased
from scratchcnn.oracle.cases.case import Pullback

FAMILY = Family()
FIRST, LAST = 0, -1
SAMPLES = (("first-sample-only", FIRST), ("last-sample-only", LAST))


def sample_among_zeros(place: int, call: Call) -> Array:
    """Only one sample is written to the output."""
    return only(call.out, 0, place)


def sample_among_biases(place: int, call: Call) -> Array:
    """Only one sample is written to the output, and the bias is added to all."""
    return biased(call, only(call.without_bias().out, 0, place))


def sample_repeated(place: int, call: Call) -> Array:
    """One sample stands for all."""
    return everywhere(call.out, 0, place)


def sample_alone(place: int, call: Call) -> Array:
    """The output holds one sample."""
    return call.out[-1:] if place == LAST else call.out[:1]


def upstream_of_sample(place: int, name: str, call: Call, grad_out: Array) -> Array:
    """One sample of the upstream gradient is used."""
    return call.gradient(name, only(grad_out, 0, place))


def gradient_repeated(place: int, call: Call, grad_out: Array) -> Array:
    """The gradient of one sample stands for all."""
    return everywhere(call.gradient("x", grad_out), 0, place)


def loss_of_sample(place: int, call: Call) -> Array:
    """The loss is that of one sample."""
    name = call.differentiable[0]
    size = len(call[name])
    if not size:
        return call.out
    where = slice(size - 1, size) if place == LAST else slice(0, 1)
    return call.again(**{name: call[name][where], "target": call["target"][where]}).out


def loss_gradient_of_sample(place: int, call: Call, grad_out: Array) -> Array:
    """The gradients of the other samples stay 0."""
    return only(call.gradient(call.differentiable[0], grad_out), 0, place)


def note_samples(bug: str, place: int) -> None:
    """Register every way in which one sample stands for the batch."""
    everything = (*SLIDING, "linear")
    zeros = ("linear",) if place == FIRST else everything
    FAMILY.output(bug, *zeros)(partial(sample_among_zeros, place))
    FAMILY.output(bug, "conv2d", variant="forward_biases")(partial(sample_among_biases, place))
    FAMILY.output(bug, *everything, variant="forward_repeated")(partial(sample_repeated, place))
    FAMILY.output(bug, *everything, variant="forward_alone")(partial(sample_alone, place))
    FAMILY.gradient(bug, "linear")(partial(upstream_of_sample, place, "x"))
    FAMILY.gradient(bug, *LAYERS, of="bias")(partial(upstream_of_sample, place, "bias"))
    repeated = FAMILY.gradient(bug, *everything, variant="grad_x_repeated")
    repeated(partial(gradient_repeated, place))
    FAMILY.output(bug, *EVERY_LOSS)(partial(loss_of_sample, place))
    for name, losses in LOSSES.items():
        FAMILY.gradient(bug, *losses, of=name)(partial(loss_gradient_of_sample, place))


for bug, place in SAMPLES:
    note_samples(bug, place)


@FAMILY.answer("batch-mean-doubled", *LAYERS, variant="both")
def parameters_averaged(call: Call) -> tuple[Array, Pullback]:
    """Both parameters' gradients are divided by N: a convention, if all layers do it."""

    def pullback(grad_out: Array) -> Grads:
        grad_x, *others = call.pullback(grad_out)
        return grad_x, *(other / max(len(grad_x), 1) for other in others)

    return call.out, pullback


@FAMILY.gradient("batch-mean-doubled", *SLIDING, *OTHER_POOLS, *RESIZING, "linear")
def input_gradient_averaged(call: Call, grad_out: Array) -> Array:
    """The input's gradient is divided by N."""
    return call.gradient("x", grad_out) / max(len(grad_out), 1)


@FAMILY.gradient("batch-mean-inconsistent", "conv2d", of="bias", variant="grad_bias_pixels")
def bias_gradient_averaged_over_pixels(call: Call, grad_out: Array) -> Array:
    """`grad_out.mean((0, 2, 3))`."""
    bias = call["bias"]
    terms = max(grad_out.size // max(bias.size, 1), 1)
    return np.asarray(call.gradient("bias", grad_out) / terms)


@FAMILY.output("batch-mean-missing", *EVERY_LOSS)
def loss_summed(call: Call) -> Array:
    """The loss is a sum, its gradient that of a mean."""
    return call.again(reduction="sum").out


@FAMILY.output("batch-mean-doubled", *EVERY_LOSS)
def loss_divided_twice(call: Call) -> Array:
    """The mean is divided by N once more."""
    divisor = max(count(call), 1) if call["reduction"] == "mean" else 1
    return np.asarray(call.out / divisor)
