"""More ways in which the formula of an activation, a pooling or a dense layer is wrong."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.formulas.activations.activation import (
    NORMALISERS,
    RECTIFIERS,
    SQUASHERS,
    derivative,
    slope_below,
)
from scratchcnn.oracle.cases.case import Pullback

FAMILY = Family()


@FAMILY.gradient("relu-slope-at-zero", *RECTIFIERS, variant="grad_x_half")
def slope_half_at_zero(call: Call, grad_out: Array) -> Array:
    """The mean of both slopes, as `(1 + sign(x)) / 2` has it."""
    below = slope_below(call)
    half = np.where(call["x"] == 0, (1 + below) / 2, np.where(call["x"] > 0, 1, below))
    return grad_out * half


@FAMILY.gradient("wrong-formula", "relu", *SQUASHERS, *NORMALISERS, variant="grad_x_passed_on")
def passed_on(call: Call, grad_out: Array) -> Array:
    """The upstream gradient is returned as it is."""
    return np.asarray(grad_out.copy())


@FAMILY.gradient("wrong-formula", "relu", variant="grad_x_times_output")
def times_output(call: Call, grad_out: Array) -> Array:
    """The output itself stands for its mask."""
    return grad_out * call.out


@FAMILY.output("wrong-formula", "relu", variant="forward_minimum")
def minimum(call: Call) -> Array:
    """`minimum(0, x)`."""
    return np.asarray(np.minimum(0, call["x"]))


@FAMILY.output("wrong-formula", "relu", variant="forward_mask")
def step(call: Call) -> Array:
    """`x > 0` by itself."""
    return np.asarray((call["x"] > 0).astype(float))


@FAMILY.output("wrong-formula", "sigmoid", variant="forward_one_missing")
def one_missing(call: Call) -> Array:
    """`1 / exp(-x)`."""
    return np.asarray(np.exp(call["x"]))


@FAMILY.output("wrong-formula", "sigmoid", variant="forward_reciprocal_missing")
def reciprocal_missing(call: Call) -> Array:
    """`1 + exp(-x)`."""
    return np.asarray(1 + np.exp(-call["x"]))


@FAMILY.output("wrong-formula", "sigmoid", variant="forward_minus")
def minus_for_plus(call: Call) -> Array:
    """`1 / (1 - exp(-x))`."""
    out: Array = 1 / (1 - np.exp(-call["x"]))
    return out


@FAMILY.gradient("wrong-formula", "sigmoid")
def factor_of_sigmoid_lost(call: Call, grad_out: Array) -> Array:
    """`1 - s`."""
    gradient: Array = grad_out * (1 - call.out)
    return gradient


@FAMILY.gradient("wrong-formula", "sigmoid", variant="grad_x_output")
def complement_of_sigmoid_lost(call: Call, grad_out: Array) -> Array:
    """`s`."""
    return grad_out * call.out


@FAMILY.gradient("wrong-formula", "sigmoid", variant="grad_x_plus")
def plus_for_minus(call: Call, grad_out: Array) -> Array:
    """`s * (1 + s)`."""
    gradient: Array = grad_out * call.out * (1 + call.out)
    return gradient


@FAMILY.gradient("wrong-formula", "sigmoid", variant="grad_x_of_tanh")
def derivative_of_tanh(call: Call, grad_out: Array) -> Array:
    """`1 - s ** 2`."""
    gradient: Array = grad_out * (1 - call.out**2)
    return gradient


@FAMILY.output("wrong-formula", "tanh", variant="forward_negated")
def tanh_negated(call: Call) -> Array:
    """`(exp(-x) - exp(x)) / (exp(x) + exp(-x))`."""
    return -call.out


@FAMILY.output("wrong-formula", "tanh", variant="forward_inverted")
def tanh_inverted(call: Call) -> Array:
    """`(exp(x) + exp(-x)) / (exp(x) - exp(-x))`."""
    out: Array = 1 / call.out
    return out


@FAMILY.output("wrong-formula", "tanh", variant="forward_of_sigmoid")
def sigmoid_for_tanh(call: Call) -> Array:
    """The sigmoid, under the name of tanh."""
    return call.of("sigmoid").out


@FAMILY.gradient("wrong-formula", "tanh", variant="grad_x_of_sigmoid")
def derivative_of_sigmoid(call: Call, grad_out: Array) -> Array:
    """`t * (1 - t)`."""
    gradient: Array = grad_out * call.out * (1 - call.out)
    return gradient


@FAMILY.gradient("wrong-formula", "tanh", variant="grad_x_plus")
def plus_for_minus_of_tanh(call: Call, grad_out: Array) -> Array:
    """`1 + t ** 2`."""
    gradient: Array = grad_out * (1 + call.out**2)
    return gradient


@FAMILY.gradient("derivative-of-wrong-value", *SQUASHERS, variant="grad_x_of_upstream")
def derivative_of_upstream(call: Call, grad_out: Array) -> Array:
    """The derivative is taken of the gradient that comes in."""
    return derivative(call, grad_out)


@FAMILY.gradient("derivative-of-wrong-value", "softmax")
def jacobian_of_input(call: Call, grad_out: Array) -> Array:
    """The logits stand for the probabilities in `p * (grad - sum(p * grad))`."""
    x = call["x"]
    gradient: Array = x * (grad_out - (x * grad_out).sum(call["axis"], keepdims=True))
    return gradient


@FAMILY.gradient("derivative-of-wrong-value", "softmax", variant="grad_x_diagonal")
def diagonal_of_input(call: Call, grad_out: Array) -> Array:
    """`x * (1 - x)`."""
    gradient: Array = grad_out * call["x"] * (1 - call["x"])
    return gradient


@FAMILY.gradient("derivative-of-wrong-value", "softmax", variant="grad_x_of_output_twice")
def jacobian_of_output_twice(call: Call, grad_out: Array) -> Array:
    """The probabilities go through softmax once more."""
    return call.again(x=call.out).gradient("x", grad_out)


@FAMILY.output("wrong-formula", "softmax", variant="forward_sum_missing")
def sum_missing(call: Call) -> Array:
    """`exp(x)`."""
    return np.asarray(np.exp(call["x"]))


@FAMILY.output("wrong-formula", "softmax", variant="forward_shifted_sum_missing")
def shifted_sum_missing(call: Call) -> Array:
    """`exp(x - max(x))`."""
    largest = call["x"].max(call["axis"], keepdims=True, initial=-np.inf)
    return np.asarray(np.exp(call["x"] - largest))


@FAMILY.output("wrong-formula", "softmax", variant="forward_of_sigmoid")
def sigmoid_for_softmax(call: Call) -> Array:
    """Every logit by itself: the probabilities do not add up to 1."""
    out: Array = 1 / (1 + np.exp(-call["x"]))
    return out


@FAMILY.output("wrong-formula", "softmax", variant="forward_shift_in_numerator")
def shift_in_numerator(call: Call) -> Array:
    """`exp(x - max(x)) / sum(exp(x))`: the shift is in one of both only."""
    largest = call["x"].max(call["axis"], keepdims=True, initial=-np.inf)
    out: Array = call.out * np.exp(-largest)
    return out


@FAMILY.gradient("softmax-overflow", "softmax")
def gradient_of_overflow(call: Call, grad_out: Array) -> Array:
    """The probabilities of the gradient are inf / inf."""
    powers = np.exp(call["x"])
    p = powers / powers.sum(call["axis"], keepdims=True)
    gradient: Array = p * (grad_out - (p * grad_out).sum(call["axis"], keepdims=True))
    return gradient


@FAMILY.output("softmax-wrong-axis", "softmax", variant="forward_shifted")
def shifted_and_over_the_batch(call: Call) -> Array:
    """The maximum is taken over a sample, the sum over the batch."""
    powers = np.exp(call["x"] - call["x"].max(-1, keepdims=True, initial=-np.inf))
    share: Array = powers / powers.sum(0, keepdims=True)
    return share


@FAMILY.gradient("softmax-wrong-axis", "softmax")
def gradient_over_the_batch(call: Call, grad_out: Array) -> Array:
    """`p * (grad - sum(p * grad, axis=0))`."""
    p = call.out
    gradient: Array = p * (grad_out - (p * grad_out).sum(0, keepdims=True))
    return gradient


@FAMILY.gradient("softmax-wrong-axis", "softmax", variant="grad_x_everything")
def gradient_over_everything(call: Call, grad_out: Array) -> Array:
    """`p * (grad - sum(p * grad))`."""
    p = call.out
    gradient: Array = p * (grad_out - (p * grad_out).sum())
    return gradient


@FAMILY.answer("softmax-wrong-axis", *NORMALISERS, variant="all_over_the_batch")
def consistently_over_the_batch(call: Call) -> tuple[Array, Pullback]:
    """`axis=0`, and the gradient of that."""
    other = call.again(axis=0)
    return other.out, other.pullback


@FAMILY.gradient("softmax-diagonal-only", "softmax", variant="grad_x_sign")
def off_diagonal_added(call: Call, grad_out: Array) -> Array:
    """`p * (grad + sum(p * grad))`: the sign off the diagonal is lost."""
    p = call.out
    gradient: Array = p * (grad_out + (p * grad_out).sum(call["axis"], keepdims=True))
    return gradient
