"""Invalid arguments, made from valid ones."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scratchcnn.oracle.cases.case import Refusal

NOT_ARRAYS = (None, [[1.0]], 1.0, "x")


def refused(valid: Mapping[str, Any], **invalid: tuple[Any, ...]) -> list[Refusal]:
    """Return one refusal for every invalid value of every argument."""
    return [
        Refusal(argument, value, valid) for argument, values in invalid.items() for value in values
    ]


def wrong_dtypes(array: np.ndarray) -> tuple[Any, ...]:
    """Return the same numbers in dtypes that no op takes, and values that are not arrays."""
    return *(array.astype(d) for d in (np.int64, np.float16, np.complex128, bool)), *NOT_ARRAYS


def too_large(arguments: Mapping[str, Any]) -> list[Refusal]:
    """Return refusals of a call whose windows do not fit, which blames the kernel's size."""
    return [Refusal("kernel_size", None, arguments)]
