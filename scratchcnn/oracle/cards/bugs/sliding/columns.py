"""The known bugs of im2col and col2im: the order of axes, and windows that overlap."""

from itertools import product

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.groups import SLIDING
from scratchcnn.oracle.cards.bugs.sliding.windows import Windows, biased

FAMILY = Family()


def taps(call: Call) -> Array:
    """Return the patches as a window view has them: (N, C, OH, OW, KH, KW)."""
    windows = Windows.of(call)
    return windows.patches()[..., :: windows.dilation[0], :: windows.dilation[1]]


def rows_of_columns(call: Call) -> Array:
    """`col.reshape(N * OH * OW, -1)` of (N, C, KH, KW, OH, OW)."""
    return as_rows(call, taps(call).transpose(0, 1, 4, 5, 2, 3))


def rows_of_windows(call: Call) -> Array:
    """`windows.reshape(N * OH * OW, -1)` of (N, C, OH, OW, KH, KW)."""
    return as_rows(call, taps(call))


def rows_of_joined_samples(call: Call) -> Array:
    """`col.reshape(-1, N * OH * OW).T` of (N, C, KH, KW, OH, OW)."""
    taken = taps(call).transpose(0, 1, 4, 5, 2, 3)
    n, _, oh, ow = call.out.shape
    rows: Array = taken.reshape(-1, n * oh * ow).T
    return rows


def as_rows(call: Call, array: Array) -> Array:
    """Return (N * OH * OW, C * KH * KW) of an array in some order of these axes."""
    n, _, oh, ow = call.out.shape
    return array.reshape(n * oh * ow, -1)


def output_of(call: Call, rows: Array) -> Array:
    """Return the output that a matrix of patches gives."""
    n, f, oh, ow = call.out.shape
    out = rows @ call["weight"].reshape(f, -1).T
    # (N * OH * OW, F) -> (N, OH, OW, F) -> (N, F, OH, OW)
    return biased(call, out.reshape(n, oh, ow, f).transpose(0, 3, 1, 2))


def grad_weight_of(rows: Array, call: Call, grad_out: Array) -> Array:
    """Return the weight's gradient that a matrix of patches gives."""
    filters = grad_out.transpose(1, 0, 2, 3).reshape(grad_out.shape[1], -1)
    gradient: Array = (filters @ rows).reshape(call["weight"].shape)
    return gradient


@FAMILY.output("im2col-axis-order", "conv2d", variant="windows")
def windows_not_transposed(call: Call) -> Array:
    """The windows of a view become rows without a transpose."""
    return output_of(call, rows_of_windows(call))


@FAMILY.output("im2col-axis-order", "conv2d", variant="joined_samples")
def samples_joined(call: Call) -> Array:
    """The columns of all samples are put side by side without a transpose."""
    return output_of(call, rows_of_joined_samples(call))


@FAMILY.gradient("im2col-axis-order", "conv2d", of="weight", variant="grad_weight_patches")
def grad_weight_of_columns(call: Call, grad_out: Array) -> Array:
    """The patches become rows without a transpose."""
    return grad_weight_of(rows_of_columns(call), call, grad_out)


@FAMILY.gradient("im2col-axis-order", "conv2d", of="weight", variant="grad_weight_windows")
def grad_weight_of_windows(call: Call, grad_out: Array) -> Array:
    """The windows of a view become rows without a transpose."""
    return grad_weight_of(rows_of_windows(call), call, grad_out)


@FAMILY.gradient("im2col-axis-order", "conv2d", of="weight", variant="grad_weight_joined_samples")
def grad_weight_of_joined_samples(call: Call, grad_out: Array) -> Array:
    """The columns of all samples are put side by side without a transpose."""
    return grad_weight_of(rows_of_joined_samples(call), call, grad_out)


def scattered(call: Call, shares: Array) -> Array:
    """Return the gradient of the input from the windows' shares (N, C, KH, KW, OH, OW)."""
    windows = Windows.of(call)
    n, c, _, _, oh, ow = shares.shape
    spaced = np.zeros((n, c, oh, ow, *windows.reach))
    down, across = windows.dilation
    spaced[..., ::down, ::across] = shares.transpose(0, 1, 4, 5, 2, 3)
    return windows.crop(windows.gather(spaced, windows.padded_size))


@FAMILY.gradient("overlap-overwritten", *SLIDING, variant="grad_x_by_tap")
def overlap_overwritten_by_tap(call: Call, grad_out: Array) -> Array:
    """`image[:, :, i::stride, j::stride] = columns[:, :, i, j]`, tap after tap, in col2im."""
    windows = Windows.of(call)
    shares = windows.shares(grad_out)
    image = np.zeros((*shares.shape[:2], *windows.padded_size))
    (down, across), (oh, ow) = windows.stride, windows.count
    rows, columns = (np.arange(reach) for reach in windows.reach)
    for i, j in product(rows[:: windows.dilation[0]], columns[:: windows.dilation[1]]):
        last_row, last_column = i + down * (oh - 1), j + across * (ow - 1)
        image[:, :, i : last_row + 1 : down, j : last_column + 1 : across] = shares[..., i, j]
    return windows.crop(image)


def product_rows(call: Call, grad_out: Array) -> Array:
    """Return what col2im takes: the shares of all windows, (N * OH * OW, C * KH * KW)."""
    f = grad_out.shape[1]
    upstream = grad_out.transpose(0, 2, 3, 1).reshape(-1, f)
    rows: Array = upstream @ call["weight"].reshape(f, -1)
    return rows


def size_of_columns(call: Call) -> tuple[int, ...]:
    """Return (N, C, KH, KW, OH, OW)."""
    n, _, oh, ow = call.out.shape
    return (n, *call["weight"].shape[1:], oh, ow)


@FAMILY.gradient("im2col-axis-order", "conv2d", variant="grad_x_patches")
def grad_x_of_rows_as_columns(call: Call, grad_out: Array) -> Array:
    """The rows are reshaped to (N, C, KH, KW, OH, OW) at once."""
    return scattered(call, product_rows(call, grad_out).reshape(size_of_columns(call)))


@FAMILY.gradient("im2col-axis-order", "conv2d", variant="grad_x_windows")
def grad_x_of_rows_as_windows(call: Call, grad_out: Array) -> Array:
    """The rows are reshaped to (N, C, OH, OW, KH, KW) at once."""
    n, c, kh, kw, oh, ow = size_of_columns(call)
    shares = product_rows(call, grad_out).reshape(n, c, oh, ow, kh, kw)
    return scattered(call, shares.transpose(0, 1, 4, 5, 2, 3))


@FAMILY.gradient("im2col-axis-order", "conv2d", variant="grad_x_joined_samples")
def grad_x_of_joined_samples(call: Call, grad_out: Array) -> Array:
    """The columns (C * KH * KW, N * OH * OW) are reshaped to (N, C, KH, KW, OH, OW) at once."""
    return scattered(call, product_rows(call, grad_out).T.reshape(size_of_columns(call)))
