"""Naming a bug: the known wrong op that behaves like the homework on every drawn case."""

from collections.abc import Collection, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.bugs import BUGS, FUSED_BUGS, Bug
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.outcome import Raised
from scratchcnn.oracle.cases.window_kinds import (
    does_not_tile,
    is_more_than_tiles,
    is_oblong,
    is_padded_otherwise,
    is_unpadded,
    overlaps,
)
from scratchcnn.oracle.checks.observation import Call, Observation
from scratchcnn.oracle.checks.results import NamedBug
from scratchcnn.oracle.checks.verdicts import expected_of, gradient_names, result_of
from scratchcnn.oracle.process.failures import HomeworkFailure, status_of

Array: TypeAlias = NDArray[Any]

# Homework and bugs compute in double precision, or are compared as if they did.
DOUBLE = np.dtype(float)
# Exceptions about a wrong name or type say nothing about a formula.
OF_NAMES = ("AttributeError", "NameError", "UnboundLocalError", "KeyError", "TypeError")
# What NumPy, Python and PyTorch raise where shapes or sizes do not fit.
OF_SHAPES = ("ValueError", "IndexError", "RuntimeError")


def has_several_rows(trial: Trial) -> bool:
    """Return whether there is an axis of samples: with one of them, all axes but one are short."""
    return any(array.ndim > 1 and len(array) > 1 for array in trial.arrays.values())


# Gradients that layers may divide by the number of samples alike.
OF_PARAMETERS = ("grad_weight", "grad_bias")


# The kind of trial that can be evidence of these bugs.
KINDS = {
    "overlap-overwritten": overlaps,
    "non-tiling-stride": does_not_tile,
    "height-width-swapped": is_oblong,
    "padding-zero-slice": is_unpadded,
    "padding-hard-coded": is_padded_otherwise,
    "pool-size-assumes-tiling": is_more_than_tiles,
    "softmax-wrong-axis": has_several_rows,
}
# Variants of such bugs that are wrong in other trials, too.
ANYWHERE = ("_transposed", "_same")
# What a layer without padding cannot get wrong.
OF_PADDING = (
    *("padding-ignored", "padding-not-cropped", "padding-cropped-wrong-axes"),
    "padding-zero-slice",
)


@dataclass(frozen=True)
class Match:
    """A known bug that behaves like the homework, and in how many cases it is wrong."""

    bug: Bug
    told: int
    examples: int

    @property
    def named(self) -> NamedBug:
        """The bug as the report names it."""
        evidence = f"the same result in all {self.examples} cases, {self.told} of them wrong"
        return NamedBug(self.bug.id, self.bug.title, self.bug.hint, evidence)


def out_of_place(op: str, offer: Offer) -> set[str]:
    """Return the ids of bugs that need padding or a stride which the signature does not offer."""
    padded = offer.padding or offer.named_padding or offer.fixed_padding
    strided = offer.stride or card_of(op).pooling or offer.fixed_stride not in (None, (1, 1))
    ids = set() if padded else set(OF_PADDING)
    return ids | (set() if strided else {"stride-ignored", "non-tiling-stride"})


def matches(
    op: str, check: str, seen: Sequence[Observation], without: Collection[str] = ()
) -> list[Match]:
    """Return the known bugs that behave like the homework, as far as one check sees."""
    raised = any(isinstance(one.first.result(check), Raised) for one in seen)
    candidates = [
        bug
        for bug in (*BUGS, *FUSED_BUGS)
        if bug.op == op and bug.id not in without and can_show(bug, check, raised)
    ]
    found = [one for bug in candidates if (one := match(bug, check, seen)) is not None]
    given = all(isinstance(one.first.result(check), np.ndarray) for one in seen)
    if found or check not in OF_PARAMETERS or not given:
        return found
    # A layer may have its bug beside the habit of all layers to divide by the number of samples.
    averaged = [multiplied(one, check) for one in seen]
    return [one for bug in candidates if (one := match(bug, check, averaged)) is not None]


def multiplied(seen: Observation, check: str) -> Observation:
    """Return an observation with one gradient multiplied by the number of samples.

    What a bug does with the same trial is known of both.
    """
    name = check.removeprefix("grad_")
    samples = len(next(iter(seen.trial.arrays.values())))
    averaged = copy(seen)
    averaged.first = replace(seen.first, grads={name: np.multiply(seen.first.grads[name], samples)})
    return averaged


def can_show(bug: Bug, check: str, raised: bool) -> bool:
    """Return whether a bug can make this check fail; `raised`: by an exception, not by values."""
    if not bug.where or check in (bug.where, "inputs_unchanged", "repeatable"):
        return True
    return raised and check != "forward" and bug.where != "forward"


@cache
def identities(op: str) -> tuple[str, ...]:
    """Return the ids of the bugs that an op can have."""
    return tuple(dict.fromkeys(bug.id for bug in (*BUGS, *FUSED_BUGS) if bug.op == op))


@cache
def variants(op: str, identity: str) -> tuple[Bug, ...]:
    """Return all ways in which an op can have a bug."""
    return tuple(bug for bug in (*BUGS, *FUSED_BUGS) if (bug.op, bug.id) == (op, identity))


def match(bug: Bug, check: str, seen: Sequence[Observation]) -> Match | None:
    """Compare one bug with the observations; None if it differs anywhere, or is never wrong."""
    told = 0
    for homework in order_by_size(seen):
        known = of_bug(bug, homework)
        if not same(check, homework, known):
            return None
        told += relevant(bug, homework.trial) and differs(check, known)
    return Match(bug, told, len(seen)) if told else None


def leaves(bug: Bug, check: str, seen: Observation) -> bool:
    """Return whether a bug gives what was observed on one trial, and is wrong there."""
    known = of_bug(bug, seen)
    return same(check, seen, known) and differs(check, known)


def of_bug(bug: Bug, homework: Observation) -> Observation:
    """Return what a bug does with the trial that the homework was observed on."""
    if bug.name not in homework.known:
        make = partial(bug.make, homework.rate)
        homework.known[bug.name] = Observation(make, homework.trial)
    return homework.known[bug.name]


def relevant(bug: Bug, trial: Trial) -> bool:
    """Return whether a trial is of the kind that a bug is about, and so can be evidence of it."""
    kind = None if bug.variant.endswith(ANYWHERE) else KINDS.get(bug.id)
    card = card_of(bug.op)
    if card.windowed and not card.of_images:
        return True
    return kind is None or kind(trial)


def order_by_size(seen: Sequence[Observation]) -> list[Observation]:
    """Return the largest cases first: they tell bugs apart soonest."""
    return sorted(seen, key=lambda one: -one.trial.out.size)


def same(check: str, homework: Observation, known: Observation) -> bool:
    """Return whether a bug behaves like the homework, as far as a check sees."""
    if check == "inputs_unchanged":
        return set(homework.first.changed) == set(known.first.changed)
    if check == "repeatable":
        return all(
            same_results(trial, call, known.later[on][1])
            for on, (trial, call) in homework.later.items()
        )
    name = result_of(check)
    allowed = tolerance(homework.trial, homework.first, name)
    return same_result(homework.first.result(name), known.first.result(name), allowed)


def same_results(trial: Trial, homework: Call, known: Call) -> bool:
    """Return whether all results that a later call has are the same."""
    return all(
        homework.result(name) is None
        or same_result(homework.result(name), known.result(name), tolerance(trial, homework, name))
        for name in ("out", *gradient_names([trial]))
    )


def same_result(got: Any, known: Any, allowed: Array | float) -> bool:
    """Return whether two results agree: both raised, or the same shape and values."""
    if isinstance(got, Raised) and isinstance(known, Raised):
        return stumbled(got) and of_one_kind(got, known)
    if not (isinstance(got, np.ndarray) and isinstance(known, np.ndarray)):
        return got is None and known is None
    if got.shape != known.shape:
        return False
    with np.errstate(all="ignore"):
        known = np.asarray(known, float)
        finite = np.abs(known[np.isfinite(known)]).max(initial=0.0)
        own = 1e-4 if got.dtype == np.float32 else 1e-10
        loose = own * finite + (
            allowed if np.shape(allowed) == got.shape else np.max(allowed, initial=0)
        )
        agree = (np.abs(got - known) <= loose) | (got == known) | (np.isnan(got) & np.isnan(known))
    return bool(np.all(agree))


def of_one_kind(got: Raised, known: Raised) -> bool:
    """Return whether two exceptions say the same: by type, or that shapes or sizes do not fit.

    They come from the same step, as forward's is the output, and backward's a gradient.
    """
    error = got.error
    own = error.failure.type if isinstance(error, HomeworkFailure) else type(error).__name__
    other = type(known.error).__name__
    return own == other or (own in OF_SHAPES and other in OF_SHAPES)


def same_values(check: str, seen: Sequence[Observation], bug: Bug) -> bool:
    """Return whether a bug gives the homework's numbers, in whatever shape.

    What is there for one sample, (1, K), may be read as what (K,) should hold.
    """
    return all(same_in_any_shape(result_of(check), one, of_bug(bug, one)) for one in seen)


def same_in_any_shape(name: str, homework: Observation, known: Observation) -> bool:
    """Return whether two results hold the same numbers in the same order."""
    got, other = homework.first.result(name), known.first.result(name)
    if isinstance(other, np.ndarray) and other.size == np.size(got):
        other = other.reshape(np.shape(got))
    return same_result(got, other, tolerance(homework.trial, homework.first, name))


def stumbled(raised: Raised) -> bool:
    """Return whether an exception comes from the mathematics, not from a wrong name or type."""
    error = raised.error
    if not isinstance(error, HomeworkFailure):
        return True
    return error.failure.type not in OF_NAMES and status_of(error.failure)[0] == "wrong"


def tolerance(trial: Trial, call: Call, name: str) -> Array:
    """Return how far results may differ, including the error of a gradient read off an update."""
    allowance = call.allowances.get(name.removeprefix("grad_"))
    limit = trial.limit(name, DOUBLE)
    return 4 * limit if allowance is None else 4 * (limit + allowance)


def differs(check: str, known: Observation) -> bool:
    """Return whether a bug is wrong on a trial, as far as a check sees."""
    if check == "inputs_unchanged":
        return bool(known.first.changed)
    if check == "repeatable":
        return any(
            not truth(trial, call, name)
            for trial, call in known.later.values()
            for name in ("out", *gradient_names([trial]))
        )
    return not truth(known.trial, known.first, result_of(check))


def truth(trial: Trial, call: Call, name: str) -> bool:
    """Return whether one result is the twin's."""
    expected = expected_of(trial, name)
    return same_result(call.result(name), expected, trial.limit(name, DOUBLE))


def distinct(found: Sequence[Match]) -> Iterator[Match]:
    """Yield the first match of every bug id."""
    ids: set[str] = set()
    for one in found:
        if one.bug.id not in ids:
            ids.add(one.bug.id)
            yield one


def consistent(bug: Bug, check: str, seen: Sequence[Observation]) -> bool:
    """Return whether a bug behaves like the homework, whether that is wrong or right."""
    return all(same(check, homework, of_bug(bug, homework)) for homework in order_by_size(seen))
