"""Bounds of the rounding errors of interpolation."""

from typing import Any

import numpy as np

from scratchcnn.oracle.cases.bounds import Array, Bound, Call, winner

# The mode that weighs the two nearest entries, by the number of axes.
LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}
# How steep the weights are, added up over all taps: 1 and -1, or those of Keys' cubic.
STEEPNESS = {"bicubic": 6}


def interpolated(call: Call) -> dict[str, Bound]:
    """Bound interpolation by what lies around every place.

    A place p in an axis of size L is a product and a sum, so that it, and with it every weight, is
    off by up to 4 u (L + 1): that times all that is near enough to count, whatever its own weight.
    The nearest pixel is a copy.
    """
    mode = call.options.get("mode", "nearest")
    return winner(call) if mode.startswith("nearest") else weighed(call, mode)


def weighed(call: Call, mode: str) -> dict[str, Bound]:
    """Bound interpolation in a mode that weighs several entries."""
    axes = range(2, call.arrays["x"].ndim)
    radius = 2 if mode == "bicubic" else 1
    options: dict[str, Any] = {**call.options, "mode": LINEAR[len(axes)]}
    # Its weights add up to 1, so that it loses nothing of what was added up before.
    size, _ = call.twin(around(np.abs(call.arrays["x"]), radius), **options)
    _, pullback = call.twin(call.arrays["x"], **options)
    (shares,) = pullback(np.abs(call.grad_out))
    places = sum(4 * (call.arrays["x"].shape[axis] + 1) for axis in axes)
    terms = STEEPNESS.get(mode, 2) * places + 8 * len(axes)
    # The gradient adds up what has come to the entries nearby.
    (counts,) = pullback(np.ones_like(call.grad_out))
    return {
        "out": Bound(terms, size),
        "grad_x": Bound(terms + around(counts, radius), around(shares, radius)),
    }


def around(images: Array, radius: int) -> Array:
    """Return for every pixel the sum of all up to `radius` away, along every axis."""
    summed = np.asarray(images, float)
    for axis in range(2, images.ndim):
        lines = np.moveaxis(summed, axis, -1)
        size = lines.shape[-1]
        near = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) <= radius
        with np.errstate(invalid="ignore"):
            summed = np.moveaxis(lines @ near, -1, axis)
    return summed
