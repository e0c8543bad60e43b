"""Kinds of configurations of convolutions and poolings, such as overlapping windows."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.same_padding import BASE, is_same, margins


@dataclass(frozen=True)
class Window:
    """The window of a convolution or pooling in one trial."""

    size: tuple[int, int]
    kernel: tuple[int, int]
    stride: tuple[int, int]
    margins: tuple[tuple[int, int], tuple[int, int]]

    @staticmethod
    def of(trial: Trial) -> "Window":
        """Return the window of a trial."""
        options = trial.options
        weight = trial.arrays.get("weight")
        kernel = pair(options["kernel_size"] if weight is None else weight.shape[-2:])
        default = kernel if "kernel_size" in options else (1, 1)
        height, width = trial.arrays["x"].shape[2:]
        stride = pair(options.get("stride", default))
        outside = margins(options.get("padding", 0), (height, width), kernel, stride)
        return Window((height, width), kernel, stride, outside)

    @property
    def padding(self) -> tuple[int, int]:
        """How many rows of padding are at the top, and how many columns on the left."""
        (top, _), (left, _) = self.margins
        return top, left

    @property
    def ways(self) -> tuple[int, int]:
        """How far the window can move: at most so many rows down and columns to the right."""
        sides = zip(self.size, self.kernel, self.margins, strict=True)
        down, right = (size + sum(margin) - k for size, k, margin in sides)
        return down, right

    @property
    def spare(self) -> tuple[int, int]:
        """How many rows and columns fill no window."""
        rows, columns = (way % s for way, s in zip(self.ways, self.stride, strict=True))
        return rows, columns


def pair(value: Any) -> tuple[int, int]:
    """Return (height, width) of an option that may be one number for both."""
    height, width = (value, value) if np.ndim(value) == 0 else value
    return int(height), int(width)


def does_not_tile(trial: Trial) -> bool:
    """Return whether the stride leaves rows or columns over."""
    return any(Window.of(trial).spare)


def rounds_up(trial: Trial) -> bool:
    """Return whether Python's `round` rounds a number of strides up, where it must round down.

    It rounds halves to even.
    """
    window = Window.of(trial)
    return any(round(way / s) > way // s for way, s in zip(window.ways, window.stride, strict=True))


def half_rounds_up(trial: Trial) -> bool:
    """Return whether half a stride or more is left over."""
    window = Window.of(trial)
    return any(
        2 * spare >= s for spare, s in zip(window.spare, window.stride, strict=True) if spare
    )


def is_oblong(trial: Trial) -> bool:
    """Return whether height and width differ: of the image, the kernel or anything else."""
    window = Window.of(trial)
    return any(a != b for a, b in (window.size, window.kernel, window.stride, window.padding))


def is_unpadded(trial: Trial) -> bool:
    """Return whether there is no padding."""
    return not any(map(sum, Window.of(trial).margins))


def is_padded_otherwise(trial: Trial) -> bool:
    """Return whether the padding is not 1."""
    return any(p != 1 for p in Window.of(trial).padding)


def strides_otherwise(trial: Trial) -> bool:
    """Return whether the stride differs from the window's size."""
    window = Window.of(trial)
    return window.stride != window.kernel


def overlaps(trial: Trial) -> bool:
    """Return whether windows overlap."""
    asked = trial.options.get("output_size")
    if asked is not None:
        # Those of an adaptive pooling do where they do not tile.
        sides = zip(trial.arrays["x"].shape[2:], pair(asked), strict=True)
        return any(side % count for side, count in sides)
    window = Window.of(trial)
    return any(s < k for s, k in zip(window.stride, window.kernel, strict=True))


def is_more_than_tiles(trial: Trial) -> bool:
    """Return whether windows are anything but tiles that cover the whole image."""
    return strides_otherwise(trial) or does_not_tile(trial)


def differs_from_base(trial: Trial) -> bool:
    """Return whether `same` has another meaning than TensorFlow's, and pads otherwise."""
    padding = trial.options.get("padding")
    if not is_same(padding) or trial.arrays["x"].ndim != 4:
        return False
    usual = replace(trial, options={**trial.options, "padding": BASE})
    return Window.of(trial).margins != Window.of(usual).margins
