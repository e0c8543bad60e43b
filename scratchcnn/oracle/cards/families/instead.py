"""What several layers may compute in place of their op: the same, and something behind it."""

from collections.abc import Iterator

import numpy as np

from scratchcnn.oracle.cards.card import Arrays
from scratchcnn.oracle.cases.values import Array


def activated(arrays: Arrays, wanted: Array) -> Iterator[tuple[Array, str]]:
    """Yield the outputs of a layer that applies an activation to its result."""
    with np.errstate(all="ignore"):
        activations = {
            "ReLU": np.maximum(wanted, 0),
            "sigmoid": 1 / (1 + np.exp(-wanted)),
            "tanh": np.tanh(wanted),
        }
    for name, values in activations.items():
        yield values, f"it applies {name} to its result; there is no reference for both in one"
