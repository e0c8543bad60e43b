"""Comparing one result with what was expected, and what there is to say of it."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from scratchcnn.oracle.cases.values import Array


@dataclass(frozen=True)
class Verdict:
    """What a check saw: whether it is content, and the place where the error was largest."""

    ok: bool
    error: float = 0.0
    allowed: float = 0.0
    index: tuple[int, ...] | None = None
    got: Any = None
    expected: Any = None
    message: str = ""
    status: str = "wrong"

    def __post_init__(self) -> None:
        """Let the status be "ok" exactly if the verdict is content."""
        if self.ok != (self.status == "ok"):
            object.__setattr__(self, "status", "ok" if self.ok else "wrong")

    @property
    def share(self) -> float:
        """The error as a share of the allowed one."""
        return share(self.error, self.allowed)


def share(error: float, allowed: float) -> float:
    """Return error / allowed; no error is no share, even of nothing."""
    if error == 0:
        return 0.0
    return error / allowed if allowed else math.inf


def compare(name: str, got: Any, expected: Array, allowed: Array) -> Verdict:
    """Hold one result against the expected one, elementwise."""
    if not isinstance(got, np.ndarray | np.floating) or got.dtype not in (np.float32, np.float64):
        what = f"{got.dtype} array" if isinstance(got, np.ndarray) else type(got).__name__
        message = f"{name} is {what}, but should be a float32 or float64 array"
        return Verdict(False, got=got, expected=expected, message=message)
    if got.shape != expected.shape:
        message = f"{name} has the shape {got.shape}, but should have {expected.shape}"
        return Verdict(False, got=got, expected=expected, message=message)
    if got.size == 0:
        return Verdict(True, got=got, expected=expected)
    errors = elementwise_errors(np.asarray(got), expected)
    # No error is always allowed, even where NaN leaves no limit; an infinite one never is, not
    # even where any finite one would do.
    right = (errors == 0) | ((errors <= allowed) & np.isfinite(errors))
    ok = bool(right.all())
    if ok:
        # As `share` has it, elementwise: no error is no share, even of 0 or of NaN.
        shares = errors / np.fmax(allowed, np.finfo(float).tiny)
        place, message = shares.argmax(), ""
    else:
        # The first that is not.
        place = right.argmin()
        message = f"{name} differs in {right.size - right.sum()} of {right.size} elements"
    index = np.unravel_index(place, got.shape)
    where = tuple(int(i) for i in index)
    limit = float(np.broadcast_to(allowed, got.shape)[index])
    return Verdict(ok, float(errors[index]), limit, where, got, expected, message)


def elementwise_errors(got: Array, expected: Array) -> Array:
    """Return |got - expected|: 0 for equal infinities and two NaNs, inf for any other mismatch."""
    comparable = np.isfinite(got) & np.isfinite(expected)
    if comparable.all():
        errors: Array = np.abs(got - expected)
        return errors
    same = (got == expected) | (np.isnan(got) & np.isnan(expected))
    difference = np.subtract(got, expected, where=comparable, out=np.full(got.shape, np.inf))
    return np.where(same, 0, np.abs(difference))


def first_bad(verdicts: list[Verdict]) -> Verdict:
    """Return the first verdict that is not content, else the one nearest to its limit."""
    bad = [verdict for verdict in verdicts if not verdict.ok]
    return bad[0] if bad else max(verdicts, key=lambda verdict: verdict.share)
