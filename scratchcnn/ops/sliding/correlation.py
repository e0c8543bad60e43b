"""The arithmetic of conv2d: windows times kernels, and the backward pass."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from scratchcnn.ops.arguments import Array, alike
from scratchcnn.ops.blocks import in_strips
from scratchcnn.ops.sliding.windows import (
    Axis,
    batch_first,
    batch_last,
    fold,
    inside,
    output_sizes,
    seen_rows,
    unfold,
)

Result = TypeVar("Result")


@dataclass(eq=False)
class Correlation:
    """Images and kernels that fit each other; calling it is conv2d's pullback.

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
    # A small convolution is one strip, whose patches the way back needs again.
    last_patches: tuple[slice | None, Array] = field(default=(None, np.empty(0)), init=False)

    def out(self) -> Array:
        """Return the products of windows and kernels, and the bias: (N, F, OH, OW)."""
        kernels = self.kernels()
        out = np.empty(self.shape, self.x.dtype)

        def fill(strips: Sequence[slice]) -> None:
            for strip in strips:
                # (G, F/G, taps) @ (OH, G, taps, OW*N) -> (OH, G, F/G, OW*N)
                np.matmul(kernels, self.patches(strip), out=self.in_rows(out[:, strip]))
                if self.bias is not None:
                    # (F, OH, OW, N) + (F, OH, OW, 1)
                    out[:, strip] += self.of_strip(self.bias_of_pixels, strip)[..., None]

        self.in_strips(fill)
        return batch_first(out)

    def __call__(self, grad_out: Array) -> tuple[Array, ...]:
        """Return grad_x, grad_weight, and grad_bias where there is a bias."""
        grad_x, given = self.spread(self.checked(grad_out), self.parameters_of)
        return grad_x, *self.added(given)

    def spread(
        self, grad: Array, beside: Callable[[Array, Sequence[slice]], Result]
    ) -> tuple[Array, list[Result]]:
        """Return what all windows add to their pixels, without the padding: (N, C, H, W).

        grad : (F, OH, OW, N)
        beside : what is to be done with the strips of grad while they are in the cache
        """
        grad_x = np.zeros(self.x.shape, self.x.dtype)

        def give(strips: Sequence[slice]) -> tuple[slice, Array, Result]:
            seen = seen_rows(slice(strips[0].start, strips[-1].stop), self.rows)
            # Two threads see the rows at the edge: all but the first add to images of their own.
            image = grad_x[:, seen] if strips[0].start == 0 else np.zeros_like(grad_x[:, seen])
            for strip in strips:
                place = image[:, strip.start * self.rows.stride - seen.start :]
                fold(self.shares(grad[:, strip]), place, self.rows, self.columns)
            return seen, image, beside(grad, strips)

        given = self.in_strips(give)
        for seen, image, _ in given[1:]:
            grad_x[:, seen] += image
        images = batch_first(inside(grad_x, self.rows, self.columns))
        return images, [share for _, _, share in given]

    def of_parameters(self, grad_out: Array) -> tuple[Array, ...]:
        """Return all of them but grad_x, which the first layer of a network does not need."""
        grad = self.checked(grad_out)
        return self.added(self.in_strips(lambda strips: self.parameters_of(grad, strips)))

    def parameters_of(self, grad: Array, strips: Sequence[slice]) -> list[Array]:
        """Return what strips add to the gradient of the kernels, (G, taps, F/G), and of a bias."""
        total = self.nothing()
        for strip in strips:
            # (OH, G, F/G, OW*N) -> (OH, G, OW*N, F/G)
            part = self.in_rows(grad[:, strip]).swapaxes(2, 3)
            # (OH, G, taps, OW*N) @ (OH, G, OW*N, F/G) -> (OH, G, taps, F/G) -> (G, taps, F/G)
            total[0] += (self.patches(strip) @ part).sum(0)
            for grad_bias in total[1:]:
                place = self.of_strip(grad_bias, strip)
                place += self.added_up(grad[:, strip])
        return total

    def added_up(self, grad: Array) -> Array:
        """Sum over all pixels of a bias: (F, OH, OW, N) -> (F, 1, 1), untied (F, OH, OW)."""
        f, oh, ow, n = grad.shape
        summed = (f, oh, ow, n) if self.untied else (f, 1, 1, oh * ow * n)
        # A product with ones: BLAS adds up faster than a sum does.
        sums: Array = grad.reshape(summed) @ np.ones_like(grad, shape=summed[3])
        return sums

    def added(self, given: Sequence[list[Array]]) -> tuple[Array, ...]:
        """Add up what the threads return: grad_weight, and grad_bias where there is a bias."""
        total = self.nothing()
        for parts in given:
            for i, part in enumerate(parts):
                total[i] += part
        # (G, taps, F/G) -> (G, F/G, taps) -> (F, C/G, KH, KW)
        grad_weight = total[0].swapaxes(1, 2).reshape(self.weight.shape)
        bias = self.bias
        return (grad_weight,) if bias is None else (grad_weight, total[1].reshape(bias.shape))

    def nothing(self) -> list[Array]:
        """Return zeros for the kernels' gradient, (G, taps, F/G), and for that of a bias."""
        grads = [np.zeros_like(self.kernels().swapaxes(1, 2))]
        return grads if self.bias is None else [*grads, np.zeros_like(self.bias_of_pixels)]

    def patches(self, strip: slice) -> Array:
        """Return the windows of a strip as columns: (OH, G, taps, OW*N)."""
        kept, patches = self.last_patches
        if kept == strip:
            return patches
        # (OH, C, KH, KW, OW, N) -> (OH, G, taps, OW*N): a copy, unless there is one tap
        seen = unfold(self.x, strip, self.rows, self.columns)
        oh, c, kh, kw, ow, n = seen.shape
        patches = seen.reshape(oh, self.groups, c // self.groups * kh * kw, ow * n)
        self.last_patches = strip, patches
        return patches

    def shares(self, grad: Array) -> Array:
        """Return what the windows of a strip add to their pixels: (OH, C, KH, KW, OW, N)."""
        kernels, rows = self.kernels().swapaxes(1, 2), self.in_rows(grad)
        # (G, taps, F/G) @ (OH, G, F/G, OW*N) -> (OH, G, taps, OW*N)
        # Of one filter a product has one term, for which BLAS takes several times as long.
        shares: Array = kernels * rows if kernels.shape[2] == 1 else kernels @ rows
        _, oh, ow, n = grad.shape
        return shares.reshape(oh, len(self.x), *self.weight.shape[2:], ow, n)

    def kernels(self) -> Array:
        """Return the kernels as rows: (G, F/G, taps)."""
        f, *taps = self.weight.shape
        return self.weight.reshape(self.groups, f // self.groups, math.prod(taps))

    def in_rows(self, out: Array) -> Array:
        """View the output, or its gradient, row by row: (F, OH, OW, N) -> (OH, G, F/G, OW*N)."""
        f, oh, ow, n = out.shape
        grouped = out.reshape(self.groups, f // self.groups, oh, ow * n)
        return np.transpose(grouped, (2, 0, 1, 3))

    @property
    def untied(self) -> bool:
        """Whether every pixel has a bias of its own."""
        return self.bias is not None and self.bias.ndim == 3

    @property
    def bias_of_pixels(self) -> Array:
        """The bias as (F, 1, 1), untied (F, OH, OW)."""
        assert self.bias is not None
        return self.bias if self.untied else self.bias[:, None, None]

    def of_strip(self, bias: Array, strip: slice) -> Array:
        """Return the bias of a strip; unless it is untied, it is the same for all."""
        return bias[:, strip] if self.untied else bias

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """The shape in which the output lies in memory: (F, OH, OW, N)."""
        return len(self.weight), *output_sizes(self.rows, self.columns), self.x.shape[3]

    def in_strips(self, work: Callable[[Sequence[slice]], Result]) -> list[Result]:
        """Distribute strips of windows whose patches fit into the cache."""
        _, oh, ow, n = self.shape
        f, taps = len(self.weight), len(self.x) * math.prod(self.weight.shape[2:])
        # Patches, outputs and the kernels' gradient, which every row has by itself at first.
        numbers = (taps + f) * ow * n + self.weight.size
        return in_strips(work, oh, numbers * self.x.itemsize)

    def checked(self, grad_out: Array) -> Array:
        """Return the upstream gradient, (F, OH, OW, N), if it has the output's shape and dtype."""
        f, oh, ow, n = self.shape
        return batch_last(alike("grad_out", grad_out, self.x.dtype, (n, f, oh, ow)))
