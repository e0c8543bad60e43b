"""The known bugs of channels, filters and biases."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.groups import LAYERS, POOLS

FAMILY = Family()


def everywhere(array: Array, axis: int, place: int) -> Array:
    """Return an array in which one place along an axis stands for all."""
    size = array.shape[axis]
    return array.take(np.full(size, place % size if size else 0), axis)


def only(array: Array, axis: int, place: int) -> Array:
    """Return an array that is 0 but at one place along an axis."""
    kept = np.zeros_like(array)
    if array.shape[axis]:
        where = np.arange(array.shape[axis])[[place]]
        index = (slice(None),) * axis + (where,)
        kept[index] = array[index]
    return kept


@FAMILY.output("bias-inside-sum", "conv2d", variant="forward_per_tap")
def bias_per_tap(call: Call) -> Array:
    """The bias is added to every tap, after the sum over the channels."""
    if call["bias"] is None:
        return call.out
    return call.again(bias=call["bias"] * call["weight"][0, 0].size).out


@FAMILY.output("bias-inside-sum", "conv2d", variant="forward_per_channel")
def bias_per_channel(call: Call) -> Array:
    """The bias is added in the loop over the input channels."""
    if call["bias"] is None:
        return call.out
    return call.again(bias=call["bias"] * call["weight"].shape[1]).out


@FAMILY.output("bias-inside-sum", "linear")
def bias_per_input(call: Call) -> Array:
    """`sum(x * weight + bias)`."""
    if call["bias"] is None:
        return call.out
    return call.again(bias=call["bias"] * call["weight"].shape[1]).out


@FAMILY.gradient("bias-missing", "conv2d", of="bias", variant="grad_bias_per_sample")
def bias_gradient_per_sample(call: Call, grad_out: Array) -> Array:
    """The sum over the batch is missing."""
    gradient: Array = grad_out.sum((2, 3)) if call["bias"].ndim == 1 else grad_out
    return gradient


@FAMILY.gradient("bias-missing", "conv2d", of="bias", variant="grad_bias_per_pixel")
def bias_gradient_per_pixel(call: Call, grad_out: Array) -> Array:
    """The sum over the pixels is missing."""
    gradient: Array = grad_out.sum(0)
    return gradient


@FAMILY.gradient("bias-missing", *LAYERS, of="bias", variant="grad_bias_not_summed")
def bias_gradient_not_summed(call: Call, grad_out: Array) -> Array:
    """The upstream gradient is passed on as it is."""
    return np.asarray(grad_out.copy())


@FAMILY.gradient("bias-missing", "conv2d", of="bias", variant="grad_bias_last_pixel")
def bias_gradient_of_last_pixel(call: Call, grad_out: Array) -> Array:
    """`=` in the loops over the pixels."""
    return call.gradient("bias", only(only(grad_out, 2, -1), 3, -1))


@FAMILY.gradient("bias-missing", "conv2d", of="bias", variant="grad_bias_last")
def bias_gradient_of_last_entry(call: Call, grad_out: Array) -> Array:
    """`=` in the loops over batch and pixels."""
    return call.gradient("bias", only(only(only(grad_out, 0, -1), 2, -1), 3, -1))


@FAMILY.gradient("bias-missing", *LAYERS, of="bias", variant="grad_bias_summed")
def bias_gradient_is_one_sum(call: Call, grad_out: Array) -> Array:
    """`grad_out.sum()`, a single number for all."""
    return np.full(call["bias"].shape, grad_out.sum())


@FAMILY.gradient("channels-not-swapped", "conv2d", variant="grad_x_reshaped")
def weight_reshaped(call: Call, grad_out: Array) -> Array:
    """`weight.reshape(C, F, KH, KW)` for a transpose."""
    weight = call["weight"]
    f, c, *rest = weight.shape
    # The twin takes (F, C): as if (C, F) had been swapped after the reshape.
    return call.again(weight=weight.reshape(c, f, *rest).swapaxes(0, 1)).gradient("x", grad_out)


@FAMILY.output("last-channel-only", "conv2d", variant="forward_first")
def first_channel_only(call: Call) -> Array:
    """`x[:, 0]`, from the time when images were grey."""
    return call.again(weight=only(call["weight"], 1, 0)).out


@FAMILY.gradient("last-channel-only", "conv2d", of="weight")
def grad_weight_of_last_channel(call: Call, grad_out: Array) -> Array:
    """The weights of the other channels receive nothing."""
    return only(call.gradient("weight", grad_out), 1, -1)


@FAMILY.gradient("last-channel-only", "conv2d", of="weight", variant="grad_weight_repeated")
def grad_weight_of_last_channel_repeated(call: Call, grad_out: Array) -> Array:
    """`grad_weight[f] = ...` in a loop over the channels: the last one's stands for all."""
    return everywhere(call.gradient("weight", grad_out), 1, -1)


@FAMILY.gradient("last-channel-only", "conv2d", of="weight", variant="grad_weight_summed")
def grad_weight_summed_over_channels(call: Call, grad_out: Array) -> Array:
    """`grad_weight[f] += ...` in a loop over the channels: their sum stands for all."""
    right = call.gradient("weight", grad_out)
    return np.asarray(np.broadcast_to(right.sum(1, keepdims=True), right.shape).copy())


@FAMILY.gradient("last-channel-only", "conv2d", variant="grad_x_summed")
def grad_x_summed_over_channels(call: Call, grad_out: Array) -> Array:
    """`grad_x[n] += ...` in a loop over the channels: their sum stands for all."""
    right = call.gradient("x", grad_out)
    return np.asarray(np.broadcast_to(right.sum(1, keepdims=True), right.shape).copy())


@FAMILY.output("filter-index-missing", *LAYERS, *POOLS, variant="forward_last")
def last_filter_everywhere(call: Call) -> Array:
    """`out[...] = ` in a loop over filters or channels: the last one stands for all."""
    return everywhere(call.out, 1, -1)


@FAMILY.output("filter-index-missing", *LAYERS, *POOLS, variant="forward_first")
def first_filter_everywhere(call: Call) -> Array:
    """Index 0 for the filter or the channel."""
    return everywhere(call.out, 1, 0)


@FAMILY.output("filter-index-missing", "conv2d", variant="forward_summed")
def filters_summed(call: Call) -> Array:
    """`out[...] += ` in a loop over filters: their sum stands for all."""
    right = call.out
    return np.asarray(np.broadcast_to(right.sum(1, keepdims=True), right.shape).copy())


@FAMILY.output("filter-index-missing", *POOLS, variant="forward_over_channels")
def pooled_over_channels(call: Call) -> Array:
    """`window.max()` of a window that holds all channels."""
    right = call.out
    average = call.twin.__name__ == "avg_pool2d"
    over = right.mean(1, keepdims=True) if average else right.max(1, keepdims=True)
    return np.asarray(np.broadcast_to(over, right.shape).copy())


@FAMILY.gradient("filter-index-missing", *POOLS, variant="grad_x_last")
def last_channel_gradient_everywhere(call: Call, grad_out: Array) -> Array:
    """`grad_x[...] = ` in a loop over channels: the last one's gradient stands for all."""
    return everywhere(call.gradient("x", grad_out), 1, -1)


@FAMILY.gradient("filter-index-missing", *POOLS, variant="grad_x_first")
def first_channel_gradient_everywhere(call: Call, grad_out: Array) -> Array:
    """Index 0 for the channel."""
    return everywhere(call.gradient("x", grad_out), 1, 0)


@FAMILY.gradient("filter-index-missing", *LAYERS, *POOLS, variant="grad_x_upstream_of_first")
def upstream_of_first_channel(call: Call, grad_out: Array) -> Array:
    """`grad_out[n, 0]` for every filter or channel."""
    return call.gradient("x", everywhere(grad_out, 1, 0))


@FAMILY.gradient("filter-index-missing", "conv2d", of="weight", variant="grad_weight_last")
def last_filter_gradient_everywhere(call: Call, grad_out: Array) -> Array:
    """`grad_weight[...] = ` in a loop over filters: the last one's gradient stands for all."""
    return everywhere(call.gradient("weight", grad_out), 0, -1)


@FAMILY.gradient("filter-index-missing", "conv2d", of="weight", variant="grad_weight_first")
def first_filter_gradient_everywhere(call: Call, grad_out: Array) -> Array:
    """`grad_out[n, 0]` for every filter."""
    return everywhere(call.gradient("weight", grad_out), 0, 0)


@FAMILY.gradient("overlap-overwritten", "conv2d", of="weight")
def grad_weight_of_last_window(call: Call, grad_out: Array) -> Array:
    """`=` in the loops over the pixels: the last window counts."""
    return call.gradient("weight", only(only(grad_out, 2, -1), 3, -1))


@FAMILY.gradient("overlap-overwritten", "conv2d", of="weight", variant="grad_weight_of_batch")
def grad_weight_of_last_window_of_last_sample(call: Call, grad_out: Array) -> Array:
    """`=` in the loops over batch and pixels."""
    return call.gradient("weight", only(only(only(grad_out, 0, -1), 2, -1), 3, -1))
