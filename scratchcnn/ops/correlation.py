"""The arithmetic of conv2d: windows times kernels, and the way back."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from scratchcnn.ops.arguments import Array, Pair, alike
from scratchcnn.ops.blocks import in_strips
from scratchcnn.ops.windows import (
    Axis,
    batch_first,
    batch_last,
    fold,
    inside,
    output_sizes,
    padded,
    seen_rows,
    unfold,
)

Result = TypeVar("Result")


@dataclass(frozen=True)
class Correlation:
    """Images and kernels that fit each other; called, it is conv2d's pullback.

    Parameters
    ----------
    x : (C, H, W, N), with its padding
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
        out = np.empty(self.shape, self.x.dtype)
        products = self.in_groups(out)

        def fill(strips: Sequence[slice]) -> None:
            for strip in strips:
                # (G, F/G, taps) @ (G, taps, OH*OW*N) -> (G, F/G, OH*OW*N)
                np.matmul(kernels, self.patches(strip), out=products[..., self.within(strip)])
                if self.bias is not None:
                    out[:, strip] += self.bias_of_pixels()[:, strip]

        self.in_strips(fill)
        return batch_first(out)

    def __call__(self, grad_out: Array) -> tuple[Array, ...]:
        """Return grad_x, grad_weight, and grad_bias where there is a bias."""
        grad = self.checked(grad_out)
        grad_x = np.zeros(self.x.shape, self.x.dtype)

        def give(strips: Sequence[slice]) -> tuple[slice, Array, tuple[Array, ...]]:
            seen = seen_rows(slice(strips[0].start, strips[-1].stop), self.rows)
            # The rows at the edge belong to two threads: all but the first have their own.
            image = grad_x[:, seen] if strips[0].start == 0 else np.zeros_like(grad_x[:, seen])
            for strip in strips:
                part = seen_rows(strip, self.rows)
                place = image[:, part.start - seen.start : part.stop - seen.start]
                fold(self.shares(grad, strip), place, self.rows, self.columns)
            return seen, image, self.parameters_of(grad, strips)

        given = self.in_strips(give)
        for seen, image, _ in given[1:]:
            grad_x[:, seen] += image
        parameters = self.added([share for _, _, share in given])
        return batch_first(inside(grad_x, self.rows, self.columns)), *parameters

    def of_parameters(self, grad_out: Array) -> tuple[Array, ...]:
        """Return all of them but grad_x, which nobody needs of a network's first layer."""
        grad = self.checked(grad_out)
        return self.added(self.in_strips(lambda strips: self.parameters_of(grad, strips)))

    def parameters_of(self, grad: Array, strips: Sequence[slice]) -> tuple[Array, ...]:
        """Return what some strips give to the kernels, (G, taps, F/G), and to the bias."""
        grad_kernels = np.zeros_like(self.kernels().swapaxes(1, 2))
        grad_bias = np.zeros_like(self.bias_of_pixels())
        for strip in strips:
            # (G, F/G, OH*OW*N) -> (G, OH*OW*N, F/G)
            part = self.in_groups(grad)[..., self.within(strip)].swapaxes(1, 2)
            # (G, taps, OH*OW*N) @ (G, OH*OW*N, F/G) -> (G, taps, F/G)
            grad_kernels += self.patches(strip) @ part
            if self.bias is not None and self.bias.ndim > 1:
                # (F, OH, OW, N) -> (F, OH, OW, 1)
                grad_bias[:, strip] += grad[:, strip].sum(3, keepdims=True)
            elif self.bias is not None:
                # (F, OH, OW, N) -> (F, 1, 1, 1)
                grad_bias += grad[:, strip].sum((1, 2, 3), keepdims=True)
        return grad_kernels, grad_bias

    def added(self, given: Sequence[tuple[Array, Array]]) -> tuple[Array, ...]:
        """Add up what the threads return: grad_weight, and grad_bias where there is a bias."""
        start = self.parameters_of(self.x, [])
        grad_kernels, grad_bias = (sum(parts) for parts in zip(start, *given))
        # (G, taps, F/G) -> (G, F/G, taps) -> (F, C/G, KH, KW)
        grad_weight = grad_kernels.swapaxes(1, 2).reshape(self.weight.shape)
        return (grad_weight,) if self.bias is None else (grad_weight, grad_bias.reshape(self.bias.shape))

    def patches(self, strip: slice) -> Array:
        """Copy the windows of a strip, unless one tap sees them all: (G, taps, OH*OW*N)."""
        # (C, H, W, N) -> (C, KH, KW, OH, OW, N)
        seen = unfold(self.x, strip, self.rows, self.columns)
        c, kh, kw, oh, ow, n = seen.shape
        return seen.reshape(self.groups, c // self.groups * kh * kw, oh * ow * n)

    def shares(self, grad: Array, strip: slice) -> Array:
        """Return what the windows of a strip give to their pixels: (C, KH, KW, OH, OW, N)."""
        part = self.in_groups(grad)[..., self.within(strip)]
        # (G, taps, F/G) @ (G, F/G, OH*OW*N) -> (G, taps, OH*OW*N)
        shares = self.kernels().swapaxes(1, 2) @ part
        _, _, ow, n = self.shape
        taps = self.x.shape[0], *self.weight.shape[2:]
        return shares.reshape(*taps, strip.stop - strip.start, ow, n)

    def kernels(self) -> Array:
        """Return the kernels as rows: (G, F/G, taps)."""
        f, *taps = self.weight.shape
        return self.weight.reshape(self.groups, f // self.groups, math.prod(taps))

    def bias_of_pixels(self) -> Array:
        """Return the bias for (F, OH, OW, N): (F, 1, 1, 1), untied (F, OH, OW, 1)."""
        bias = np.zeros(0, self.x.dtype) if self.bias is None else self.bias
        return bias[..., None] if bias.ndim > 1 else bias[:, None, None, None]

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """The shape in which the output lies in memory: (F, OH, OW, N)."""
        return self.weight.shape[0], *output_sizes(self.rows, self.columns), self.x.shape[3]

    def in_groups(self, out: Array) -> Array:
        """See the output, or its gradient, as rows: (F, OH, OW, N) -> (G, F/G, OH*OW*N)."""
        f, *others = self.shape
        return out.reshape(self.groups, f // self.groups, math.prod(others))

    def within(self, strip: slice) -> slice:
        """Return where a strip lies in such a row."""
        _, _, ow, n = self.shape
        return slice(strip.start * ow * n, strip.stop * ow * n)

    def in_strips(self, work: Callable[[Sequence[slice]], Result]) -> list[Result]:
        """Share out strips of windows whose patches stay in the cache."""
        _, oh, ow, n = self.shape
        taps = self.x.shape[0] * math.prod(self.weight.shape[2:])
        return in_strips(work, oh, taps * ow * n * self.x.itemsize)

    def checked(self, grad_out: Array) -> Array:
        """Return the gradient from above, (F, OH, OW, N), if it looks like the output."""
        f, oh, ow, n = self.shape
        return batch_last(alike("grad_out", grad_out, self.x.dtype, (n, f, oh, ow)))
