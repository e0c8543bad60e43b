"""Comparing one result with the expected one, and the verdict on it."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from scratchcnn.oracle.cases.values import Array


@dataclass(frozen=True)
class Verdict:
    """The outcome of a check: whether it passed, and the error at the place that decided it."""

    ok: bool
    error: float = 0.0
    allowed: float = 0.0
    index: tuple[int, ...] | None = None
    got: Any = None
    expected: Any = None
    message: str = ""
    status: str = "wrong"

    def __post_init__(self) -> None:
        """Make the status "ok" if and only if the check passed."""
        if self.ok != (self.status == "ok"):
            object.__setattr__(self, "status", "ok" if self.ok else "wrong")

    @property
    def share(self) -> float:
        """The error as a share of the allowed one."""
        return share(self.error, self.allowed)


def share(error: float, allowed: float) -> float:
    """Return error / allowed; 0 for no error, even if none is allowed."""
    if error == 0:
        return 0.0
    return error / allowed if allowed else math.inf


def compare(name: str, got: Any, expected: Array, allowed: Array) -> Verdict:
    """Compare one result with the expected one, elementwise."""
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
    # An error of 0 is always allowed, even where the limit is NaN; an infinite one never is, even
    # where the limit is infinite.
    right = (errors == 0) | ((errors <= allowed) & np.isfinite(errors))
    ok = bool(right.all())
    if ok:
        # Like `share`, elementwise: no error is a share of 0, even of a limit of 0 or NaN.
        shares = errors / np.fmax(allowed, np.finfo(float).tiny)
        place, message = shares.argmax(), ""
    else:
        # The first element that is wrong.
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
    """Return the first verdict that failed, else the one nearest to its limit."""
    bad = [verdict for verdict in verdicts if not verdict.ok]
    return bad[0] if bad else max(verdicts, key=lambda verdict: verdict.share)
