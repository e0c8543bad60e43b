"""Bugs that are known by when they show, not by the values that they give.

A bug such as a square that is assumed has as many outcomes as there are ways to write the code: a
crash here, a wrong shape or wrong numbers there. What they share is the configurations in which
they show; they are named only if those are exactly the ones that go wrong.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.card import Card, Kind
from scratchcnn.oracle.cards.words import LOG_OF_ZERO, OVERFLOW, WORDS
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.outcome import Raised
from scratchcnn.oracle.cases.window_kinds import (
    does_not_tile,
    half_rounds_up,
    is_oblong,
    is_padded_otherwise,
    is_unpadded,
    overlaps,
    rounds_up,
    strides_otherwise,
)
from scratchcnn.oracle.checks.homework import Finding
from scratchcnn.oracle.checks.observation import Observation
from scratchcnn.oracle.checks.results import NamedBug
from scratchcnn.oracle.naming.matching import identities, leaves, variants

Array: TypeAlias = NDArray[Any]
CONVOLUTION: tuple[Kind, ...] = ("convolution",)
POOLING: tuple[Kind, ...] = ("pooling",)
WINDOWED = (*CONVOLUTION, *POOLING)
# exp of more than this overflows in float64.
LARGEST_EXPONENT = 709.0


@dataclass(frozen=True)
class Symptom:
    """A bug, the kinds of ops and the checks in which it shows, and the trials in which it does."""

    id: str
    kinds: Collection[Kind]
    shows: Callable[[Trial], bool]
    where: str
    # The checks that it touches: all results, or gradients of the input alone.
    checks: Callable[[str], bool] = lambda check: check == "forward" or check.startswith("grad_")


SYMPTOMS = (
    Symptom(
        "padding-zero-slice",
        WINDOWED,
        is_unpadded,
        "there is no padding",
        lambda check: check.startswith("grad_"),
    ),
    Symptom("non-tiling-stride", WINDOWED, does_not_tile, "the stride does not tile the size"),
    *(
        Symptom("non-tiling-stride", WINDOWED, up, "the number of strides is rounded up, not down")
        for up in (rounds_up, half_rounds_up)
    ),
    Symptom("height-width-swapped", WINDOWED, is_oblong, "height and width differ"),
    Symptom(
        "overlap-overwritten",
        POOLING,
        overlaps,
        "windows overlap",
        lambda check: check == "grad_x",
    ),
    Symptom(
        "pool-size-assumes-tiling",
        POOLING,
        strides_otherwise,
        "the stride is not the window's size",
    ),
    Symptom("padding-hard-coded", CONVOLUTION, is_padded_otherwise, "the padding is not 1"),
)


def symptom(card: Card, finding: Finding, findings: Sequence[Finding]) -> NamedBug | None:
    """Return the bug that is recognised by when it shows, or None."""
    if finding.check == "inputs_unchanged":
        return bug("inputs-mutated", f"changed in {len(finding.bad)} cases")
    if finding.check == "repeatable":
        return second_call(finding)
    same = [other for other in findings if other.check == finding.check]
    for one in SYMPTOMS if card.of_images else ():
        if card.kind in one.kinds and one.checks(finding.check) and explains(one, finding, same):
            return bug(one.id, f"wrong exactly in the {len(finding.bad)} cases where {one.where}")
    return in_any_variant(card, finding) or not_finite(card, finding)


def bug(identity: str, evidence: str) -> NamedBug:
    """Return a bug with its title and hint."""
    title, hint = WORDS[identity]
    return NamedBug(identity, title, hint, evidence)


def explains(one: Symptom, finding: Finding, same: Sequence[Finding]) -> bool:
    """Return whether exactly the cases that show the symptom went wrong."""

    def exact(found: Finding) -> bool:
        return all(one.shows(seen.trial) != verdict.ok for seen, verdict in found.verdicts)

    def silent(found: Finding) -> bool:
        return all(not one.shows(seen.trial) or not v.ok for seen, v in found.verdicts)

    clean = [found for found in same if not found.bad]
    tells = any(not one.shows(seen.trial) for found in same for seen, v in found.verdicts if v.ok)
    return exact(finding) and tells and all(map(silent, clean))


def in_any_variant(card: Card, finding: Finding) -> NamedBug | None:
    """Name a bug of an engine that has one variant here and another there.

    Where nodes are kept in a set, the order in which they are walked is another in every call.
    """
    if not card.of_engine:
        return None
    for identity in identities(card.name):
        alike = variants(card.name, identity)
        if all(any(leaves(one, finding.check, seen) for one in alike) for seen, _ in finding.bad):
            count = f"in all {len(finding.bad)} cases that are wrong"
            return bug(identity, f"the result of one of its variants {count}")
    return None


def second_call(finding: Finding) -> NamedBug:
    """Distinguish gradients that accumulate from any other state left over."""
    if all(map(adds_up, (seen for seen, _ in finding.bad))):
        return bug(
            "gradients-accumulate", "the second gradient is the sum of the first and its own"
        )
    return bug("state-left-over", "right on a fresh object, wrong on one that was used before")


def adds_up(seen: Observation) -> bool:
    """Return whether a gradient of a second call is the sum of both calls' gradients."""
    found = False
    trial, again = seen.later["other data"]
    for name, got in again.grads.items():
        first, right = seen.first.grads[name], trial.grads[trial.differentiable.index(name)]
        if isinstance(got, Raised) or not isinstance(got, np.ndarray) or got.shape != right.shape:
            continue
        if np.allclose(got, right, rtol=1e-9, atol=1e-9):
            continue
        if not np.allclose(got, right + first, rtol=1e-7, atol=1e-7):
            return False
        found = True
    return found


def not_finite(card: Card, finding: Finding) -> NamedBug | None:
    """Name NaN and infinity by their cause: an overflowing exponential, or log(0)."""
    results = [verdict.got for _, verdict in finding.bad]
    if not all(isinstance(got, np.ndarray) and not np.isfinite(got).all() for got in results):
        return None
    count = len(finding.bad)
    if card.of_probabilities and all(has_edges(seen.trial) for seen, _ in finding.bad):
        return bug(LOG_OF_ZERO, f"not finite in the {count} cases with p = 0 or 1")
    if card.logits is None:
        return None
    logits = card.logits
    large = all(largest(logits(seen.trial.arrays)) > LARGEST_EXPONENT for seen, _ in finding.bad)
    if any(np.isnan(got).any() for got in results) and large:
        return bug(OVERFLOW, f"not finite in the {count} cases whose exp overflows")
    if card.loss:
        return bug(LOG_OF_ZERO, f"infinite in the {count} cases whose probability rounds to 0")
    return None


def has_edges(trial: Trial) -> bool:
    """Return whether a probability is 0 or 1."""
    p = trial.arrays["p"]
    return bool(((p == 0) | (p == 1)).any())


def largest(logits: Array) -> float:
    """Return the largest absolute value that is exponentiated."""
    return float(np.abs(logits).max(initial=0))
