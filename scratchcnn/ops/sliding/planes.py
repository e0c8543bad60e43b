"""Sequences and volumes as images, so that what slides over images slides over them, too."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from scratchcnn.ops.arguments import Array
from scratchcnn.ops.sliding.windows import (
    Axis,
    inside,
    output_size,
    padded,
    tap_slices,
)

# From so many samples on a sequence is a column: then a row of windows, which is one number of
# every sample, is long enough for a product, and few rows at a time fit into the cache.
UPRIGHT = 16


@dataclass(frozen=True)
class Planes:
    """Arrays with one, two or three axes along which a kernel slides, as images and back.

    A sequence is an image of one row or one column. In a volume every window of planes becomes an
    image by itself, whose channels are those of its planes: D planes (N, C, D, H, W) become
    (OD * N, C * KD, H, W), and a kernel (F, C, KD, KH, KW) becomes (F, C * KD, KH, KW). Then a sum
    over the depth is a sum over channels.

    Parameters
    ----------
    depth, rows, columns : the axes along which the kernel slides
    """

    depth: Axis
    rows: Axis
    columns: Axis

    @staticmethod
    def of(axes: tuple[Axis, ...], batch: int) -> "Planes":
        """Return planes for one to three axes; those that are missing have one position."""
        missing = [Axis("", 1, 1, 1, (0, 0), 1)] * (3 - len(axes))
        if len(axes) == 1 and batch >= UPRIGHT:
            return Planes(missing[0], axes[0], missing[1])
        return Planes(*missing, *axes)

    @property
    def axes(self) -> tuple[Axis, ...]:
        """All three axes."""
        return self.depth, self.rows, self.columns

    @property
    def flat(self) -> bool:
        """Whether every window has one plane, and every plane is in one window."""
        return (self.depth.kernel_size, self.depth.stride, *self.depth.padding) == (1, 1, 0, 0)

    def kernels(self, weight: Array) -> Array:
        """View kernels (F, C, ...) as those of images: (F, C * KD, KH, KW)."""
        f, c = weight.shape[:2]
        kd, kh, kw = (axis.kernel_size for axis in self.axes)
        return weight.reshape(f, c * kd, kh, kw)

    def no_images(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """Return unwritten memory of the shape of `images` of an array of this shape and dtype."""
        kd, od = self.depth.kernel_size, output_size(self.depth)
        high, wide = (axis.size + sum(axis.padding) for axis in (self.rows, self.columns))
        return np.empty((shape[1] * kd, high, wide, od * shape[0]), dtype)

    def images(self, x: Array) -> Array:
        """Copy x (N, C, ...) into padded images, the batch last: (C * KD, H, W, OD * N)."""
        d, h, w = (axis.size for axis in self.axes)
        n, c = x.shape[:2]
        if self.flat:
            # (N, C, D, H, W) -> (D, N, C, H, W) -> (D * N, C, H, W)
            planes = x.reshape(n, c, d, h, w).transpose(2, 0, 1, 3, 4).reshape(d * n, c, h, w)
            return padded(planes, self.rows, self.columns)
        # (N, C, D, H, W) -> (C, H, W, D, N), the order in which the images lie in memory
        volumes = np.ascontiguousarray(x.transpose(1, 3, 4, 2, 0))
        kd, od = self.depth.kernel_size, output_size(self.depth)
        high, wide = h + sum(self.rows.padding), w + sum(self.columns.padding)
        images = np.zeros((c, kd, high, wide, od, n), x.dtype)
        for tap in range(kd):
            pixels, windows = tap_slices(self.depth, tap, od)
            place = inside(images[:, tap], self.rows, self.columns)
            place[..., windows, :] = volumes[..., pixels, :]
        # (C, KD, H, W, OD, N) -> (C * KD, H, W, OD * N)
        return images.reshape(c * kd, high, wide, od * n)

    def added(self, images: Array, shape: tuple[int, ...]) -> Array:
        """Add images (OD * N, C * KD, H, W) up to an array of this shape: `images` transposed."""
        kd, od = self.depth.kernel_size, output_size(self.depth)
        n, c = shape[:2]
        d, h, w = (axis.size for axis in self.axes)
        # (OD * N, C * KD, H, W) -> (OD, N, C, KD, H, W) -> (C, KD, H, W, OD, N)
        split = images.reshape(od, n, c, kd, h, w).transpose(2, 3, 4, 5, 0, 1)
        if self.flat:
            volumes = split[:, 0]
        else:
            volumes = np.zeros((c, h, w, d, n), images.dtype)
            for tap in range(kd):
                pixels, windows = tap_slices(self.depth, tap, od)
                volumes[..., pixels, :] += split[:, tap, ..., windows, :]
        # (C, H, W, D, N) -> (N, C, D, H, W), less the axes that the array has not
        array: Array = volumes.transpose(4, 0, 3, 1, 2).reshape(shape)
        return array

    def outputs(self, images: Array, shape: tuple[int, ...]) -> Array:
        """View images (OD * N, F, OH, OW) as the output of this shape: (N, F, ...)."""
        f, oh, ow = images.shape[1:]
        # (OD * N, F, OH, OW) -> (OD, N, F, OH, OW) -> (N, F, OD, OH, OW)
        split = images.reshape(output_size(self.depth), shape[0], f, oh, ow)
        outputs: Array = split.transpose(1, 2, 0, 3, 4).reshape(shape)
        return outputs

    def of_outputs(self, outputs: Array) -> Array:
        """Return outputs (N, F, ...) as images: (OD * N, F, OH, OW)."""
        n, f = outputs.shape[:2]
        od, oh, ow = (output_size(axis) for axis in self.axes)
        # (N, F, OD, OH, OW) -> (OD, N, F, OH, OW) -> (OD * N, F, OH, OW)
        split = outputs.reshape(n, f, od, oh, ow).transpose(2, 0, 1, 3, 4)
        images: Array = split.reshape(od * n, f, oh, ow)
        return images
