"""The carrier of homework that computes with NumPy's own arrays."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.understanding.carriers.carrier import (
    Carrier,
    Definition,
    Expression,
    Naming,
    Step,
)

Array: TypeAlias = NDArray[Any]


def suits(definition: Definition) -> bool:
    """Return True: without evidence to the contrary, homework takes arrays."""
    return True


def expression(array: Array) -> Expression:
    """Return the worker expression of an array."""
    return {"array": array}


def given(name: str, array: Array) -> list[Step]:
    """Return the step that stores an array in a variable, so that in-place writes are noticed."""
    return [{"let": name, "value": expression(array)}]


def crossing(name: str) -> tuple[list[Step], str]:
    """Return no steps and the same name: an array can be sent as it is."""
    return [], name


def numeric(value: Any) -> Array | None:
    """Return a value as an array of floating-point numbers; None if it is not numeric."""
    if isinstance(value, list | tuple):
        try:
            value = np.asarray(value)
        except ValueError:
            return None
    if isinstance(value, bool | int | float):
        try:
            value = np.asarray(float(value))
        except OverflowError:
            return None
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "fiub":
        return None
    return value if value.dtype in (np.float32, np.float64) else value.astype(np.float64)


def array_text(array: Array) -> str:
    """Return an array as Python code; nan and inf get NumPy's names."""
    text = repr(np.asarray(array).tolist()).replace("nan", "np.nan").replace("inf", "np.inf")
    whole = array.dtype.kind in "iu"
    return f"np.array({text}{'' if whole else ', dtype=float'})" + (
        f".reshape({array.shape})" if array.size == 0 else ""
    )


def given_text(text: str, naming: Naming) -> str:
    """Return the expression unchanged: homework takes arrays."""
    return text


def taken_text(text: str) -> str:
    """Return the expression unchanged: homework returns arrays."""
    return text


def copied_text(text: str, naming: Naming) -> str:
    """Return the expression of a copy of the array."""
    return f"{text}.copy()"


NDARRAY = Carrier(
    "ndarray",
    suits=suits,
    given=given,
    crossing=crossing,
    taken=numeric,
    given_text=given_text,
    taken_text=taken_text,
    copied_text=copied_text,
    expression=expression,
)
