"""The arithmetic of conv2d: windows times kernels, and the way back."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from scratchcnn.ops.arguments import Array, alike
from scratchcnn.ops.blocks import in_blocks
from scratchcnn.ops.windows import (
    Axis,
    fold,
    fold_rows,
    inside,
    output_sizes,
    padded,
    padded_sizes,
    unfold,
)

Result = TypeVar("Result")


@dataclass(frozen=True)
class Correlation:
    """Images and kernels that fit each other; called, it is conv2d's pullback.

    Parameters
    ----------
    x : (N, C, H, W)
    weight : (F, C / G, KH, KW)
    bias : (F,), (F, OH, OW) or None
    groups : G
    rows, columns : the axes along which the kernels slide
    """

    x: Array
    weight: Array
    bias: Array | None
    groups: int
    rows: Axis
    columns: Axis

    def out(self) -> Array:
        """Return the products of windows and kernels, and the bias: (N, F, OH, OW)."""
        kernels = self.kernels()
        out = np.empty(self.grouped_shape(), self.x.dtype)

        def of_block(samples: slice) -> None:
            # (G, F/G, taps) @ (N, G, taps, OH*OW) -> (N, G, F/G, OH*OW)
            part = np.matmul(kernels, self.patches(samples), out=out[samples])
            if self.bias is not None:
                # (F,) -> (G, F/G, 1), the same for every pixel; untied -> (G, F/G, OH*OW)
                part += self.bias.reshape(*kernels.shape[:2], math.prod(self.bias.shape[1:]))

        self.in_blocks(of_block)
        # (N, G, F/G, OH*OW) -> (N, F, OH, OW)
        return out.reshape(self.out_shape())

    def __call__(self, grad_out: Array) -> tuple[Array, ...]:
        """Return grad_x, grad_weight, and grad_bias where there is a bias."""
        grad = self.checked(grad_out)
        grad_x = np.empty(self.x.shape, self.x.dtype)
        # (G, F/G, taps) -> (G, taps, F/G)
        kernels = self.kernels().swapaxes(1, 2)
        add_up = self.by_rows if self.rows_pay() else self.by_windows

        def of_block(samples: slice) -> tuple[Array, ...]:
            images = add_up(kernels, grad[samples])
            grad_x[samples] = images[inside(self.rows, self.columns)]
            return self.parameters_of(grad, samples)

        return grad_x, *self.added(self.in_blocks(of_block))

    def of_parameters(self, grad_out: Array) -> tuple[Array, ...]:
        """Return all of them but grad_x, which nobody needs of a network's first layer."""
        grad = self.checked(grad_out)
        return self.added(self.in_blocks(lambda samples: self.parameters_of(grad, samples)))

    def parameters_of(self, grad: Array, samples: slice) -> tuple[Array, ...]:
        """Return the gradients of kernels (G, taps, F/G) and bias that some samples give."""
        _, g, f_per_group, pixels = self.grouped_shape()
        # (N, F, OH, OW) -> (N, G, F/G, OH*OW)
        part = grad[samples]
        part = part.reshape(len(part), g, f_per_group, pixels)
        # (N, G, taps, OH*OW) @ (N, G, OH*OW, F/G) -> (N, G, taps, F/G) -> (G, taps, F/G)
        grad_kernels = (self.patches(samples) @ part.swapaxes(2, 3)).sum(0)
        if self.bias is None:
            return (grad_kernels,)
        # (N, G, F/G, OH*OW) -> (G, F/G, OH*OW); or, by a product, which is faster, -> (G, F/G)
        untied = self.bias.ndim > 1
        return grad_kernels, part.sum(0) if untied else (part @ np.ones_like(part[0, 0, 0])).sum(0)

    def added(self, blocks: Sequence[tuple[Array, ...]]) -> tuple[Array, ...]:
        """Add up what the blocks give: grad_weight, and grad_bias where there is a bias."""
        nothing = np.zeros_like(self.kernels().swapaxes(1, 2))
        # (G, taps, F/G) -> (G, F/G, taps) -> (F, C/G, KH, KW)
        grad_kernels = sum((block[0] for block in blocks), nothing).swapaxes(1, 2)
        grad_weight = grad_kernels.reshape(self.weight.shape)
        if self.bias is None:
            return (grad_weight,)
        shape = self.bias.shape
        # (G, F/G) or (G, F/G, OH*OW) -> (F,) or (F, OH, OW)
        grad_bias = sum((block[1].reshape(shape) for block in blocks), np.zeros_like(self.bias))
        return grad_weight, grad_bias

    def by_windows(self, kernels: Array, grad: Array) -> Array:
        """Return what every window gives to the padded images: (N, C, H, W)."""
        return fold(self.shares(kernels, grad), self.rows, self.columns)

    def by_rows(self, kernels: Array, grad: Array) -> Array:
        """Return the same from rows that are as long as those of the padded images."""
        n, f, oh, ow = grad.shape
        _, width = padded_sizes(self.rows, self.columns)
        # (N, F, OH, OW) -> (N, F, OH, W): nothing comes from behind the last window
        long = np.zeros((n, f, oh, width), grad.dtype)
        long[..., :ow] = grad
        return fold_rows(self.shares(kernels, long), self.rows, self.columns)

    def rows_pay(self) -> bool:
        """Tell whether `by_rows` can be used, and is faster."""
        _, width = padded_sizes(self.rows, self.columns)
        _, ow = output_sizes(self.rows, self.columns)
        # The zeros cost a product too; and times infinity they are zeros no more.
        few, finite = 2 * width <= 3 * ow, bool(np.isfinite(self.weight).all())
        return self.rows.stride == self.columns.stride == 1 and few and finite

    def shares(self, kernels: Array, grad: Array) -> Array:
        """Return what every window gives to each of its pixels: (N, C, KH, KW, OH, OW)."""
        n, _, oh, ow = grad.shape
        g, _, f_per_group = kernels.shape
        # (G, taps, F/G) @ (N, G, F/G, OH*OW) -> (N, G, taps, OH*OW) -> (N, C, KH, KW, OH, OW)
        shares = kernels @ grad.reshape(n, g, f_per_group, oh * ow)
        return shares.reshape(n, self.x.shape[1], *self.weight.shape[2:], oh, ow)

    def patches(self, samples: slice) -> Array:
        """Return the windows of some samples as columns: (N, G, taps, OH*OW)."""
        # (N, C, H, W) -> (N, C, KH, KW, OH, OW); the copy is made after that, if one is needed
        windows = unfold(padded(self.x[samples], self.rows, self.columns), self.rows, self.columns)
        n, c, kh, kw, oh, ow = windows.shape
        return windows.reshape(n, self.groups, c // self.groups * kh * kw, oh * ow)

    def kernels(self) -> Array:
        """Return the kernels as rows: (G, F/G, taps)."""
        f, *taps = self.weight.shape
        return self.weight.reshape(self.groups, f // self.groups, math.prod(taps))

    def out_shape(self) -> tuple[int, int, int, int]:
        """Return (N, F, OH, OW)."""
        return self.x.shape[0], self.weight.shape[0], *output_sizes(self.rows, self.columns)

    def grouped_shape(self) -> tuple[int, int, int, int]:
        """Return (N, G, F/G, OH*OW)."""
        n, f, oh, ow = self.out_shape()
        return n, self.groups, f // self.groups, oh * ow

    def checked(self, grad_out: Array) -> Array:
        """Return the gradient from above if it looks like the output."""
        return alike("grad_out", grad_out, self.x.dtype, self.out_shape())

    def in_blocks(self, work: Callable[[slice], Result]) -> list[Result]:
        """Call `work` with a few samples after the other, whose patches stay in the cache."""
        n, _, oh, ow = self.out_shape()
        taps = self.x.shape[1] * math.prod(self.weight.shape[2:])
        return in_blocks(work, n, taps * oh * ow * self.x.itemsize)
