"""The known bugs of homework's PReLU and GLU."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family

FAMILY = Family()
PRELU, GLU = ("prelu_channels", "prelu_shared"), "glu_rows"


def added_up(call: Call, products: Array) -> Array:
    """Return the sum over all that shares a slope."""
    shared = call["weight"].size == 1
    axes = tuple(axis for axis in range(products.ndim) if shared or axis != 1)
    summed: Array = products.sum(axes).reshape(call["weight"].shape)
    return summed


@FAMILY.gradient("wrong-formula", *PRELU, of="weight", variant="grad_weight_of_all")
def slope_of_all(call: Call, grad_out: Array) -> Array:
    """Numbers above 0, too, are added up."""
    return added_up(call, grad_out * call["x"])


@FAMILY.gradient("wrong-formula", *PRELU, of="weight", variant="grad_weight_mean")
def mean_of_products(call: Call, grad_out: Array) -> Array:
    """The mean, not the sum."""
    return np.asarray(call.gradient("weight", grad_out) * call["weight"].size / call["x"].size)


@FAMILY.gradient("upstream-ignored", *PRELU, of="weight")
def slope_without_upstream(call: Call, grad_out: Array) -> Array:
    """The numbers below 0 are added up, whatever the upstream gradient is."""
    return call.gradient("weight", np.ones_like(grad_out))


@FAMILY.gradient("sign-flipped", *PRELU, of="weight")
def slope_of_other_sign(call: Call, grad_out: Array) -> Array:
    """The gradient of the slope has the wrong sign."""
    return -call.gradient("weight", grad_out)


@FAMILY.gradient("wrong-formula", *PRELU, variant="grad_x_of_relu")
def gradient_of_relu(call: Call, grad_out: Array) -> Array:
    """Nothing is handed on where x is below 0."""
    return np.asarray(grad_out * (call["x"] > 0))


@FAMILY.gradient("upstream-ignored", *PRELU, GLU)
def slopes_alone(call: Call, grad_out: Array) -> Array:
    """The derivative by itself is returned."""
    return call.gradient("x", np.ones_like(grad_out))


def swapped(halves: Array) -> Array:
    """Return rows with their halves exchanged."""
    first, second = np.split(halves, 2, -1)
    return np.concatenate([second, first], -1)


@FAMILY.gradient("wrong-formula", GLU, variant="grad_x_swapped")
def gradients_swapped(call: Call, grad_out: Array) -> Array:
    """The gradients of both halves are exchanged."""
    return swapped(call.gradient("x", grad_out))


@FAMILY.gradient("wrong-formula", GLU, variant="grad_x_value_missing")
def value_missing(call: Call, grad_out: Array) -> Array:
    """The slope of the gate is not multiplied by the value."""
    ones = np.ones_like(grad_out)
    value = call.gradient("x", grad_out)[..., : ones.shape[-1]]
    unit = call.again(x=np.concatenate([ones, np.split(call["x"], 2, -1)[1]], -1))
    return np.concatenate([value, unit.gradient("x", grad_out)[..., ones.shape[-1] :]], -1)


@FAMILY.gradient("wrong-formula", GLU, variant="grad_x_slope_missing")
def slope_missing(call: Call, grad_out: Array) -> Array:
    """The gradient of the gate lacks `s * (1 - s)`."""
    value, _ = np.split(call["x"], 2, -1)
    first = call.gradient("x", grad_out)[..., : value.shape[-1]]
    return np.concatenate([first, grad_out * value], -1)
