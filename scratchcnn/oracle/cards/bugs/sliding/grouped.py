"""The known bugs of grouped and depthwise convolutions, along any number of axes."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.groups import CONVOLUTIONS

FAMILY = Family()


def summed(array: Array, groups: int, axis: int) -> Array:
    """Return what all groups add up to, for every group."""
    parts = np.split(array, groups, axis)
    return np.concatenate([np.sum(parts, axis=0)] * groups, axis)


def first(array: Array, groups: int, axis: int) -> Array:
    """Return the first group, for every group."""
    return np.concatenate([np.split(array, groups, axis)[0]] * groups, axis)


def interleaved(array: Array, groups: int) -> Array:
    """Return channels (N, C, ...) in the order in which every group takes each `groups`-th."""
    order = np.arange(array.shape[1]).reshape(-1, groups).T.ravel()
    taken: Array = array[:, order]
    return taken


@FAMILY.output("channels-mixed", *CONVOLUTIONS)
def all_channels_summed(call: Call) -> Array:
    """The sum runs over the channels of all groups."""
    return call.again(x=summed(call["x"], call["groups"], 1)).out


@FAMILY.output("channels-mixed", *CONVOLUTIONS, variant="forward_interleaved")
def every_other_channel(call: Call) -> Array:
    """`x[:, g::groups]`: a group takes every `groups`-th channel."""
    return call.again(x=interleaved(call["x"], call["groups"])).out


@FAMILY.gradient("channels-mixed", *CONVOLUTIONS)
def gradient_of_all_groups(call: Call, grad_out: Array) -> Array:
    """Every group gets the gradient of all."""
    return summed(call.gradient("x", grad_out), call["groups"], 1)


@FAMILY.gradient("channels-mixed", *CONVOLUTIONS, of="weight")
def weights_of_all_channels(call: Call, grad_out: Array) -> Array:
    """Every group's filters correlate with the channels of all."""
    mixed = call.again(x=summed(call["x"], call["groups"], 1))
    return mixed.gradient("weight", grad_out)


@FAMILY.output("filter-shared", *CONVOLUTIONS)
def first_filter_for_all(call: Call) -> Array:
    """The filters of the first group are used for all."""
    return call.again(weight=first(call["weight"], call["groups"], 0)).out


@FAMILY.gradient("filter-shared", *CONVOLUTIONS)
def first_filter_sends_back(call: Call, grad_out: Array) -> Array:
    """The filters of the first group send back the gradients of all."""
    return call.again(weight=first(call["weight"], call["groups"], 0)).gradient("x", grad_out)


@FAMILY.gradient("filter-shared", *CONVOLUTIONS, of="weight")
def first_gradient_for_all(call: Call, grad_out: Array) -> Array:
    """The gradient of the first group's filters is given to all."""
    return first(call.gradient("weight", grad_out), call["groups"], 0)
