"""The padding `same` of an even kernel, with the odd zero at the beginning: ONNX's SAME_LOWER."""

from dataclasses import replace

import numpy as np

from scratchcnn.oracle.cards.card import Convention
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.values import Array

WORDS = (
    "where `same` cannot pad both sides alike, the further zeros stand at the beginning: the "
    "convention of ONNX's SAME_LOWER; TensorFlow, Keras, Paddle and PyTorch put them at the end"
)


def zeros_at_the_beginning() -> Convention:
    """Return the convention.

    It is one of the output alone: the gradients have to be those of what forward computes.
    """
    return Convention(WORDS, explains, binding=True)


def explains(check: str, trial: Trial, got: Array, expected: Array) -> bool:
    """Return whether further zeros at the beginning explain an output."""
    if check != "forward" or trial.options.get("padding") != "same":
        return False
    # (before, after) of the rows and of the columns.
    sides = [(side // 2, (side - 1) // 2) for side in trial.arrays["weight"].shape[2:]]
    x = np.pad(trial.arrays["x"], ((0, 0), (0, 0), *sides))
    options = {**trial.options, "padding": 0}
    padded = replace(trial, arrays={**trial.arrays, "x": x}, options=options)
    return bool(np.all(np.abs(got - padded.out) <= padded.limit("out", got.dtype)))
