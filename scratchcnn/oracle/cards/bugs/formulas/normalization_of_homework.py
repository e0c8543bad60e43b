"""The known bugs of layer, RMS and instance normalisation as homework has them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial, wraps
from typing import Any

from scratchcnn.oracle.cards.bug import LEARNING_RATE, Array, Bug, Make, signature_of
from scratchcnn.oracle.cases.case import Implementation, Pullback
from scratchcnn.oracle.cases.twins import twin_of

# What homework has, without the options that say which axes are normalised.
OF_HOMEWORK = {
    "layer_norm": "layer_norm_rows",
    "rms_norm": "rms_norm_rows",
    "instance_norm": "instance_norm_images",
    "group_norm": "group_norm_images",
}
ROWS = ("layer_norm_rows", "rms_norm_rows")


def of_homework(bugs: Iterable[Bug]) -> Iterator[Bug]:
    """Yield the bugs of these ops as homework has them."""
    for bug in bugs:
        if bug.op in OF_HOMEWORK:
            op = OF_HOMEWORK[bug.op]
            yield replace(bug, op=op, make=partial(as_homework, op, bug.make))


def as_homework(op: str, make: Make, rate: float = LEARNING_RATE) -> Implementation:
    """Return a fresh wrong op with the signature of homework's."""
    wrong = make(rate)

    @wraps(twin_of(op))
    def implementation(*args: Any, **kwargs: Any) -> tuple[Array, Pullback]:
        bound = signature_of(op).bind(*args, **kwargs)
        bound.apply_defaults()
        axes = {"normalized_shape": bound.arguments["x"].shape[1:]} if op in ROWS else {}
        return wrong(**bound.arguments, **axes)

    return implementation
