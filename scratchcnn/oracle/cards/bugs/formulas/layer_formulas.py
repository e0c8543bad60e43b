"""Wrong formulas of poolings and dense layers."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family, Grads
from scratchcnn.oracle.cards.bugs.sliding.pool import is_maximum, spread
from scratchcnn.oracle.cards.bugs.sliding.windows import Windows, overwrite
from scratchcnn.oracle.cases.case import Pullback

FAMILY = Family()


@FAMILY.output("wrong-formula", "max_pool2d")
def smallest(call: Call) -> Array:
    """The minimum."""
    return -call.again(x=-call["x"]).out


@FAMILY.output("wrong-formula", "max_pool2d", variant="forward_from_zero")
def search_from_zero(call: Call) -> Array:
    """The search for the maximum begins with 0: negative windows give 0."""
    return np.maximum(call.out, 0)


@FAMILY.gradient("overlap-overwritten", "max_pool2d", variant="grad_x_of_all_ties")
def ties_overwritten(call: Call, grad_out: Array) -> Array:
    """`grad_x[window] = mask * grad`, for every tied maximum."""
    windows = Windows.of(call)
    shares = is_maximum(windows) * grad_out[..., None, None]
    return windows.crop(windows.gather(shares, windows.padded_size, overwrite))


@FAMILY.gradient("overlap-overwritten", "max_pool2d", variant="grad_x_of_all_ties_by_point")
def ties_overwritten_by_point(call: Call, grad_out: Array) -> Array:
    """`grad_x[window == max] = grad`, for every tied maximum."""
    windows = Windows.of(call)
    shares = np.where(is_maximum(windows), grad_out[..., None, None], np.nan)

    def write(place: Array, share: Array) -> None:
        np.copyto(place, share, where=~np.isnan(share))

    return windows.crop(windows.gather(shares, windows.padded_size, write))


@FAMILY.gradient("average-for-max", "max_pool2d", variant="grad_x_share_of_max")
def maxima_averaged(call: Call, grad_out: Array) -> Array:
    """The maximum receives the gradient divided by the window's area."""
    windows = Windows.of(call)
    height, width = windows.reach
    return spread(windows, windows.shares(grad_out) / (height * width))


@FAMILY.output("transposed-weight", "linear", variant="forward_reshaped")
def weight_reshaped(call: Call) -> Array:
    """`weight.reshape(in, out)` for a transpose."""
    weight = call["weight"]
    # The twin transposes once more: (out, in) -> (in, out) -> (out, in)
    return call.again(weight=weight.reshape(weight.shape[::-1]).T).out


@FAMILY.gradient("transposed-weight", "linear", variant="grad_x_reshaped")
def weight_reshaped_grad_x(call: Call, grad_out: Array) -> Array:
    """`weight.reshape(in, out)` for a transpose."""
    weight = call["weight"]
    return call.again(weight=weight.reshape(weight.shape[::-1]).T).gradient("x", grad_out)


@FAMILY.gradient("transposed-weight", "linear", of="weight", variant="grad_weight_reshaped")
def gradient_reshaped(call: Call, grad_out: Array) -> Array:
    """`(x.T @ grad_out).reshape(weight.shape)`."""
    right = call.gradient("weight", grad_out)
    gradient: Array = right.T.reshape(right.shape)
    return gradient


@FAMILY.answer("transposed-weight", "linear", variant="grad_weight_raises")
def gradient_does_not_fit(call: Call) -> tuple[Array, Pullback]:
    """`weight -= rate * (x.T @ grad_out)`: raises unless the weight is square."""

    def pullback(grad_out: Array) -> Grads:
        grad_x, grad_weight, *others = call.pullback(grad_out)
        height, width = grad_weight.shape
        if height != width:
            raise ValueError("shapes do not fit")
        return grad_x, grad_weight.T.copy(), *others

    return call.out, pullback
