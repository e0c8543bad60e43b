"""The judge: draws cases, runs the checks on an implementation, and shrinks what fails."""

import inspect
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache
from types import FunctionType

import numpy as np

from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.cards.table import ours
from scratchcnn.oracle.cases.case import Case, Implementation, Trial, trial
from scratchcnn.oracle.cases.drawn import drawn, smallest
from scratchcnn.oracle.checks import checks
from scratchcnn.oracle.checks.asked import checks_of
from scratchcnn.oracle.checks.checks import Check, NotJudged
from scratchcnn.oracle.checks.comparing import Verdict, first_bad
from scratchcnn.oracle.checks.results import Result

DTYPES = (np.float64, np.float32)
REFUSALS = "arguments_refused"
EXAMPLES = 10
SHRINKING = 1000


@cache
def draw_trials(op: str, regime: str, examples: int, base_seed: int = 0) -> tuple[Trial, ...]:
    """Draw the cases of a regime, each in every dtype. The twin's answer is computed once."""
    entry = ours()[op]
    cases = drawn(entry.regimes[regime].cases, examples, base_seed)
    return tuple(trial(case, dtype, entry.twin, entry.bound) for case in cases for dtype in DTYPES)


def examine(
    check: Check, implementation: Implementation, one: Trial, *, optional: bool = False
) -> Verdict | None:
    """Run one check on one trial; an exception in the implementation is a failure.

    Unless the trial is `optional`, or passes what the implementation has no argument for.
    """
    lacking = lacks(implementation, one)
    if lacking:
        return Verdict(False, message=f"it has no argument {lacking[0]}", status="unsupported")
    try:
        # NumPy's warnings do not matter: inf - inf is NaN in PyTorch too, without a warning.
        with np.errstate(all="ignore"):
            return check(implementation, one)
    except NotJudged:
        return None
    except NotImplementedError as error:
        # What is left to be written is told apart from what is wrong.
        return Verdict(False, message=f"is not implemented: {error}", status="unimplemented")
    except Exception as error:
        # Any exception: the report shows it, and the next case runs.
        status = "unsupported" if optional else "wrong"
        message = f"raised {type(error).__name__}: {error}"
        return Verdict(False, float("inf"), message=message, status=status)


def lacks(implementation: Implementation, one: Trial) -> list[str]:
    """Return which optional arguments of a trial an implementation does not have.

    Arrays that have a gradient are what an op is, and so is what the twin requires.
    """
    is_function = isinstance(implementation, FunctionType)
    taken = (names_of_function if is_function else names_taken)(implementation)
    if taken is None:
        return []
    passed = (*one.options, *(name for name in one.arrays if name not in one.differentiable))
    return [name for name in passed if name not in taken and name in has_default(one.twin)]


def names_taken(implementation: Implementation) -> frozenset[str] | None:
    """Return the names of the arguments that an implementation takes; None if it takes any."""
    try:
        taken = inspect.signature(implementation).parameters
    except (TypeError, ValueError):
        # What was not written in Python need not have a signature.
        return None
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in taken.values()):
        return None
    return frozenset(taken)


# Only of functions: two of them are never equal, and an object of a class need not have a hash.
names_of_function = lru_cache(names_taken)


@cache
def has_default(twin: Implementation) -> frozenset[str]:
    """Return the names of the arguments that a twin need not be given."""
    listed = inspect.signature(twin).parameters.items()
    return frozenset(name for name, one in listed if one.default is not inspect.Parameter.empty)


def judge_regime(
    implementation: Implementation, entry: Card, regime: str, check: Check, examples: int, seed: int
) -> Result | None:
    """Run one check on every trial of a regime; None if it applied to none."""
    trials = draw_trials(entry.name, regime, examples, seed)
    optional = entry.regimes[regime].optional
    verdicts = [(one, examine(check, implementation, one, optional=optional)) for one in trials]
    said = [(one, verdict) for one, verdict in verdicts if verdict is not None]
    if not said:
        return None
    bad = [(one, verdict) for one, verdict in said if not verdict.ok]
    if not bad:
        _, verdict = max(said, key=lambda pair: pair[1].share)
        return Result(entry.name, check.__name__, regime, len(said), verdict)
    wrong = [(one, verdict) for one, verdict in bad if verdict.status != "unsupported"]
    if not wrong:
        return Result(entry.name, check.__name__, regime, len(said), bad[0][1])
    failed, verdict = shrink(implementation, entry, regime, check, seed) or min(
        wrong, key=lambda pair: sum(array.size for array in pair[0].arrays.values())
    )
    return Result(entry.name, check.__name__, regime, len(said), verdict, failed)


def shrink(
    implementation: Implementation, entry: Card, regime: str, check: Check, base_seed: int
) -> tuple[Trial, Verdict] | None:
    """Find the smallest case that fails; None if none is found again."""

    def failing(case: Case) -> tuple[Trial, Verdict] | None:
        for dtype in DTYPES:
            one = trial(case, dtype, entry.twin, entry.bound)
            verdict = examine(check, implementation, one, optional=entry.regimes[regime].optional)
            if verdict is not None and not verdict.ok and verdict.status != "unsupported":
                return one, verdict
        return None

    found = smallest(
        entry.regimes[regime].cases, lambda case: failing(case) is not None, SHRINKING, base_seed
    )
    return None if found is None else failing(found)


def judge_refusals(implementation: Implementation, entry: Card) -> Result:
    """Check that every invalid argument is refused."""
    verdicts = [checks.refuses(implementation, refusal) for refusal in entry.refusals()]
    verdict = first_bad(verdicts)
    return Result(entry.name, REFUSALS, "basic", len(verdicts), verdict)


def judge(
    implementation: Implementation,
    entry: Card,
    *,
    examples: int,
    seed: int,
    refusals: bool,
    checks: Collection[str] = (),
) -> Iterator[Result]:
    """Yield the result of every check in every regime of an op, or of `checks` only."""
    for regime in entry.regimes:
        for check in checks_of(entry, regime):
            if checks and check.__name__ not in checks:
                continue
            result = judge_regime(implementation, entry, regime, check, examples, seed)
            if result is not None:
                yield result
    if refusals and (not checks or REFUSALS in checks):
        yield judge_refusals(implementation, entry)


def check_names(ops: Iterable[str]) -> list[str]:
    """Return the ids of all checks of these ops."""
    entries = [ours()[op] for op in ops]
    every = (
        one.__name__ for entry in entries for r in entry.regimes for one in checks_of(entry, r)
    )
    return list(dict.fromkeys([*every, REFUSALS]))
