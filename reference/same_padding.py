"""The paddings that PyTorch has not: `same` with a stride, which other frameworks have."""

from typing import Literal, TypeAlias

import torch.nn.functional as F
from torch import Tensor

Pair: TypeAlias = tuple[int, int]
Same: TypeAlias = Literal[
    "same", "same_lower", "same_unstrided", "same_unstrided_lower", "same_size"
]
# (before, after) the rows and the columns.
Margins: TypeAlias = tuple[Pair, Pair]
Padding: TypeAlias = int | Pair | Margins | Literal["valid"] | Same


def both(value: int | Pair) -> Pair:
    """Return (height, width) of an option that may be one number for both."""
    return (value, value) if isinstance(value, int) else value


def padded_by_hand(
    x: Tensor, padding: Padding, reach: Pair, stride: Pair, value: float = 0.0
) -> tuple[Tensor, int | Pair]:
    """Return images (N, C, H, W) with what PyTorch cannot pad, and the padding that is left to it.

    Parameters
    ----------
    padding
        "same": TensorFlow's, the fewest zeros for ceil(size / stride) windows. "same_unstrided": as
        many zeros as without a stride. "same_size": as many as give a window for every pixel. An
        odd zero stands behind the image, or before it if the name ends with "_lower". Or how much
        to pad (before, after) the rows and the columns.
    reach
        How many rows and columns a window spans.
    value
        What the images are padded with.
    """
    if padding == "valid":
        return x, 0
    if isinstance(padding, int):
        return x, padding
    if isinstance(padding, str):
        sides = zip(x.shape[2:], reach, stride, strict=True)
        rows, columns = (zeros(padding, *side) for side in sides)
    elif isinstance(padding[0], int):
        return x, padding
    else:
        rows, columns = map(list, padding)
    return F.pad(x, [*columns, *rows], value=value), 0


def zeros(padding: Same, size: int, reach: int, stride: int) -> list[int]:
    """Return how many zeros stand before and after an image along one axis."""
    windows = size if padding == "same_size" else (size + stride - 1) // stride
    total = reach - 1 if "unstrided" in padding else (windows - 1) * stride + reach - size
    total = max(total, 0)
    halves = [total // 2, (total + 1) // 2]
    return halves[::-1] if padding.endswith("_lower") else halves
