"""The padding `same` of an even kernel, with the odd zero at the beginning: ONNX's SAME_LOWER.

That is without a stride. With one, `same_padding.MEANINGS` has what homework may mean.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from scratchcnn.oracle.cards.card import Convention
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.values import Array
from scratchcnn.oracle.cases.window_kinds import pair

WORDS = (
    "where `same` cannot pad both sides alike, the further zeros stand at the beginning: the "
    "convention of ONNX's SAME_LOWER; TensorFlow, Keras, Paddle and PyTorch put them at the end"
)

TENSORFLOW = "TensorFlow, Keras and Paddle pad no more than ceil(size / stride) windows need"
# For each meaning of `same` with a stride that is not TensorFlow's: whose it is.
WORDS_OF_SAME: Mapping[str, str] = {
    "same_lower": (
        "where `same` cannot pad both sides alike, the further zeros stand at the beginning: the "
        "convention of ONNX's SAME_LOWER; TensorFlow, Keras and Paddle put them at the end"
    ),
    "same_unstrided": (
        "`same` pads with a stride as without one, by kernel - 1: the convention of Lasagne, and "
        f"of PyTorch with padding=kernel // 2; {TENSORFLOW}"
    ),
    "same_unstrided_lower": (
        "`same` pads with a stride as without one, by kernel - 1, and the further zeros of an even "
        f"kernel stand at the beginning, as in ONNX's SAME_LOWER; {TENSORFLOW}"
    ),
    "same_size": (
        "`same` keeps the size of the image, also with a stride: the convention of numpy-ml; "
        f"{TENSORFLOW}"
    ),
}


def zeros_at_the_beginning() -> Convention:
    """Return the convention.

    It is one of the output alone: the gradients have to be those of what forward computes.
    """
    return Convention(WORDS, explains, binding=True)


def explains(check: str, trial: Trial, got: Array, expected: Array) -> bool:
    """Return whether further zeros at the beginning explain an output."""
    if check != "forward" or trial.options.get("padding") != "same":
        return False
    if pair(trial.options.get("stride", 1)) != (1, 1):
        return False
    # (before, after) of the rows and of the columns.
    sides = [(side // 2, (side - 1) // 2) for side in trial.arrays["weight"].shape[2:]]
    x = np.pad(trial.arrays["x"], ((0, 0), (0, 0), *sides))
    options = {**trial.options, "padding": 0}
    padded = replace(trial, arrays={**trial.arrays, "x": x}, options=options)
    return bool(np.all(np.abs(got - padded.out) <= padded.limit("out", got.dtype)))
