"""The known bugs of padding and of bilinear enlargement as homework has them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial, wraps
from typing import Any

from scratchcnn.oracle.cards.bug import LEARNING_RATE, Array, Bug, Make, signature_of
from scratchcnn.oracle.cases.case import Implementation, Pullback
from scratchcnn.oracle.cases.twins import twin_of

# What homework has, with the mode of our op.
OF_HOMEWORK = {
    "zero_padding": ("pad", "constant"),
    "reflection_padding": ("pad", "reflect"),
    "replication_padding": ("pad", "replicate"),
    "bilinear_upsampling": ("interpolate", "bilinear"),
}


def of_homework(bugs: Iterable[Bug]) -> Iterator[Bug]:
    """Yield the bugs of these ops as homework has them."""
    known = tuple(bugs)
    for op, (ours, mode) in OF_HOMEWORK.items():
        for bug in known:
            if bug.op == ours:
                yield replace(bug, op=op, make=partial(as_homework, op, mode, bug.make))


def as_homework(op: str, mode: str, make: Make, rate: float = LEARNING_RATE) -> Implementation:
    """Return a fresh wrong op with the signature of homework's."""
    wrong = make(rate)

    @wraps(twin_of(op))
    def implementation(*args: Any, **kwargs: Any) -> tuple[Array, Pullback]:
        bound = signature_of(op).bind(*args, **kwargs)
        given = bound.arguments
        if "padding" in given:
            return wrong(given["x"], (given["padding"],) * 4, mode=mode)
        return wrong(given["x"], scale_factor=given["scale_factor"], mode=mode)

    return implementation
