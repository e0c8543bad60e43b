"""How much of a report students may see: what they may not see is removed from the data."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal, NoReturn, TypeAlias, get_args

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import WITHHELD, Result
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.words import STATUSES, rank, worst

Level: TypeAlias = Literal["full", "edit", "input", "line", "name", "none"]
LEVELS: tuple[Level, ...] = get_args(Level)
# Of what is wrong, the line in the homework is shown at these, and what would mend it.
WITH_LINE, WITH_EDIT = ("full", "edit", "input", "line"), ("full", "edit")


def reveal(report: Report, level: Level) -> Report:
    """Take out of a report what is not to be shown, so that no format can show it.

    The target, its `error` (about what could not be read), every status, the verdict and the exit
    code stay at every level, and so does what was understood of each layer, for it is about the
    homework and not about the test. Beyond that, each level keeps:

    - "full": everything.
    - "input": of every result the op, implementation, convention, check and regime; the id and
      the title of its bug; of a failure also the arguments, the upstream gradient and what came
      out. A message stays where nothing was compared: what the code raised, why it is
      unsupported, unimplemented or the environment's fault. Notes and the reasons of what was
      understood stay. Taken out: what was expected, the size and the place of the error, hint,
      evidence, reproducer, the edit that mends it, and every other message, for it may hold an
      expected number.
    - "line": as "name", and the line of the homework that is wrong, as "input" shows it too.
    - "edit": as "line", and the edit that mends it.
    - "name": the op, implementation, convention, check and regime; the id and the title of the
      bug. Also taken out: counterexamples, what came out, all messages (an exception's may
      hold the input), notes, reasons.
    - "none": the op, implementation and convention. The results of all regimes become one for
      every check, with the worst status of them; those of a layer are sorted by status, so that
      only their number gives anything away. Also taken out: check, regime, bug.

    Parameters
    ----------
    report : the report
    level : one of `LEVELS`

    Returns
    -------
    revealed : the same report with less in it

    Raises
    ------
    ValueError
        The level is none of `LEVELS`.
    """
    if level not in LEVELS:
        raise ValueError(f"level must be one of {', '.join(LEVELS)}, got {level!r}")
    if level == "full":
        return report
    results = report.results if level != "none" else without_checks(report.results)
    report = replace(report, results=tuple(reveal_result(result, level) for result in results))
    if level == "input":
        return report
    layers = tuple(replace(layer, reasons=()) for layer in report.layers)
    return replace(report, layers=layers, notes=())


def reveal_result(result: Result, level: Level) -> Result:
    """Take out of one result what is not to be shown at a level, as `reveal` describes."""
    if level == "full":
        return result
    trial = result.counterexample
    if level != "input" or trial is None:
        trial = None
    else:
        trial = replace(trial, twin=withheld, bound=withheld, upstream=trial.grad_out)
    named = tuple(replace(bug, hint="", evidence="") for bug in result.bugs)
    if level == "none":
        result = replace(result, check=WITHHELD, regime=WITHHELD)
    return replace(
        result,
        verdict=revealed_verdict(result, level),
        counterexample=trial,
        bugs=named if level != "none" else (),
        reproducer=None,
        pictured=None,
        location=result.location if level in WITH_LINE else None,
        repair=result.repair if level in WITH_EDIT else None,
    )


def revealed_verdict(result: Result, level: Level) -> Verdict:
    """Return a verdict that says what happened, without numbers that students should find out."""
    verdict = result.verdict
    # A size of 0 would say that there is no error.
    hidden = Verdict(verdict.ok, math.nan, math.nan, status=verdict.status)
    if verdict.ok or level == "none":
        return hidden
    if level == "input":
        message = verdict.message if compared_nothing(verdict) else generic(result)
        return replace(hidden, got=verdict.got, message=message)
    return replace(hidden, message=generic(result))


def compared_nothing(verdict: Verdict) -> bool:
    """Return whether a message is about what the code did, not about what it should have done."""
    if verdict.got is not None:
        return False
    return verdict.status not in ("wrong", "convention") or verdict.message.startswith("raised ")


def generic(result: Result) -> str:
    """Return a message without numbers."""
    happened = STATUSES.get(result.status, result.status)
    if result.status != "wrong":
        return happened
    return f"{'out' if result.check == 'forward' else result.check} {happened}"


def without_checks(results: tuple[Result, ...]) -> Iterator[Result]:
    """Yield one result for every check of every layer; which check it is cannot be seen."""
    checks: dict[tuple[str, str], dict[str, list[Result]]] = {}
    for number, result in enumerate(results):
        layer = checks.setdefault((result.op, result.implementation), {})
        # What is withheld already is a check by itself.
        check = f"{number}" if result.check == WITHHELD else result.check
        layer.setdefault(check, []).append(result)
    for layer in checks.values():
        merged = [
            replace(
                next(result for result in same if result.status == worst(same)),
                check=WITHHELD,
                regime=WITHHELD,
                examples=sum(result.examples for result in same),
            )
            for same in layer.values()
        ]
        yield from sorted(merged, key=lambda result: rank(result.status))


def withheld(*args: Any, **kwargs: Any) -> NoReturn:
    """Replace the twin, which would reveal the expected values."""
    raise RuntimeError("what was expected is withheld")
