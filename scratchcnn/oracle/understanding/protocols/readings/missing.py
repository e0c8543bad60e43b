"""Gradients that the homework never computes, or whose function is still to be written."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.understanding.protocols.place import Place, Source, as_returned
from scratchcnn.oracle.understanding.protocols.reading import Parts, Reading, Seen
from scratchcnn.oracle.understanding.protocols.way import Way

Array: TypeAlias = NDArray[Any]


def zeros(found: Array, seen: Seen) -> Array:
    """Return zeros in the argument's shape: a gradient that is never computed counts as 0."""
    return np.zeros(seen.before.shape)


def zeros_text(parts: Parts) -> str:
    """Return zeros as Python code."""
    return f"np.zeros_like({parts.before})"


def computed_nowhere(path: str) -> str:
    """Return the words that say that a gradient is not computed."""
    return "not computed"


def text(parts: Parts) -> str:
    """Return the expression of the value that the function would return."""
    return parts.found


def is_empty(call: str, missing: Sequence[str]) -> list[str]:
    """Return the description of a backward pass that is still to be written."""
    return [f"{call} is empty"]


def returns_argument(call: str, missing: Sequence[str]) -> list[str]:
    """Return the description of a backward pass that returns its own argument."""
    return [f"{call} returns its argument"]


NOTHING = Reading("nothing", zeros, zeros_text, words=computed_nowhere, nowhere=True)
EMPTY = Reading(
    "empty",
    zeros,
    text,
    words=as_returned,
    summary=is_empty,
    nowhere=True,
    refused="its body is empty",
)
HANDED_BACK = replace(
    EMPTY,
    name="handed back",
    summary=returns_argument,
    refused="it returns what it was given, and computes nothing",
)
NOWHERE = Way("nowhere", source=Source("nowhere", "gradients"), reading=NOTHING)
UNWRITTEN = Way("unwritten", reading=EMPTY)


def nothing(form: str) -> Place:
    """Return the place of a gradient that is not computed, and therefore 0."""
    return Place(NOWHERE.name, (), form, NOTHING)


def unwritten(*, handed_back: bool = False) -> Place:
    """Return the place of a gradient whose function is still to be written.

    `handed_back`: it has no empty body, but returns what it was given.
    """
    return Place(NOWHERE.name, reading=HANDED_BACK if handed_back else EMPTY)
