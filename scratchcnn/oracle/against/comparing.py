"""One implementation judged by another: for every op and check, how far the two differ.

Where they differ, the measure is still the twin's derived bound. Either may err by it, so they may
differ by twice that; what is allowed here is always this double bound.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from threadpoolctl import (  # type: ignore[import-untyped] # it ships no types
    threadpool_limits,
)

from scratchcnn.oracle.against.differences import ORDER, Difference, Status, differences
from scratchcnn.oracle.against.ops_source import LoadError, load_ops
from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.cards.table import ours
from scratchcnn.oracle.cases.case import Implementation, Trial
from scratchcnn.oracle.checks import checks
from scratchcnn.oracle.checks.checks import Check
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.judge import draw_trials, examine, shrink

__all__ = ["Drift", "LoadError", "against", "exit_code", "load_ops"]

# What the change made worse.
FAILED: tuple[Status, ...] = ("new raises", "other shape", "other dtype", "out of bounds")
# What is reported with the smallest case that shows it.
SHOWN: tuple[Status, ...] = (*FAILED, "old raises")
ONE_SIDED: tuple[Status, ...] = ("only new", "only old")
# Which of the two agree with PyTorch.
RIGHT = {
    (): "neither is",
    ("new",): "the new one is",
    ("old",): "the old one is",
    ("new", "old"): "both are",
}


@dataclass(frozen=True)
class Drift:
    """How far two implementations of an op differ in one check; true if that is no failure.

    Parameters
    ----------
    op
        The op.
    check
        "forward", or "grad_" + an argument's name; "all" where only one side has the op.
    regime
        The regime in which the cases were drawn; "all" where only one side has the op.
    examples
        How many cases were run, those in float32 and those in float64 together.
    status
        The worst that was seen among them, as `ORDER` has it.
    ulp
        The largest difference, in units in the last place of the larger of the two numbers.
    share
        The largest difference as a share of the allowed one, which is twice the bound.
    counterexample
        The smallest case of this status, where it is one of `SHOWN`.
    message
        What there is to say of it in a sentence.
    verdict
        What the comparison saw on the counterexample: `got` is the new one's, `expected` the old's.
    """

    op: str
    check: str
    regime: str
    examples: int
    status: Status
    ulp: float = 0.0
    share: float = 0.0
    counterexample: Trial | None = None
    message: str = ""
    verdict: Verdict | None = None

    def __bool__(self) -> bool:
        return self.status not in FAILED


def against(
    new: Mapping[str, Implementation],
    old: Mapping[str, Implementation],
    *,
    ops: Sequence[str],
    examples: int,
    seed: int,
) -> tuple[Drift, ...]:
    """Judge implementations of some ops by others instead of by PyTorch.

    Parameters
    ----------
    new : the ops to judge, by name
    old : the ops to judge them by, as `load_ops` returns them
    ops : the names of the ops to compare; one that neither side has is skipped
    examples : how many cases to draw for every regime; each runs in float64 and in float32
    seed : the same seed draws the same cases

    Returns
    -------
    drifts : one for every op, regime and check; one alone for an op that only one side has

    Raises
    ------
    ValueError
        There is no such op, or examples is not positive.

    Examples
    --------
    >>> from scratchcnn import ops
    >>> def scaled(x):
    ...     out, pullback = ops.tanh(x)
    ...     return out, lambda grad_out: (pullback(3 * grad_out)[0] / 3,)
    >>> drifts = against({"tanh": scaled}, {"tanh": ops.tanh}, ops=["tanh"], examples=5, seed=0)
    >>> {drift.check: drift.status for drift in drifts if drift.regime == "basic"}
    {'forward': 'bit-equal', 'grad_x': 'within bounds'}
    """
    entries = ours()
    for op in ops:
        if op not in entries:
            raise ValueError(f"ops must be among {', '.join(entries)}, got {op!r}")
    if examples < 1:
        raise ValueError(f"examples must be at least 1, got {examples}")
    # One thread gives the same bits every time.
    with threadpool_limits(1), np.errstate(all="ignore"):
        return tuple(
            drift for op in ops for drift in op_drifts(entries[op], new, old, examples, seed)
        )


def exit_code(drifts: Sequence[Drift]) -> int:
    """Return the exit code: 0 if something was compared and nothing got worse."""
    compared = any(drift.status not in ONE_SIDED for drift in drifts)
    return 0 if compared and all(drifts) else 1


def op_drifts(
    entry: Card,
    new: Mapping[str, Implementation],
    old: Mapping[str, Implementation],
    examples: int,
    seed: int,
) -> Iterator[Drift]:
    """Yield the drifts of one op."""
    if entry.name in new and entry.name in old:
        pair = Pair(entry, new[entry.name], old[entry.name], seed)
        for regime in entry.regimes:
            yield from pair.drifts(regime, examples)
    elif entry.name in new:
        yield Drift(entry.name, "all", "all", 0, "only new", message="the old ops have none")
    elif entry.name in old:
        yield Drift(entry.name, "all", "all", 0, "only old", message="the new ops have none")


@dataclass(frozen=True)
class Pair:
    """Two implementations of one op."""

    entry: Card
    new: Implementation
    old: Implementation
    seed: int

    def drifts(self, regime: str, examples: int) -> Iterator[Drift]:
        """Yield the drift of every check in one regime."""
        seen: dict[str, list[tuple[Trial, Difference]]] = {}
        for trial in draw_trials(self.entry.name, regime, examples, self.seed):
            for check, difference in differences(self.new, self.old, trial).items():
                seen.setdefault(check, []).append((trial, difference))
        for check, pairs in seen.items():
            yield self.drift(regime, check, pairs)

    def drift(self, regime: str, check: str, seen: Sequence[tuple[Trial, Difference]]) -> Drift:
        """Sum up what one check saw in one regime."""
        status = min((difference.status for _, difference in seen), key=ORDER.index)
        same = [(trial, one.verdict) for trial, one in seen if one.status == status]
        found = Drift(
            self.entry.name,
            check,
            regime,
            len(seen),
            status,
            ulp=max(difference.ulp for _, difference in seen),
            share=max(difference.share for _, difference in seen),
        )
        if status in SHOWN:
            asked = differing(status, check, self.old)
            trial, verdict = shrink(self.new, self.entry, regime, asked, self.seed) or min(
                same, key=lambda pair: sum(array.size for array in pair[0].arrays.values())
            )
            message = verdict.message
            if status == "out of bounds":
                message = f"{message}; according to PyTorch, {self.right(check, trial)} right"
            return replace(found, counterexample=trial, message=message, verdict=verdict)
        if status == "both raise":
            return replace(found, message=same[0][1].message)
        if status == "within bounds" and found.ulp == 0:
            return replace(found, message="only the signs of zeros or of NaN differ")
        return found

    def right(self, check: str, trial: Trial) -> str:
        """Say which of the two agree with the twin."""
        judge: Check = checks.forward
        if check != "forward":
            judge = checks.gradient(check.removeprefix("grad_"))
        sides = {"new": self.new, "old": self.old}
        verdicts = {side: examine(judge, one, trial) for side, one in sides.items()}
        return RIGHT[tuple(side for side, verdict in verdicts.items() if verdict and verdict.ok)]


def differing(status: Status, check: str, old: Implementation) -> Check:
    """Return the check that accepts every difference except those of one status."""

    def differs(new: Implementation, trial: Trial) -> Verdict | None:
        found = differences(new, old, trial).get(check)
        return None if found is None else replace(found.verdict, ok=found.status != status)

    return differs
