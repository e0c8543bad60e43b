"""The known bugs of layer, RMS, instance and response normalisation as homework has them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial, wraps
from typing import Any

from scratchcnn.oracle.cards.bug import LEARNING_RATE, Array, Bug, Make, signature_of
from scratchcnn.oracle.cases.case import Implementation, Pullback
from scratchcnn.oracle.cases.twins import twin_of

# What homework has, without the options that say which axes are normalised.
OF_HOMEWORK = {
    "batch_norm1d": ("batch_norm_sequences",),
    "layer_norm": ("layer_norm_rows",),
    "rms_norm": ("rms_norm_rows",),
    "instance_norm": ("instance_norm_images", "instance_norm_sequences"),
    "group_norm": ("group_norm_images",),
}
RESPONSE = "local_response_norm"
# By what is homework's: by how much more its alpha counts, for a window of a size.
OF_RESPONSE: Mapping[str, Callable[[int], int]] = {
    "response_norm_of_means": lambda size: 1,
    "response_norm_of_sums": lambda size: size,
}
ROWS = ("layer_norm_rows", "rms_norm_rows")


def of_homework(bugs: Iterable[Bug]) -> Iterator[Bug]:
    """Yield the bugs of these ops as homework has them."""
    for bug in bugs:
        for op in OF_HOMEWORK.get(bug.op, ()):
            yield replace(bug, op=op, make=partial(as_homework, op, bug.make))
        for op in OF_RESPONSE if bug.op == RESPONSE else ():
            yield replace(bug, op=op, make=partial(as_homework, op, bug.make))


def as_homework(op: str, make: Make, rate: float = LEARNING_RATE) -> Implementation:
    """Return a fresh wrong op with the signature of homework's."""
    wrong = make(rate)

    @wraps(twin_of(op))
    def implementation(*args: Any, **kwargs: Any) -> tuple[Array, Pullback]:
        bound = signature_of(op).bind(*args, **kwargs)
        bound.apply_defaults()
        if op in OF_RESPONSE:
            bound.arguments["alpha"] *= OF_RESPONSE[op](bound.arguments["size"])
        axes = {"normalized_shape": bound.arguments["x"].shape[1:]} if op in ROWS else {}
        return wrong(**bound.arguments, **axes)

    return implementation
