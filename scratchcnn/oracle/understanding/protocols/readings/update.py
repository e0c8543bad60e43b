"""The reading of an updated parameter: its gradient is the update divided by the learning rate."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.understanding.names.vocabulary import meanings
from scratchcnn.oracle.understanding.protocols.place import Looked, Place
from scratchcnn.oracle.understanding.protocols.reading import Parts, Reading, Seen
from scratchcnn.oracle.understanding.protocols.sources.attribute import ATTRIBUTE, OBJECT
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.layout.paths import sent
from scratchcnn.oracle.understanding.signatures.signature import Path

Array: TypeAlias = NDArray[Any]
Step: TypeAlias = dict[str, Any]
Definition: TypeAlias = Mapping[str, Any]


def gradient(found: Array, seen: Seen) -> Array:
    """Return the gradient that a parameter was updated with."""
    return (seen.before - found) / seen.rate


def allowance(found: Array, seen: Seen) -> Array:
    """Return the rounding error of a gradient that is computed from an update.

    2 u (|before| + |after|) / rate, for the roundings of the subtraction and of the update.
    """
    size: Array = np.abs(seen.before) + np.abs(found)
    return np.finfo(float).eps * size / seen.rate


def text(parts: Parts) -> str:
    """Return the gradient as Python code."""
    return f"({parts.before} - {parts.found}) / {parts.rate}"


def words(path: str) -> str:
    """Return the words that say which update a gradient is recovered from."""
    return f"recovered from the update of {path}" if path else ""


def summary(call: str, missing: Sequence[str]) -> list[str]:
    """Return the description of the backward pass."""
    return [f"update inside {call}", *missing]


UPDATED = Reading(
    "updated",
    gradient,
    text,
    allowance=allowance,
    words=words,
    summary=summary,
    note="  # from the update",
    of_parameter=True,
)


def updated(path: Path, form: str) -> Place:
    """Return the place of a gradient that is recovered from the update of a parameter."""
    return Place(ATTRIBUTE.name, path, form, UPDATED)


def find(looked: Looked) -> Iterator[Place]:
    """Yield the parameters, which may have been updated."""
    return (updated(path, "") for path, _ in looked.signature.parameters.values())


def rate_attributes(op: str, described: Definition) -> tuple[Path, ...]:
    """Return the paths of the learning-rate attributes that the backward method reads."""
    card = card_of(op)
    if card.elementwise or card.own_numbers or not (card.learns or card.windowed):
        # They have no parameters to update: an attribute `alpha` is a slope, or another number.
        return ()
    names = re.findall(r"self\.(\w+)", described.get("source", ""))
    if card_of(op).kind == "gate":
        # That is the slope that is learned.
        names = [name for name in names if not meanings(name, ("initial_slope",))]
    return tuple((name,) for name in dict.fromkeys(names) if meanings(name, ("lr",)))


def rate_steps(rates: Sequence[Path], rate: float) -> Iterator[Step]:
    """Yield the steps that set an object's learning rate."""
    for path in rates:
        yield {"set": OBJECT, "path": sent(path), "value": {"value": rate}}


def rate_text(path: str, rate: str) -> str:
    """Return the line that sets an object's learning rate."""
    return f"layer{path} = {rate}"


UPDATE = Way("update", reading=UPDATED, find=find)
