"""Inputs to try on a layer of which only the shapes of its arrays are known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[int, ...]

FEATURES = (6, 4)
CHANNELS = (2, 4, 6)
IMAGES = ((4, 6), (8, 8))
STEPS = 4
BATCHES = (3, 5, 7)
MOST_SIZES = 6
# Where these fail, numbers within (0, 1) may get through.
SIGNS = ("real", "positive")


@dataclass(frozen=True)
class Input:
    """How an input is laid out: letters for its axes, its sizes, and the sign of its numbers."""

    axes: str
    shape: Shape
    sign: str = "real"

    @property
    def batched(self) -> bool:
        """Whether it has samples."""
        return "N" in self.axes

    def of(self, samples: int) -> Shape:
        """Return the shape for a number of samples."""
        pairs = zip(self.axes, self.shape, strict=True)
        return tuple(samples if letter == "N" else size for letter, size in pairs)

    @property
    def words(self) -> str:
        """The axes with their sizes, such as (N, 6)."""
        pairs = zip(self.axes, self.shape, strict=True)
        shown = ["N" if letter == "N" else str(size) for letter, size in pairs]
        return f"({', '.join(shown)}{',' * (len(shown) == 1)})"


def inputs(shapes: Sequence[Shape]) -> Iterator[Input]:
    """Yield the inputs to try, the likelier ones first; `shapes` are those of the arrays."""
    sizes = list(dict.fromkeys(size for shape in shapes for size in shape if size > 1))[:MOST_SIZES]
    samples = next((n for n in BATCHES if n not in sizes), BATCHES[-1])
    own = [Input("ND", (samples, size)) for size in sizes]
    own += [
        Input("N" + "CHW"[-len(shape) :], (samples, *shape))
        for shape in dict.fromkeys(shapes)
        if 2 <= len(shape) <= 3 and 1 not in shape
    ]
    tried: set[tuple[str, Shape]] = set()
    guessed = of_sizes(samples, FEATURES, CHANNELS)
    for sign in SIGNS:
        for one in (*own, *of_sizes(samples, sizes, sizes), *guessed):
            key = sign, one.shape
            if key not in tried:
                tried.add(key)
                yield Input(one.axes, one.shape, sign)


def of_sizes(samples: int, features: Sequence[int], channels: Sequence[int]) -> list[Input]:
    """Return inputs of these sizes, in every layout."""
    found = [Input("ND", (samples, size)) for size in features]
    found += [Input("NCHW", (samples, size, *image)) for size in channels for image in IMAGES]
    found += [Input("CHW", (size, *image)) for size in channels for image in IMAGES]
    found += [Input("D", (size,)) for size in features]
    found += [Input("DN", (size, samples)) for size in features]
    found += [Input("NTD", (samples, STEPS, size)) for size in features]
    return found


def numbers(rng: np.random.Generator, shape: Shape, sign: str) -> Array:
    """Draw distinct numbers that can be read: no ties, none of them 0, few near a kink."""
    size = int(np.prod(shape))
    order = rng.permutation(size)
    if sign == "positive":
        return np.round((order + 1) / (size + 1), 4).reshape(shape)
    step = min(0.3, 6 / max(size, 1))
    drawn: Array = np.round((order - size // 2) * step + step / 3, 4).reshape(shape)
    return drawn


def upstream(rng: np.random.Generator, shape: Shape) -> Array:
    """Draw an upstream gradient: whole numbers without 0."""
    drawn: Array = rng.integers(1, 5, shape) * rng.choice([-1.0, 1.0], shape)
    return np.asarray(drawn)
