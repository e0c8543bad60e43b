"""Bugs of any op: ignoring the upstream gradient, a wrong sign, a learning rate factored in."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.groups import ACTIVATIONS, LAYERS, OTHER_POOLS, RESIZING, SLIDING

FAMILY = Family()
WITH_X = (*SLIDING, *OTHER_POOLS, *RESIZING, *ACTIVATIONS, "linear", "flatten")


def x_negated(call: Call, grad_out: Array) -> Array:
    """Return the gradient of x with the wrong sign."""
    return -call.gradient("x", grad_out)


def weight_negated(call: Call, grad_out: Array) -> Array:
    """Return the gradient of the weight with the wrong sign."""
    return -call.gradient("weight", grad_out)


def x_scaled(call: Call, grad_out: Array) -> Array:
    """Return the gradient of x times the learning rate, though x is not updated."""
    return call.rate * call.gradient("x", grad_out)


def bias_scaled(call: Call, grad_out: Array) -> Array:
    """Return the gradient of the bias times the learning rate."""
    return call.rate * call.gradient("bias", grad_out)


FAMILY.gradient("sign-flipped", *WITH_X)(x_negated)
FAMILY.gradient("sign-flipped", *LAYERS, of="weight")(weight_negated)
FAMILY.gradient("learning-rate-in-gradient", *WITH_X)(x_scaled)
FAMILY.gradient("learning-rate-in-gradient", *LAYERS, of="bias")(bias_scaled)


@FAMILY.gradient("upstream-ignored", "linear", "flatten")
def x_of_ones(call: Call, grad_out: Array) -> Array:
    """The derivative by itself is returned."""
    return call.gradient("x", np.ones_like(grad_out))


@FAMILY.gradient("upstream-ignored", *LAYERS, of="weight")
def weight_of_ones(call: Call, grad_out: Array) -> Array:
    """The sum of the inputs, whatever the upstream gradient is."""
    return call.gradient("weight", np.ones_like(grad_out))


@FAMILY.gradient("upstream-ignored", *LAYERS, of="bias")
def bias_of_ones(call: Call, grad_out: Array) -> Array:
    """The number of terms, whatever the upstream gradient is."""
    return call.gradient("bias", np.ones_like(grad_out))
