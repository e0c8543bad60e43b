"""What homework returned, converted to the op's axes and scale."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.understanding.signatures.layout.forms import any_shape_from, from_form
from scratchcnn.oracle.understanding.signatures.setting import Setting

Array: TypeAlias = NDArray[Any]

# The forms of a loss that is not reduced, and is judged as the sum of its numbers: there is one for
# every sample, or one for every entry.
NOT_REDUCED = ("N+", "ND")
# What multiple of the mean the sum over the samples is, by what multiple their mean is.
SUMMED = {
    "mean": "samples",
    "per_sample": "sum",
    "half_mean": "half_samples",
    "half_per_sample": "half_sum",
}


def divided(value: Any, scale: float) -> Any:
    """Return a result divided by a factor; anything but an array is returned unchanged."""
    return np.asarray(value / scale) if scale != 1 and isinstance(value, np.ndarray) else value


def decoded(array: Array, name: str, form: str, setting: Setting) -> Array:
    """Convert what homework returned to the op's axes; return it unchanged if it does not fit."""
    if name == "out":
        letters = setting.card.letters("out", setting.first.ndim)
        if not letters:
            return loss_value(array, form)
    else:
        shape = setting.arrays[name].shape
        letters = setting.card.letters(name, len(shape))
        try:
            return from_form(array, letters, form, shape)
        except ValueError:
            pass
    moved = any_shape_from(array, letters, form)
    return array if moved is None else moved


def loss_value(array: Array, form: str) -> Array:
    """Return a loss as one number: of several the mean ("N"), or the sum (`NOT_REDUCED`)."""
    if form in NOT_REDUCED:
        return np.asarray(array.sum())
    if form == "N":
        return np.asarray(array.mean())
    return array.reshape(()) if array.size == 1 else array


def factor(scale: str, setting: Setting) -> float:
    """Return the factor between a loss and the mean."""
    if scale == "mean":
        return 1.0
    shape: tuple[int, ...] = setting.first.shape
    entries = setting.card.over_entries
    whole = float(np.prod(shape)) if entries else float(shape[0])
    half = 0.5 if scale.startswith("half") else 1.0
    kind = scale.removeprefix("half_")
    samples = float(shape[0])
    # "samples": the means of all samples, added up.
    multiples = {
        "mean": 1.0,
        "twice": 2.0,
        "sum": whole,
        "per_sample": whole / samples,
        "samples": samples,
    }
    return half * multiples[kind]
