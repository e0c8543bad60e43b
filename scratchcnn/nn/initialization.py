"""The initial values of a layer's parameters."""

import math
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.ops.arguments import Array, describe

FloatType: TypeAlias = type[np.floating[Any]]


def draw(
    shapes: Mapping[str, tuple[int, ...] | None],
    fan_in: int,
    rng: np.random.Generator,
    dtype: FloatType,
) -> dict[str, Array]:
    """Draw parameters uniformly from -1 / sqrt(fan_in) to 1 / sqrt(fan_in).

    Parameters
    ----------
    shapes : name -> shape, in the order of drawing; None for a parameter that is not there
    fan_in : how many inputs are summed for one output
    rng : the same generator gives the same numbers
    dtype : np.float32 or np.float64, the same numbers in either, but for rounding

    Returns
    -------
    parameters : name -> array

    Notes
    -----
    This is PyTorch's default for its convolutions and dense layers (documentation of
    `torch.nn.Conv2d`). The range keeps the spread of the sums independent of how many inputs they
    have (LeCun, Bottou, Orr, Mueller, 1998, "Efficient BackProp", section 4.6).

    Examples
    --------
    >>> parameters = draw({"weight": (2, 100)}, 100, np.random.default_rng(0), np.float32)
    >>> bool(abs(parameters["weight"]).max() <= 0.1)
    True
    """
    limit = 1 / math.sqrt(fan_in)
    return {
        name: rng.uniform(-limit, limit, shape).astype(dtype)
        for name, shape in shapes.items()
        if shape is not None
    }


def check_source(rng: object, dtype: object) -> None:
    """Raise TypeError unless parameters can be drawn from `rng` in this `dtype`."""
    check_generator(rng)
    if dtype not in (np.float32, np.float64):
        raise TypeError(f"dtype must be np.float32 or np.float64, got {describe(dtype)}")


def check_generator(rng: object) -> None:
    """Raise TypeError unless numbers can be drawn from `rng`."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, got {describe(rng)}")
