"""The known bugs of activations with a gate, and of softplus, log-sigmoid and softsign."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family

FAMILY = Family()
GATED = ("gelu", "mish", "hardswish")


def gate(call: Call) -> Array:
    """Return what x is multiplied by, 1/2 at 0 for GELU and hard swish."""
    x = call["x"]
    at_zero = np.tanh(np.log(2)) if call.twin.__name__ == "mish" else 0.5
    out: Array = np.divide(call.out, x, out=np.full_like(x, at_zero), where=x != 0)
    return out


@FAMILY.gradient("wrong-formula", *GATED, variant="grad_x_gate_alone")
def gate_alone(call: Call, grad_out: Array) -> Array:
    """`grad_out * gate`: the gate is treated as a constant."""
    return np.asarray(grad_out * gate(call))


@FAMILY.gradient("wrong-formula", *GATED, variant="grad_x_slope_of_gate_alone")
def slope_of_gate_alone(call: Call, grad_out: Array) -> Array:
    """The first half of the product rule is missing."""
    return np.asarray(call.gradient("x", grad_out) - grad_out * gate(call))


@FAMILY.gradient("wrong-formula", *GATED, variant="grad_x_factor_missing")
def factor_of_slope_missing(call: Call, grad_out: Array) -> Array:
    """The slope of the gate is not multiplied by x."""
    slope_times_x = call.gradient("x", np.ones_like(grad_out)) - gate(call)
    x = call["x"]
    # At 0 by the limit, for which a number near 0 will do.
    near = np.full_like(x, 2.0**-20)
    beside = call.again(x=near)
    at_zero = (beside.gradient("x", np.ones_like(grad_out)) - gate(beside)) / near
    slope = gate(call) + np.divide(slope_times_x, x, out=at_zero, where=x != 0)
    return np.asarray(grad_out * slope)


@FAMILY.output("wrong-formula", *GATED, variant="forward_gate")
def gate_itself(call: Call) -> Array:
    """The gate is not multiplied by x."""
    return gate(call)


@FAMILY.output("wrong-formula", "mish", variant="forward_sigmoid")
def sigmoid_for_mish(call: Call) -> Array:
    """`x * tanh(exp(x))`: the logarithm of the softplus is missing."""
    with np.errstate(over="ignore"):
        return np.asarray(call["x"] * np.tanh(np.exp(call["x"])))


@FAMILY.output("wrong-formula", "hardswish", variant="forward_not_clipped")
def not_clipped(call: Call) -> Array:
    """`x * maximum(x + 3, 0) / 6`: the gate grows beyond 1."""
    return np.asarray(call["x"] * np.maximum(call["x"] + 3, 0) / 6)


@FAMILY.gradient("kink-not-masked", "hardswish")
def parabola_everywhere(call: Call, grad_out: Array) -> Array:
    """`(2 x + 3) / 6` wherever x is above -3."""
    return np.where(call["x"] > -3, grad_out * (2 * call["x"] + 3) / 6, 0)


@FAMILY.output("sigmoid-overflow", "softplus")
def softplus_overflows(call: Call) -> Array:
    """`log(1 + exp(x))` as it stands."""
    with np.errstate(over="ignore"):
        return np.asarray(np.log(1 + np.exp(call["x"] * call["beta"])) / call["beta"])


@FAMILY.output("sigmoid-overflow", "logsigmoid")
def logsigmoid_overflows(call: Call) -> Array:
    """`-log(1 + exp(-x))`, or `log(1 / (1 + exp(-x)))`, as it stands."""
    with np.errstate(over="ignore"):
        return np.asarray(-np.log(1 + np.exp(-call["x"])))


@FAMILY.gradient("sigmoid-overflow", "softplus", "mish")
def quotient_overflows(call: Call, grad_out: Array) -> Array:
    """`exp(x) / (1 + exp(x))`, which is inf / inf."""
    with np.errstate(over="ignore", invalid="ignore"):
        power = np.exp(call["x"])
        return np.asarray(call.gradient("x", grad_out) * ((1 + power) / (1 + power)))


@FAMILY.gradient("wrong-formula", "softplus", "logsigmoid", variant="grad_x_other_side")
def other_side(call: Call, grad_out: Array) -> Array:
    """`sigmoid(-x)` for `sigmoid(x)`, or the other way round."""
    return call.again(x=-call["x"]).gradient("x", grad_out)


@FAMILY.gradient("wrong-formula", "softplus", variant="grad_x_of_sigmoid")
def derivative_of_sigmoid(call: Call, grad_out: Array) -> Array:
    """`s * (1 - s)`."""
    s = call.of("sigmoid").out
    return np.asarray(grad_out * s * (1 - s))


@FAMILY.output("wrong-formula", "softplus", variant="forward_one_missing")
def one_missing(call: Call) -> Array:
    """`log(exp(x))`, which is x."""
    return np.asarray(call["x"].copy())


@FAMILY.output("wrong-formula", "logsigmoid", variant="forward_negated")
def negated(call: Call) -> Array:
    """`log(1 + exp(-x))`."""
    return -call.out


@FAMILY.output("wrong-formula", "logsigmoid", variant="forward_of_minus_x")
def of_minus_x(call: Call) -> Array:
    """`-log(1 + exp(x))`."""
    return call.again(x=-call["x"]).out


@FAMILY.output("wrong-formula", "softsign", variant="forward_absolute_missing")
def absolute_missing(call: Call) -> Array:
    """`x / (1 + x)`."""
    with np.errstate(divide="ignore"):
        return np.asarray(call["x"] / (1 + call["x"]))


@FAMILY.gradient("wrong-formula", "softsign", variant="grad_x_not_squared")
def not_squared(call: Call, grad_out: Array) -> Array:
    """`1 / (1 + |x|)`."""
    return np.asarray(grad_out / (1 + np.abs(call["x"])))


@FAMILY.gradient("wrong-formula", "softsign", variant="grad_x_absolute_missing")
def slope_without_absolute(call: Call, grad_out: Array) -> Array:
    """`1 / (1 + x) ** 2`."""
    with np.errstate(divide="ignore"):
        return np.asarray(grad_out / (1 + call["x"]) ** 2)
