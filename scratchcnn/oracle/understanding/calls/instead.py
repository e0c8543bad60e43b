"""What an output is that is not the op's, where it is something else that is right."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.settings import close

Array: TypeAlias = NDArray[Any]


def instead(setting: Setting, out: Array, wanted: Array) -> str:
    """Say what an output is that is not the op's: something right that has no reference here."""
    if setting.op in ("conv2d", "linear", "batch_norm2d"):
        with np.errstate(all="ignore"):
            activated = {
                "ReLU": np.maximum(wanted, 0),
                "sigmoid": 1 / (1 + np.exp(-wanted)),
                "tanh": np.tanh(wanted),
            }
        if setting.op == "batch_norm2d" and close(out, normalized_rows(setting)):
            return "it normalises rows (N, D) and not images, for which there is no reference"
        for name, values in activated.items():
            if close(out, values):
                return f"it applies {name} to its result; there is no reference for both in one"
        return ""
    first, target = setting.first, setting.arrays.get("target", np.zeros(()))
    if target.shape != first.shape or out.shape:
        return ""
    others = {
        "it takes logarithms of probabilities": -(target * first).sum() / len(first),
        "it is the mean of absolute errors": np.abs(first - target).mean(),
    }
    found = [words for words, value in others.items() if close(out, np.asarray(value))]
    return f"{found[0]}; there is no reference for that" if found else ""


def normalized_rows(setting: Setting) -> Array:
    """Return what a batch normalisation of rows (N, D) makes of images."""
    x, shape = setting.first, (1, -1, 1, 1)
    rows = (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)
    scaled: Array = rows * setting.arrays["weight"].reshape(shape)
    return scaled + setting.arrays["bias"].reshape(shape)
