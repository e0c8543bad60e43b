"""The known bugs of activations."""

import numpy as np

from scratchcnn.oracle.cards.bug import Answer, Array, Call, Family, Grads, with_gradient
from scratchcnn.oracle.cards.bugs.groups import ACTIVATIONS
from scratchcnn.oracle.cases.case import Pullback

FAMILY = Family()
RECTIFIERS = ("relu", "leaky_relu")
SQUASHERS = ("sigmoid", "tanh")
NORMALISERS = ("softmax", "log_softmax")


def slope_below(call: Call) -> float:
    """Return the slope for negative inputs."""
    return float(call.arguments.get("negative_slope", 0))


@FAMILY.gradient("relu-mask-from-gradient", *RECTIFIERS)
def mask_from_gradient(call: Call, grad_out: Array) -> Array:
    """`grad_out > 0` for `x > 0`."""
    return grad_out * np.where(grad_out > 0, 1, slope_below(call))


@FAMILY.gradient("relu-slope-at-zero", *RECTIFIERS)
def slope_one_at_zero(call: Call, grad_out: Array) -> Array:
    """`x >= 0`."""
    return grad_out * np.where(call["x"] >= 0, 1, slope_below(call))


@FAMILY.gradient("upstream-ignored", *ACTIVATIONS)
def upstream_ignored(call: Call, grad_out: Array) -> Array:
    """The derivative alone; for softmax its diagonal, as the Jacobian's rows add up to 0."""
    if "axis" in call.arguments:
        p = call.of("softmax").out
        return p * (1 - p) if call.twin.__name__ == "softmax" else 1 - p
    return call.gradient("x", np.ones_like(grad_out))


@FAMILY.answer("inputs-mutated", "relu", variant="forward")
def clipped_in_place(call: Call) -> tuple[Array, Pullback]:
    """`x[x < 0] = 0`, in the argument itself."""
    x = call.given["x"]
    x[x < 0] = 0
    return x, call.pullback


@FAMILY.answer("inputs-mutated", "relu", variant="grad_x")
def masked_in_place(call: Call) -> tuple[Array, Pullback]:
    """`grad_out[x <= 0] = 0`, in the argument itself."""

    def pullback(grad_out: Array) -> Grads:
        grad_out[call["x"] <= 0] = 0
        return (grad_out,)

    return call.out, pullback


@FAMILY.answer("inputs-mutated", *NORMALISERS, variant="forward")
def shifted_in_place(call: Call) -> tuple[Array, Pullback]:
    """`x -= x.max()`, in the argument itself."""
    x = call.given["x"]
    x -= x.max(call["axis"], keepdims=True, initial=-np.inf)
    return call.out, call.pullback


@FAMILY.layer("state-left-over", "relu", variant="grad_x")
def first_mask_is_kept() -> Answer:
    """The mask is made at the first call of a shape, and never again."""
    masks: dict[tuple[int, ...], Array] = {}

    def answer(call: Call) -> tuple[Array, Pullback]:
        mask = masks.setdefault(call["x"].shape, call["x"] > 0)
        return with_gradient(call, "x", lambda _, grad_out: grad_out * mask)

    return answer


@FAMILY.output("wrong-formula", "relu")
def absolute_value(call: Call) -> Array:
    """Negative values change their sign, where they should become 0."""
    out: Array = np.abs(call["x"])
    return out


@FAMILY.output("wrong-formula", "leaky_relu")
def maximum_of_both(call: Call) -> Array:
    """`maximum(x, slope * x)`, right only for slopes up to 1."""
    out: Array = np.maximum(call["x"], slope_below(call) * call["x"])
    return out


@FAMILY.output("wrong-formula", "leaky_relu", variant="forward_slope")
def slope_for_value(call: Call) -> Array:
    """`where(x > 0, x, slope)`."""
    return np.where(call["x"] > 0, call["x"], slope_below(call))


@FAMILY.output("wrong-formula", "leaky_relu", variant="forward_maximum")
def maximum_with_slope(call: Call) -> Array:
    """`maximum(x, slope)`, where the slope should be a factor."""
    out: Array = np.maximum(call["x"], slope_below(call))
    return out


@FAMILY.gradient("wrong-formula", "leaky_relu")
def gradient_of_relu(call: Call, grad_out: Array) -> Array:
    """Forward leaks, backward does not."""
    gradient: Array = grad_out * (call["x"] > 0)
    return gradient


@FAMILY.output("wrong-formula", "sigmoid")
def exponent_sign_lost(call: Call) -> Array:
    """`1 / (1 + exp(x))`."""
    return call.again(x=-call["x"]).out


@FAMILY.output("wrong-formula", "tanh")
def factor_lost(call: Call) -> Array:
    """`(1 - exp(-x)) / (1 + exp(-x))`, which is tanh(x / 2)."""
    return call.again(x=call["x"] / 2).out


@FAMILY.gradient("wrong-formula", "tanh")
def square_lost(call: Call, grad_out: Array) -> Array:
    """`1 - t`."""
    gradient: Array = grad_out * (1 - call.out)
    return gradient


@FAMILY.output("wrong-formula", "softmax")
def exponential_lost(call: Call) -> Array:
    """`x / sum(x)`."""
    share: Array = call["x"] / call["x"].sum(call["axis"], keepdims=True)
    return share


@FAMILY.gradient("wrong-formula", "log_softmax")
def sum_lost(call: Call, grad_out: Array) -> Array:
    """`grad_out - p`, right only if grad_out adds up to 1."""
    return grad_out - call.of("softmax").out


def derivative(call: Call, value: Array) -> Array:
    """Return the derivative's formula in terms of what should be the output."""
    return value * (1 - value) if call.twin.__name__ == "sigmoid" else 1 - value**2


@FAMILY.gradient("derivative-of-wrong-value", *SQUASHERS, variant="grad_x_of_input")
def derivative_of_input(call: Call, grad_out: Array) -> Array:
    """`x * (1 - x)`, `1 - x ** 2`."""
    return grad_out * derivative(call, call["x"])


@FAMILY.gradient("derivative-of-wrong-value", *SQUASHERS, variant="grad_x_of_output_twice")
def derivative_of_output_twice(call: Call, grad_out: Array) -> Array:
    """The stored output is squashed again: `sigmoid(s) * (1 - sigmoid(s))`."""
    return grad_out * derivative(call, call.again(x=call.out).out)


@FAMILY.output("softmax-overflow", *NORMALISERS)
def no_maximum_subtracted(call: Call) -> Array:
    """`exp(x) / sum(exp(x))`, which is inf / inf."""
    powers = np.exp(call["x"])
    p: Array = powers / powers.sum(call["axis"], keepdims=True)
    return p if call.twin.__name__ == "softmax" else np.log(p)


@FAMILY.output("softmax-wrong-axis", *NORMALISERS)
def over_the_batch(call: Call) -> Array:
    """`axis=0`."""
    return call.again(axis=0).out


@FAMILY.output("softmax-wrong-axis", *NORMALISERS, variant="forward_everything")
def over_everything(call: Call) -> Array:
    """No axis at all: the probabilities of the whole batch add up to 1."""
    x = call["x"]
    out: Array = call.again(x=x.reshape(1, -1) if x.size else x, axis=-1).out.reshape(x.shape)
    return out


@FAMILY.gradient("softmax-diagonal-only", *NORMALISERS)
def diagonal_only(call: Call, grad_out: Array) -> Array:
    """`grad_out * p * (1 - p)`."""
    p = call.of("softmax").out
    gradient: Array = grad_out * (p * (1 - p) if call.twin.__name__ == "softmax" else 1 - p)
    return gradient
