"""The judge: draws cases, runs the checks on an implementation, and shrinks what fails."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, Verbosity, find, given, seed, settings
from hypothesis.errors import NoSuchExample
from threadpoolctl import (  # type: ignore[import-untyped] # it ships no types
    threadpool_limits,
)

from scratchcnn.oracle.cards.card import Op
from scratchcnn.oracle.cards.catalog import catalog
from scratchcnn.oracle.cases.case import Case, Implementation, Trial, trial
from scratchcnn.oracle.checks import checks
from scratchcnn.oracle.checks.checks import Check, NotJudged, Verdict
from scratchcnn.oracle.report import Report, Result

DTYPES = (np.float64, np.float32)
REFUSALS = "arguments_refused"
EXAMPLES = 10


def quiet(examples: int, *phases: Phase) -> settings:
    """Return settings under which the same seed always gives the same cases."""
    return settings(
        max_examples=examples,
        phases=phases,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )


@cache
def draw_trials(op: str, regime: str, examples: int, base_seed: int = 0) -> tuple[Trial, ...]:
    """Draw the cases of a regime, each in every dtype. What the twin says is computed once."""
    entry = catalog()[op]
    cases: list[Case] = []

    @seed(base_seed)
    @quiet(examples, Phase.generate)
    @given(entry.regimes[regime].cases)
    def collect(case: Case) -> None:
        cases.append(case)

    collect()
    return tuple(trial(case, dtype, entry.twin, entry.bound) for case in cases for dtype in DTYPES)


def examine(check: Check, implementation: Implementation, one: Trial) -> Verdict | None:
    """Run one check on one trial; what the implementation raises is its fault."""
    try:
        # NumPy's warnings are no matter of right and wrong: inf - inf is NaN, in PyTorch silently.
        with np.errstate(all="ignore"):
            return check(implementation, one)
    except NotJudged:
        return None
    except NotImplementedError as error:
        return Verdict(False, message=f"is not implemented: {error}", status="unimplemented")
    except Exception as error:
        # Anything: it is told in the report, and the next case goes on.
        return Verdict(False, float("inf"), message=f"raised {type(error).__name__}: {error}")


def judge_regime(
    implementation: Implementation, entry: Op, regime: str, check: Check, examples: int, seed: int
) -> Result | None:
    """Run one check on every trial of a regime; None if it had nothing to say about any."""
    trials = draw_trials(entry.name, regime, examples, seed)
    verdicts = [(one, examine(check, implementation, one)) for one in trials]
    said = [(one, verdict) for one, verdict in verdicts if verdict is not None]
    if not said:
        return None
    bad = [(one, verdict) for one, verdict in said if not verdict.ok]
    if not bad:
        _, verdict = max(said, key=lambda pair: pair[1].share)
        return Result(entry.name, check.__name__, regime, len(said), verdict)
    smallest, verdict = shrink(implementation, entry, regime, check, seed) or min(
        bad, key=lambda pair: sum(array.size for array in pair[0].arrays.values())
    )
    return Result(entry.name, check.__name__, regime, len(said), verdict, smallest)


def shrink(
    implementation: Implementation, entry: Op, regime: str, check: Check, base_seed: int
) -> tuple[Trial, Verdict] | None:
    """Find the smallest case that fails; None if none is found again."""

    def failing(case: Case) -> tuple[Trial, Verdict] | None:
        for dtype in DTYPES:
            one = trial(case, dtype, entry.twin, entry.bound)
            verdict = examine(check, implementation, one)
            if verdict is not None and not verdict.ok:
                return one, verdict
        return None

    try:
        smallest = find(
            entry.regimes[regime].cases,
            lambda case: failing(case) is not None,
            settings=quiet(1000, Phase.generate, Phase.shrink),
            random=Random(base_seed),
        )
    except NoSuchExample:
        return None
    return failing(smallest)


def judge_refusals(implementation: Implementation, entry: Op) -> Result:
    """See that every invalid argument is refused."""
    verdicts = [checks.refuses(implementation, refusal) for refusal in entry.refusals]
    verdict = checks.first_bad(verdicts)
    return Result(entry.name, REFUSALS, "basic", len(verdicts), verdict)


def judge(
    implementation: Implementation,
    entry: Op,
    *,
    examples: int,
    seed: int,
    refusals: bool,
    checks: Collection[str] = (),
) -> Iterator[Result]:
    """Yield the result of every check in every regime of an op, or of these checks alone."""
    for regime in entry.regimes:
        for check in entry.checks(regime):
            if checks and check.__name__ not in checks:
                continue
            result = judge_regime(implementation, entry, regime, check, examples, seed)
            if result is not None:
                yield result
    if refusals and (not checks or REFUSALS in checks):
        yield judge_refusals(implementation, entry)


def check_names(ops: Iterable[str]) -> list[str]:
    """Return the ids of all checks of these ops."""
    entries = [catalog()[op] for op in ops]
    every = (one.__name__ for entry in entries for r in entry.regimes for one in entry.checks(r))
    return list(dict.fromkeys([*every, REFUSALS]))


def check(
    implementation: Implementation,
    *,
    op: str,
    examples: int = EXAMPLES,
    seed: int = 0,
    refusals: bool = True,
    checks: Collection[str] = (),
) -> Report:
    """Judge an implementation of an op by its PyTorch twin.

    Parameters
    ----------
    implementation : a function in the op protocol: arrays in, (out, pullback) out
    op : the op's name, as in `scratchcnn.ops`
    examples : how many cases to draw for every regime; each runs in float64 and in float32
    seed : the same seed draws the same cases
    refusals : whether invalid arguments must be refused by errors that name them
    checks : the ids of the checks to run; () for all

    Returns
    -------
    report : true if every check is content

    Raises
    ------
    ValueError
        The op is none of the catalogue's, or examples is not positive.

    Examples
    --------
    >>> from scratchcnn import ops, oracle
    >>> bool(oracle.check(ops.relu, op="relu", examples=5))
    True
    >>> def steep(x):
    ...     out, pullback = ops.relu(x)
    ...     return out, lambda grad_out: (2 * grad_out * (x > 0),)
    >>> report = oracle.check(steep, op="relu", examples=5, refusals=False)
    >>> sorted({result.check for result in report if not result})
    ['exact', 'finite_difference', 'grad_x', 'repeatable']
    """
    entries = catalog()
    if op not in entries:
        raise ValueError(f"op must be one of {', '.join(entries)}, got {op!r}")
    if examples < 1:
        raise ValueError(f"examples must be at least 1, got {examples}")
    name = name_of(implementation)
    # Arrays this small gain nothing from threads, and one thread gives the same bits every time.
    with threadpool_limits(1):
        results = (
            replace(result, implementation=name)
            for result in judge(
                implementation,
                entries[op],
                examples=examples,
                seed=seed,
                refusals=refusals,
                checks=checks,
            )
        )
        return Report(name, tuple(results), seed)


def name_of(implementation: Any) -> str:
    """Return the name under which an implementation is reported."""
    name = getattr(implementation, "__qualname__", type(implementation).__qualname__)
    return f"{getattr(implementation, '__module__', '')}.{name}"
