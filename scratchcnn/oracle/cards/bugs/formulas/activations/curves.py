"""The known bugs of activations with an exponential below 0, and of clipped ones."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.formulas.activations.activation_formulas import passed_on
from scratchcnn.oracle.cards.families.activations.curves import SELU_STEEPNESS

FAMILY = Family()
# `>` or `>=`: numbers and a limit.
Above: TypeAlias = Callable[[Any, Any], Array]
EXPONENTIAL = ("elu", "selu", "celu")
CLIPPED = ("hardtanh", "relu6", "hardsigmoid")
WITH_TWO = (*CLIPPED, "hardswish")
CURVED = (*EXPONENTIAL, "softplus", "logsigmoid", "softsign", "gelu", "mish", "hardswish")
KINDS = (*CURVED, *CLIPPED)
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
# By how much a slope changes at a kink, at least.
SHARP = 2.0**-10


def ones(grad_out: Array) -> Array:
    """Return an upstream gradient of ones."""
    return np.ones_like(grad_out)


def slopes_beside(call: Call, grad_out: Array) -> tuple[Array, Array]:
    """Return the slopes to the left and to the right of every kink, and elsewhere the slope."""
    there = call.gradient("x", ones(grad_out))
    # A parabola has its slope at the kink nowhere but there, so this is as near as x + 3 can tell.
    step = 2 * np.spacing(np.abs(call["x"]))
    left, right = (
        call.again(x=call["x"] + side).gradient("x", ones(grad_out)) for side in (-step, step)
    )
    bent = np.abs(left - right) > SHARP
    left, right = np.where(bent, left, there), np.where(bent, right, there)
    return left, right


@FAMILY.gradient("slope-at-kink", "elu", "selu", *WITH_TWO, variant="grad_x_right")
def slope_to_the_right(call: Call, grad_out: Array) -> Array:
    """`>=` for `>`, `<` for `<=`."""
    return grad_out * slopes_beside(call, grad_out)[1]


@FAMILY.gradient("slope-at-kink", *WITH_TWO, variant="grad_x_left")
def slope_to_the_left(call: Call, grad_out: Array) -> Array:
    """`>` for `>=`, `<=` for `<`."""
    return grad_out * slopes_beside(call, grad_out)[0]


@FAMILY.gradient("slope-at-kink", "elu", *WITH_TWO, variant="grad_x_steeper")
def slope_of_the_steeper_side(call: Call, grad_out: Array) -> Array:
    """Both ends of the interval belong to it, as for the gradient of PyTorch's own clamp."""
    left, right = slopes_beside(call, grad_out)
    return grad_out * np.where(np.abs(left) > np.abs(right), left, right)


@FAMILY.gradient("slope-at-kink", "elu", "selu", variant="grad_x_flatter")
def slope_of_the_flatter_side(call: Call, grad_out: Array) -> Array:
    """Neither end of the interval belongs to it."""
    left, right = slopes_beside(call, grad_out)
    return grad_out * np.where(np.abs(left) < np.abs(right), left, right)


@FAMILY.gradient("slope-at-kink", "elu", "selu", *WITH_TWO, variant="grad_x_mean")
def mean_of_both_slopes(call: Call, grad_out: Array) -> Array:
    """The mean of both sides, as for a maximum and a minimum in JAX."""
    left, right = slopes_beside(call, grad_out)
    return np.asarray(grad_out * (left + right) / 2)


FAMILY.gradient("wrong-formula", *KINDS, variant="grad_x_passed_on")(passed_on)


@FAMILY.gradient("derivative-of-wrong-value", *CURVED, "hardsigmoid", variant="grad_x_of_output")
def derivative_of_output(call: Call, grad_out: Array) -> Array:
    """The derivative's formula is given the output."""
    return call.again(x=call.out).gradient("x", grad_out)


@FAMILY.gradient("derivative-of-wrong-value", *KINDS, variant="grad_x_of_upstream")
def derivative_of_upstream(call: Call, grad_out: Array) -> Array:
    """The derivative's formula is given the gradient that comes in."""
    return call.again(x=grad_out).gradient("x", ones(grad_out))


def steepness(call: Call) -> float:
    """Return what the exponential is multiplied by in the output."""
    return SELU_STEEPNESS if call.twin.__name__ == "selu" else float(call["alpha"])


def one_missing(above: Above, call: Call) -> Array:
    """`alpha * exp(x)` below 0."""
    # At 0 the two sides differ.
    right = np.where(call["x"] == 0, 0, call.out)
    return np.where(above(call["x"], 0), right, call.out + steepness(call))


def relu_forward(call: Call) -> Array:
    """0 below 0."""
    return np.where(call["x"] > 0, call.out, 0)


def alpha_missing(call: Call) -> Array:
    """`exp(x) - 1` below 0."""
    return np.where(call["x"] > 0, call.out, call.out / call["alpha"])


def elu_for_celu(call: Call) -> Array:
    """`alpha * (exp(x) - 1)` below 0."""
    return call.of("elu").out


def slope_above(call: Call) -> float:
    """Return the slope above 0."""
    return SELU_SCALE if call.twin.__name__ == "selu" else 1.0


def below(above: Above, call: Call, grad_out: Array, slope: Array | float) -> Array:
    """Return the gradient with this slope below 0, to which 0 itself belongs or not."""
    return np.asarray(grad_out * np.where(above(call["x"], 0), slope_above(call), slope))


def slope_without_alpha(above: Above, call: Call, grad_out: Array) -> Array:
    """`exp(x)` below 0."""
    return below(above, call, grad_out, np.exp(np.minimum(call["x"], 0)))


def slope_with_alpha(above: Above, call: Call, grad_out: Array) -> Array:
    """`alpha * exp(x / alpha)` below 0: the inner derivative 1 / alpha is missing."""
    slope = call["alpha"] * call.gradient("x", ones(grad_out))
    return below(above, call, grad_out, slope)


def output_for_slope(above: Above, call: Call, grad_out: Array) -> Array:
    """The output below 0 as it is, to which alpha has to be added."""
    return below(above, call, grad_out, call.out)


def constant_below(above: Above, call: Call, grad_out: Array) -> Array:
    """The factor of the exponential without the exponential, below 0."""
    return below(above, call, grad_out, steepness(call))


def gradient_of_relu(above: Above, call: Call, grad_out: Array) -> Array:
    """`grad_out * (x > 0)`."""
    return np.asarray(grad_out * above(call["x"], 0))


def mask_from_gradient(call: Call, grad_out: Array) -> Array:
    """`grad_out > 0` for `x > 0`."""
    slope = call.again(x=np.minimum(call["x"], 0)).gradient("x", ones(grad_out))
    return np.asarray(grad_out * np.where(grad_out > 0, slope_above(call), slope))


def slope_without_scale(call: Call, grad_out: Array) -> Array:
    """The gradient of ELU with SELU's alpha."""
    return np.asarray(call.gradient("x", grad_out) / SELU_SCALE)


# `x > 0`, or `x >= 0`: to which side 0 belongs.
for suffix, where in (("", np.greater), ("_from_zero", np.greater_equal)):
    FAMILY.output("wrong-formula", *EXPONENTIAL, variant=f"forward_one_missing{suffix}")(
        partial(one_missing, where)
    )
    for ops, name, function in (
        (("elu",), "alpha_missing", slope_without_alpha),
        (("celu",), "alpha_twice", slope_with_alpha),
        (EXPONENTIAL, "output", output_for_slope),
        (EXPONENTIAL, "constant", constant_below),
        ((*EXPONENTIAL, "gelu", "mish", "hardswish"), "relu", gradient_of_relu),
    ):
        FAMILY.gradient("wrong-formula", *ops, variant=f"grad_x_{name}{suffix}")(
            partial(function, where)
        )
FAMILY.output("wrong-formula", *EXPONENTIAL, variant="forward_relu")(relu_forward)
FAMILY.output("wrong-formula", "elu", "celu", variant="forward_alpha_missing")(alpha_missing)
FAMILY.output("wrong-formula", "celu", variant="forward_elu")(elu_for_celu)
FAMILY.gradient("relu-mask-from-gradient", *EXPONENTIAL)(mask_from_gradient)
FAMILY.gradient("wrong-formula", "selu", variant="grad_x_scale_missing")(slope_without_scale)


@FAMILY.output("wrong-formula", "selu", variant="forward_scale_missing")
def scale_missing(call: Call) -> Array:
    """ELU with SELU's alpha."""
    return np.asarray(call.out / SELU_SCALE)


@FAMILY.output("wrong-formula", "selu", variant="forward_swapped")
def constants_swapped(call: Call) -> Array:
    """1.6733 is taken for the scale, and 1.0507 for alpha."""
    return np.where(call["x"] > 0, call["x"] * SELU_ALPHA, call.out)


def bounds_of(call: Call) -> tuple[float, float]:
    """Return between which numbers a clipped activation is not flat."""
    of_its_name = {"relu6": (0.0, 6.0), "hardsigmoid": (-3.0, 3.0)}
    given = call.arguments
    return of_its_name.get(call.twin.__name__) or (given["min_val"], given["max_val"])


def inner_slope(call: Call) -> float:
    """Return the slope of a clipped activation where it is not flat."""
    return 1 / 6 if call.twin.__name__ == "hardsigmoid" else 1.0


def passed_above(above: Above, call: Call, grad_out: Array) -> Array:
    """`grad_out * (x > low)`."""
    mask = above(call["x"], bounds_of(call)[0])
    return np.asarray(grad_out * inner_slope(call) * mask)


def passed_below(above: Above, call: Call, grad_out: Array) -> Array:
    """`grad_out * (x < high)`."""
    mask = above(bounds_of(call)[1], call["x"])
    return np.asarray(grad_out * inner_slope(call) * mask)


for suffix, where in (("", np.greater), ("_with_end", np.greater_equal)):
    for name, function in (("above", passed_above), ("below", passed_below)):
        FAMILY.gradient("kink-not-masked", *CLIPPED, variant=f"grad_x_{name}{suffix}")(
            partial(function, where)
        )


@FAMILY.gradient("kink-not-masked", "hardsigmoid", variant="grad_x_everywhere")
def passed_everywhere(call: Call, grad_out: Array) -> Array:
    """`grad_out / 6`."""
    return np.asarray(grad_out * inner_slope(call))


@FAMILY.gradient("wrong-formula", "hardsigmoid", variant="grad_x_mask_alone")
def mask_alone(call: Call, grad_out: Array) -> Array:
    """The mask without the slope 1 / 6."""
    return np.asarray(6 * call.gradient("x", grad_out))


@FAMILY.output("wrong-formula", *CLIPPED, variant="forward_not_clipped_above")
def not_clipped_above(call: Call) -> Array:
    """`maximum(x, low)` alone."""
    return np.where(call["x"] > bounds_of(call)[1], straight(call), call.out)


@FAMILY.output("wrong-formula", *CLIPPED, variant="forward_not_clipped_below")
def not_clipped_below(call: Call) -> Array:
    """`minimum(x, high)` alone."""
    return np.where(call["x"] < bounds_of(call)[0], straight(call), call.out)


def straight(call: Call) -> Array:
    """Return the line of which a clipped activation is a part."""
    return np.asarray(call["x"] / 6 + 0.5 if call.twin.__name__ == "hardsigmoid" else call["x"])


@FAMILY.gradient("wrong-formula", "softplus", variant="grad_x_usual_beta")
def slope_of_the_usual_beta(call: Call, grad_out: Array) -> Array:
    """`sigmoid(x)`: forward knows beta, and backward does not."""
    return call.again(beta=1.0).gradient("x", grad_out)


@FAMILY.gradient("wrong-formula", "hardtanh", variant="grad_x_usual_limits")
def slope_between_the_usual_limits(call: Call, grad_out: Array) -> Array:
    """The slope is 1 between -1 and 1, whatever the limits are."""
    return call.again(min_val=-1.0, max_val=1.0).gradient("x", grad_out)
