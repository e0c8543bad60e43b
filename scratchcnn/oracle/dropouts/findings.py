"""What is right and wrong in the calls of a dropout layer, as findings."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from scratchcnn.oracle.dropouts.forms import Array
from scratchcnn.oracle.dropouts.masks import (
    CLOSE,
    FEW,
    Masks,
    constant,
    fits,
    same,
)
from scratchcnn.oracle.dropouts.running import Seen


@dataclass(frozen=True)
class Finding:
    """What a check found: a status, in words, and the mistake if it is a known one."""

    check: str
    regime: str
    status: str = "ok"
    message: str = ""
    bug: str = ""
    error: float = 0.0
    got: Any = None
    expected: Any = None


OK = "ok"
WRONG = "wrong"
CONVENTION = "convention"
NOT_JUDGED = "not_judged"


def percent(share: float) -> str:
    """Return a share in words.

    >>> percent(0.301)
    '30.1 %'
    """
    return f"{100 * share:.3g} %"


def kept_of(draws: Array) -> str:
    """Return how many draws are kept, in words."""
    return f"{int(draws.sum())} of {draws.size} ({percent(float(draws.mean()))})"


def gradient(seen: Seen, masks: Masks, regime: str, share: float | None) -> Iterator[Finding]:
    """Yield whether the gradients are those of the outputs.

    `share` : what is kept, if that is known
    """
    if seen.grad is None:
        return
    if not np.isfinite(seen.grad).all():
        yield Finding("grad_x", regime, WRONG, "the gradient is not finite")
        return
    out = seen.out[list(seen.training)]
    x = seen.x[list(seen.training)]
    given = seen.grad_out[list(seen.training)]
    expected = given * out / x
    right = np.isclose(seen.grad, expected, rtol=FEW * CLOSE, atol=0)
    if right.all():
        yield Finding("grad_x", regime)
        return
    bug, why = mistake(seen.grad / given, masks, share)
    place = tuple(int(n) for n in np.argwhere(~right)[0])
    got, wanted = float(seen.grad[place]), float(expected[place])
    dropped = "kept" if masks.kept[place] else "dropped"
    message = (
        f"grad_x differs in {int((~right).sum())} of {right.size} elements; where the output was "
        f"{dropped}, {out[place]:.6g} of {x[place]:.6g}, the gradient is {got:.6g} of "
        f"{given[place]:.6g}, not {wanted:.6g}"
    )
    message = f"{message}: {why}" if why else f"wrong, unidentified: {message}"
    yield Finding("grad_x", regime, WRONG, message, bug, abs(got - wanted), got, wanted)


def mistake(factors: Array, masks: Masks, share: float | None) -> tuple[str, str]:
    """Return the mistake in gradients, given as factors of the upstream ones, and why it is one."""
    passed = factors != 0
    factor = constant(factors[passed])
    if factor is None:
        return "", ""
    if passed.all():
        return "dropout-gradient-not-masked", "it is 0 nowhere"
    if np.array_equal(passed, masks.kept):
        if masks.scale is not None and same(factor, masks.scale**2):
            return "dropout-scaled-twice", "where the output is kept, it has its scale twice"
        if same(factor, 1.0):
            return "dropout-gradient-not-scaled", "it is 0 where it should be, but not scaled"
        return "", ""
    if np.array_equal(passed, ~masks.kept):
        return "dropout-gradient-of-dropped", "it is 0 where the output was kept"
    before = np.array_equal(passed[1:], masks.kept[:-1])
    if before or np.array_equal(passed[1:], np.broadcast_to(masks.kept[:1], passed[1:].shape)):
        return "state-left-over", "it has the mask of an earlier call"
    if share is not None and any(fits(passed, one) for one in (share, 1 - share)):
        return "dropout-mask-drawn-anew", "its zeros are those of another mask"
    return "", ""


def unchanged(seen: Seen, regime: str) -> Finding:
    """Return whether arguments were written into."""
    if not seen.changed:
        return Finding("inputs_unchanged", regime)
    message = f"changed in place: {', '.join(seen.changed)}"
    return Finding("inputs_unchanged", regime, WRONG, message, "inputs-mutated")
