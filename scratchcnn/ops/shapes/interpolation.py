"""Interpolation: an image in another size, from its nearest pixels or a mean of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from scratchcnn.ops.arguments import (
    Array,
    Pullback,
    choice,
    describe,
    finite,
    floating,
    integer,
    switch,
    upstream,
)
from scratchcnn.ops.blocks import blas_threads_for

Mode = Literal["nearest", "nearest-exact", "linear", "bilinear", "trilinear", "bicubic"]

# The only number of axes that a mode takes.
AXES = {"linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3}
# The parameter of the cubic, as PyTorch has it (Keys, "Cubic Convolution Interpolation for Digital
# Image Processing", 1981).
KEYS = -0.75
DOUBLE = np.dtype(np.float64)


@dataclass(frozen=True)
class Taps:
    """From which entries of an axis every entry of the output is made.

    Attributes
    ----------
    places : (T, M), for each of M outputs the T entries
    weights : (T, M), how much each of them counts, in float64; None if it is a copy of one
    size : of the axis
    """

    places: Array
    weights: Array | None
    size: int

    def of(self, x: Array, axis: int) -> Array:
        """Make the output along an axis: (..., L, ...) -> (..., M, ...)."""
        if self.weights is None:
            return np.asarray(x.take(self.places[0], axis))
        if np.isfinite(x).all():
            return product_along(x, axis, self.matrix(x.dtype).T)
        # In a product every entry counts for every output, and 0 * inf is NaN.
        along = np.moveaxis(x, axis, -1)
        terms = self.weights.astype(x.dtype) * along[..., self.places]
        # (..., T, M) -> (..., M)
        return np.moveaxis(terms.sum(-2), -1, axis)

    def gradient(self, grad: Array, axis: int) -> Array:
        """Add up what every entry was part of: (..., M, ...) -> (..., L, ...)."""
        return product_along(grad, axis, self.matrix(grad.dtype))

    def matrix(self, dtype: np.dtype[Any]) -> Array:
        """Return how much every output (M) has of every entry: (M, L)."""
        outputs = np.arange(self.places.shape[1])
        matrix = np.zeros((len(outputs), self.size))
        # At the edges one entry stands for several.
        np.add.at(matrix, (outputs, self.places), 1 if self.weights is None else self.weights)
        return matrix.astype(dtype)


def product_along(x: Array, axis: int, matrix: Array) -> Array:
    """Multiply every line along an axis by a matrix (L, M): (..., L, ...) -> (..., M, ...)."""
    before, after = x.shape[:axis], x.shape[axis + 1 :]
    size, outputs = matrix.shape
    with blas_threads_for(x.size * outputs):
        if not after:
            # (..., L) -> (B, L) @ (L, M) -> (B, M)
            out = x.reshape(math.prod(before), size) @ matrix
        else:
            # (M, L) @ (..., L, A) -> (..., M, A)
            out = matrix.T @ x.reshape(*before, size, math.prod(after))
    return out.reshape(*before, outputs, *after)


def interpolate(
    x: Array,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
    *,
    mode: Mode = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
) -> tuple[Array, Pullback]:
    """Resize images: take the nearest pixel, or a mean of the nearest ones.

    Parameters
    ----------
    x : (N, C, L), (N, C, H, W) or (N, C, D, H, W), float32 or float64, no size 0 but N
    size : the new size, one for all axes or one for each
    scale_factor : instead, by how much they grow; the new size is rounded down
    mode : "nearest" and "nearest-exact" copy; "linear", "bilinear", "trilinear" (of 1, 2, 3 axes)
        weigh the 2 nearest of each axis, "bicubic" (of 2) the 4 nearest
    align_corners : whether the centres of corners stay where they are, instead of the edges
    recompute_scale_factor : whether places follow from the rounded sizes, not from scale_factor

    Returns
    -------
    out : the shape of x but for the new sizes
    pullback : grad_out, shape of out -> (grad_x,): every pixel gets the sum of what it was part of

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    `torch.nn.functional.interpolate`, without its mode "area" and without antialiasing. As there,
    the nearest pixel is found in single precision, and "bicubic" is that of Keys (1981).

    Examples
    --------
    >>> out, pullback = interpolate(np.array([[[1.0, 3.0]]]), scale_factor=2)
    >>> out
    array([[[1., 1., 3., 3.]]])
    >>> pullback(np.array([[[1.0, 2.0, 3.0, 4.0]]]))
    (array([[[3., 7.]]]),)
    >>> interpolate(np.array([[[1.0, 3.0]]]), 4, mode="linear")[0]
    array([[[1. , 1.5, 2.5, 3. ]]])
    """
    taps = taps_of(x, size, scale_factor, mode, align_corners, recompute_scale_factor)
    out = x
    # (N, C, ..., L) -> (N, C, ..., M), the last axis first
    for axis in range(x.ndim - 1, 1, -1):
        out = taps[axis - 2].of(out, axis)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grad = upstream(grad_out, out)
        # (N, C, ..., M) -> (N, C, ..., L)
        for axis in range(2, x.ndim):
            grad = taps[axis - 2].gradient(grad, axis)
        return (grad,)

    return out, pullback


def taps_of(
    x: Array,
    size: object,
    scale_factor: object,
    mode: Mode,
    align_corners: bool | None,
    recompute: object,
) -> list[Taps]:
    """Return from which pixels the output is made, for every axis behind the channels.

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.
    """
    axes = floating("x", x, "N C L", "N C H W", "N C D H W").ndim - 2
    if 0 in x.shape[1:]:
        raise ValueError(f"x must have no size 0, but for its batch, got {describe(x)}")
    check_mode(mode, axes, align_corners)
    sizes, factors = new_sizes(x.shape[2:], size, scale_factor, recompute)
    every = zip(x.shape[2:], sizes, factors, strict=True)
    if mode in AXES:
        cubic = mode == "bicubic"
        return [weighed(*of, align_corners=bool(align_corners), cubic=cubic) for of in every]
    return [nearest(*of, exact=mode == "nearest-exact", images=axes > 1) for of in every]


def check_mode(mode: Mode, axes: int, align_corners: bool | None) -> None:
    """Raise unless there is such a mode for that many axes, and it has corners to align."""
    choice("mode", mode, ("nearest", "nearest-exact", *AXES))
    if AXES.get(mode, axes) != axes:
        raise ValueError(f"mode {mode!r} needs {AXES[mode]} axes of pixels, but x has {axes}")
    if align_corners is not None:
        switch("align_corners", align_corners)
        if mode not in AXES:
            raise ValueError(f"align_corners must be None for mode {mode!r}, got {align_corners}")


def new_sizes(
    old: Sequence[int], size: object, scale_factor: object, recompute: object
) -> tuple[list[int], Sequence[float | None]]:
    """Return the new sizes, and the factors from which places follow, None for the sizes' own.

    Raises
    ------
    TypeError, ValueError
        One of them is wrong, or it is not exactly one of size and scale_factor.
    """
    if recompute is not None:
        switch("recompute_scale_factor", recompute)
    if (size is None) == (scale_factor is None):
        raise ValueError(
            f"either size or scale_factor must be given, got {describe(size)} and "
            f"{describe(scale_factor)}"
        )
    if scale_factor is None:
        if recompute:
            raise ValueError("recompute_scale_factor must not be True if size is given")
        sizes = [integer("size", one, 1) for one in of_every_axis("size", size, len(old))]
        return sizes, [None] * len(old)
    every = of_every_axis("scale_factor", scale_factor, len(old))
    factors = [finite("scale_factor", one, DOUBLE) for one in every]
    sizes = [int(n * factor) for n, factor in zip(old, factors, strict=True)]
    if min(sizes) < 1:
        raise ValueError(f"scale_factor must leave at least one pixel of {old}, got {factors}")
    return sizes, [None] * len(old) if recompute else factors


def of_every_axis(name: str, value: object, axes: int) -> Sequence[object]:
    """Return one value for every axis: the same, or one of its own.

    Raises
    ------
    ValueError
        There are too many or too few.
    """
    if not isinstance(value, Sequence) or isinstance(value, str):
        return [value] * axes
    if len(value) != axes:
        raise ValueError(f"{name} must be one number or {axes}, got {describe(value)}")
    return value


def nearest(size: int, outputs: int, factor: float | None, *, exact: bool, images: bool) -> Taps:
    """Return the nearest entry: that at i * size / outputs, or `exact` where the centre of i lies.

    Single precision, and the whole numbers for images, are those of PyTorch
    (aten/src/ATen/native/UpSample.h, nearest_idx).
    """
    places = np.arange(outputs)
    if images and not exact and outputs in (size, 2 * size):
        return Taps((places // (outputs // size))[None], None, size)
    step = np.float32(1 / factor) if factor else np.float32(size) / np.float32(outputs)
    positions = (places.astype(np.float32) + np.float32(exact / 2)) * step
    return Taps(np.minimum(positions.astype(int), size - 1)[None], None, size)


def weighed(
    size: int, outputs: int, factor: float | None, *, align_corners: bool, cubic: bool
) -> Taps:
    """Return the 2 nearest entries with their weights, or the 4 nearest if `cubic`."""
    centres = np.arange(outputs)
    if align_corners:
        positions = centres * ((size - 1) / max(1, outputs - 1))
    else:
        positions = (centres + 0.5) * (1 / factor if factor else size / outputs) - 0.5
    if not cubic:
        positions = np.maximum(positions, 0)
    before = np.minimum(np.floor(positions).astype(int), size - 1)
    # What lies beyond the last entry is that entry.
    part = np.minimum(positions - before, 1)
    if not cubic:
        return Taps(np.minimum([before, before + 1], size - 1), np.stack([1 - part, part]), size)
    places = np.clip([before - 1, before, before + 1, before + 2], 0, size - 1)
    weights = [far(part + 1), near(part), near(1 - part), far(2 - part)]
    return Taps(places, np.stack(weights), size)


def near(distance: Array) -> Array:
    """Return Keys' weight of an entry at most 1 away."""
    weight: Array = ((KEYS + 2) * distance - (KEYS + 3)) * distance**2 + 1
    return weight


def far(distance: Array) -> Array:
    """Return Keys' weight of an entry from 1 to 2 away."""
    weight: Array = KEYS * (((distance - 5) * distance + 8) * distance - 4)
    return weight
