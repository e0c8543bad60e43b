"""The known bugs of sizes: strides that do not tile, and sides that differ."""

from collections.abc import Callable
from functools import partial
from itertools import product

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.groups import POOLS, SLIDING
from scratchcnn.oracle.cards.bugs.sliding.pool import pooled
from scratchcnn.oracle.cards.bugs.sliding.windows import Pair, Windows, biased

FAMILY = Family()


def leaves_a_rest(call: Call) -> bool:
    """Return whether some rows or columns fill no window."""
    return not Windows.of(call).tile


FAMILY.raising("non-tiling-stride", *POOLS, variant="forward_raises", where=leaves_a_rest)
FAMILY.raising("non-tiling-stride", *SLIDING, variant="backward_raises", where=leaves_a_rest)


@FAMILY.output("non-tiling-stride", "conv2d", variant="forward_partial")
def partial_products(call: Call) -> Array:
    """The output's size is rounded up; the last windows meet only a part of the kernel."""
    windows = Windows.of(call)
    larger = windows.having(windows.rounded_up())
    return biased(call, larger.products(larger.partial_patches()))


@FAMILY.output("non-tiling-stride", *POOLS, variant="forward_zero_filled")
def windows_filled_up(call: Call) -> Array:
    """The output's size is rounded up; zeros fill the last windows up."""
    windows = Windows.of(call)
    larger = windows.having(windows.rounded_up())
    return larger.products(larger.partial_patches())


def with_surplus(call: Call) -> Array:
    """Return the right output, with zeros up to the size that rounding up gives."""
    n, f, oh, ow = call.out.shape
    larger = np.zeros((n, f, *Windows.of(call).rounded_up()))
    larger[:, :, :oh, :ow] = call.out
    return larger


@FAMILY.output("non-tiling-stride", *SLIDING, variant="forward_surplus")
def surplus_is_zero(call: Call) -> Array:
    """The output's size is rounded up; nothing is written to the surplus."""
    return with_surplus(call)


@FAMILY.output("non-tiling-stride", "conv2d", variant="forward_surplus_bias")
def surplus_is_the_bias(call: Call) -> Array:
    """The output's size is rounded up; the surplus holds the bias alone."""
    return biased(call, with_surplus(call.without_bias()))


@FAMILY.gradient("non-tiling-stride", "conv2d", of="weight")
def larger_kernel(call: Call, grad_out: Array) -> Array:
    """`correlate(x, dilated grad_out)`: the rest of the image makes the kernel larger."""
    windows = Windows.of(call)
    rest = (
        (size - reach) % stride
        for size, reach, stride in zip(
            windows.padded_size, windows.reach, windows.stride, strict=True
        )
    )
    height, width = (size + more for size, more in zip(call["weight"].shape[2:], rest, strict=True))
    weight = np.zeros((*call["weight"].shape[:2], height, width))
    return call.without_bias().again(weight=weight).gradient("weight", grad_out)


def image(call: Call) -> Pair:
    """Return the size of the image."""
    height, width = call["x"].shape[2:]
    return height, width


def kernel(call: Call) -> Pair:
    """Return the size of the window."""
    return Windows.of(call).reach


def output(call: Call) -> Pair:
    """Return the size of the output."""
    return Windows.of(call).count


def unequal(size: Callable[[Call], Pair], call: Call) -> bool:
    """Return whether height and width differ."""
    height, width = size(call)
    return height != width


def tall(size: Callable[[Call], Pair], call: Call) -> bool:
    """Return whether what counts rows is out of range for columns."""
    height, width = size(call)
    return height > width


def wide(size: Callable[[Call], Pair], call: Call) -> bool:
    """Return whether what counts columns is out of range for rows."""
    height, width = size(call)
    return height < width


# Which size is taken for both axes, and when that raises.
for place, size, shape in product(
    ("forward", "backward"), (image, kernel, output), (unequal, tall, wide)
):
    FAMILY.raising(
        "height-width-swapped",
        *SLIDING,
        variant=f"{place}_raises_{shape.__name__}_{size.__name__}",
        where=partial(shape, size),
    )


def resized(call: Call, count: Pair) -> Array:
    """Return the output with another number of windows: for a convolution all must fit."""
    windows = Windows.of(call).having(count)
    if call.twin.__name__ != "conv2d":
        return pooled(windows)
    return biased(call, windows.products(windows.patches()))


@FAMILY.output("height-width-swapped", *SLIDING, variant="forward_square_of_width")
def square_of_width(call: Call) -> Array:
    """The output's width is taken for both of its sizes."""
    _, width = Windows.of(call).count
    return resized(call, (width, width))


@FAMILY.output("height-width-swapped", *SLIDING, variant="forward_size_swapped")
def size_swapped(call: Call) -> Array:
    """The output's height is computed from the width, and the other way round."""
    height, width = Windows.of(call).count
    return resized(call, (width, height))


@FAMILY.output("height-width-swapped", *SLIDING, variant="forward_transposed")
def output_transposed(call: Call) -> Array:
    """Rows stand for columns in the output."""
    out: Array = call.out.swapaxes(2, 3)
    return out


@FAMILY.output("height-width-swapped", *SLIDING, variant="forward_reshaped")
def pixels_reshaped(call: Call) -> Array:
    """`rows.reshape(N, out_w, out_h, F)`: the pixels are in order, their rows are too long."""
    n, f, oh, ow = call.out.shape
    # (N, F, OH, OW) -> (N, OH, OW, F) -> (N, OW, OH, F) -> (N, F, OW, OH)
    rows = call.out.transpose(0, 2, 3, 1).reshape(n, ow, oh, f)
    out: Array = rows.transpose(0, 3, 1, 2)
    return out


@FAMILY.output("height-width-swapped", "conv2d", variant="forward_kernel_transposed")
def kernel_transposed(call: Call) -> Array:
    """Rows stand for columns in the kernel; unless it is square, it does not fit."""
    weight = call["weight"]
    if weight.shape[2] != weight.shape[3]:
        raise ValueError("shapes do not fit")
    return call.again(weight=weight.swapaxes(2, 3)).out


def looped(right: Array, rows: int, columns: int) -> Array:
    """Return what a loop over so many rows and columns fills in; too many are out of range."""
    filled = np.zeros_like(right)
    for i, j in np.ndindex(rows, columns):
        filled[:, :, i, j] = right[:, :, i, j]
    return filled


@FAMILY.output("height-width-swapped", *SLIDING, variant="forward_loop_of_height")
def loop_of_height(call: Call) -> Array:
    """Both loops run over the output's rows."""
    return looped(call.out, call.out.shape[2], call.out.shape[2])


@FAMILY.output("height-width-swapped", *SLIDING, variant="forward_loop_of_width")
def loop_of_width(call: Call) -> Array:
    """Both loops run over the output's columns."""
    return looped(call.out, call.out.shape[3], call.out.shape[3])


@FAMILY.gradient("height-width-swapped", *SLIDING, variant="grad_x_loop_of_height")
def grad_x_loop_of_height(call: Call, grad_out: Array) -> Array:
    """Both loops run over the rows of the upstream gradient."""
    return call.gradient("x", looped(grad_out, grad_out.shape[2], grad_out.shape[2]))


@FAMILY.gradient("height-width-swapped", *SLIDING, variant="grad_x_loop_of_width")
def grad_x_loop_of_width(call: Call, grad_out: Array) -> Array:
    """Both loops run over the columns of the upstream gradient."""
    return call.gradient("x", looped(grad_out, grad_out.shape[3], grad_out.shape[3]))


@FAMILY.gradient("height-width-swapped", "conv2d", of="weight", variant="grad_weight_of_height")
def grad_weight_loop_of_height(call: Call, grad_out: Array) -> Array:
    """Both loops run over the rows of the upstream gradient."""
    return call.gradient("weight", looped(grad_out, grad_out.shape[2], grad_out.shape[2]))


@FAMILY.gradient("height-width-swapped", "conv2d", of="weight", variant="grad_weight_of_width")
def grad_weight_loop_of_width(call: Call, grad_out: Array) -> Array:
    """Both loops run over the columns of the upstream gradient."""
    return call.gradient("weight", looped(grad_out, grad_out.shape[3], grad_out.shape[3]))


@FAMILY.gradient("height-width-swapped", *SLIDING, variant="grad_x_square")
def square_gradient(call: Call, grad_out: Array) -> Array:
    """`zeros((N, C, H, H))`: too small for a wide image, too large for a tall one."""
    right = call.gradient("x", grad_out)
    n, c, height, width = right.shape
    grad_x = np.zeros((n, c, height, height))
    grad_x[:, :, :, :width] = right
    return grad_x


@FAMILY.gradient("height-width-swapped", *SLIDING, variant="grad_x_transposed")
def gradient_transposed(call: Call, grad_out: Array) -> Array:
    """Rows stand for columns in the gradient."""
    grad_x: Array = call.gradient("x", grad_out).swapaxes(2, 3)
    return grad_x


@FAMILY.gradient("height-width-swapped", "conv2d", of="weight", variant="grad_weight_transposed")
def grad_weight_transposed(call: Call, grad_out: Array) -> Array:
    """Rows stand for columns in the kernel's gradient."""
    grad_weight: Array = call.gradient("weight", grad_out).swapaxes(2, 3)
    return grad_weight


@FAMILY.output("pool-size-assumes-tiling", *POOLS, variant="forward_size_over_stride")
def size_over_stride(call: Call) -> Array:
    """There are H // s windows, whatever their size; the last ones are cut off."""
    windows = Windows.of(call)
    height, width = (
        size // stride for size, stride in zip(windows.padded_size, windows.stride, strict=True)
    )
    return pooled(windows.having((height, width)))


@FAMILY.output("pool-size-assumes-tiling", *POOLS, variant="forward_stride_of_kernel")
def stride_of_kernel(call: Call) -> Array:
    """The windows lie side by side, whatever the stride."""
    return call.again(stride=None).out


@FAMILY.gradient("pool-size-assumes-tiling", *POOLS, variant="grad_x_stride_of_kernel")
def gradient_stride_of_kernel(call: Call, grad_out: Array) -> Array:
    """`grad_x[i * k : (i + 1) * k] += ...`: beyond the image where windows overlap."""
    windows, tiling = Windows.of(call), Windows.of(call.again(stride=None))
    # As many windows as forward has had, each where the next one would begin without overlap.
    places = tiling.having(windows.count)
    return windows.crop(places.gather(windows.shares(grad_out), windows.padded_size))
