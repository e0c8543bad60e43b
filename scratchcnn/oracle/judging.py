"""Judging one layer of homework: every check in every regime, and what it is called with."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from scratchcnn.oracle.bygone import environment_result, uses_of
from scratchcnn.oracle.called import not_from_scratch
from scratchcnn.oracle.cards.table import cards
from scratchcnn.oracle.cards.trials import MINIMUM, regimes
from scratchcnn.oracle.checks.homework import Finding, Judge
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.layers import Judged
from scratchcnn.oracle.naming.conclusions import Conclusions
from scratchcnn.oracle.networks.judging import OP as NETWORK
from scratchcnn.oracle.not_judged import never_made, not_judged
from scratchcnn.oracle.optimizers.names import OPS as OPTIMIZERS
from scratchcnn.oracle.process.runner import Runner, Use
from scratchcnn.oracle.schedules.names import OP_NAMES as SCHEDULES
from scratchcnn.oracle.training_steps.judging import OP as TRAINING_STEP
from scratchcnn.oracle.understanding.calls.pairs import Subject

# A layer that takes its process along in so many regimes is tried in no other: each end costs time.
MOST_ENDS = 3
Tell = Callable[[Result], None]


@dataclass(frozen=True)
class Settings:
    """How a target is judged.

    Attributes
    ----------
    seed : the same seed draws the same cases
    timeout : seconds that one call of the homework may take
    budget : seconds after which no regime gets more than its minimum of cases
    ops, checks : judge these alone; () for all
    adapter : a teacher's adapter, in place of what would be inferred
    alone : whether the target may import nothing from outside its folder
    calls : the functions that a teacher allows, and those that one forbids
    device : where the tensors of PyTorch are, "cpu" or "cuda"
    repair : whether the place of what is wrong is looked for, and an edit that mends it
    """

    seed: int = 0
    timeout: float = 10.0
    budget: float = 60.0
    ops: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    adapter: Path | None = None
    alone: bool = False
    calls: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    device: str = "cpu"
    repair: bool = False

    def wants(self, op: str) -> bool:
        """Return whether an op is to be judged."""
        return not self.ops or reported(op) in self.ops


def reported_ops() -> list[str]:
    """Return the names of the ops under which homework is reported."""
    return sorted(
        {card.reported for card in cards().values()}
        | {NETWORK, TRAINING_STEP, *OPTIMIZERS, *SCHEDULES}
    )


def reported(op: str) -> str:
    """Return the name under which an op is reported; "" stays what it is."""
    return cards()[op].reported if op in cards() else op


def ignore(result: Result) -> None:
    """Ignore a result."""


def judge_layer(one: Judged, settings: Settings, end: float, tell: Tell) -> list[Result]:
    """Return the results of one layer; `tell` is called with the first failure at once."""
    if not settings.wants(one.op):
        return []
    results = [
        of_layer(one, result) for result in not_judged(one) if wanted(result.check, settings)
    ]
    if one.subject is not None:
        of_one = partial(of_layer, one)
        judged = judge_subject(one.subject, settings, end, lambda result: tell(of_one(result)))
        results += map(of_one, judged)
    for result in results:
        tell(result)
    return results


def of_layer(one: Judged, result: Result) -> Result:
    """Return a result as that of a layer: with its name, and what was understood of it."""
    return replace(
        result,
        op=reported(result.op),
        implementation=one.layer.implementation,
        convention=one.layer.understood,
    )


def unmade(runner: Runner, settings: Settings, tell: Tell) -> Iterator[Result]:
    """Yield a result for each layer that could not be made; an adapter names its layers itself."""
    for result in never_made(runner.unmade if settings.adapter is None else ()):
        if settings.wants(result.op) and wanted(result.check, settings):
            result = replace(result, op=reported(result.op))
            tell(result)
            yield result


def bygones(
    one: Judged, everything: Sequence[Judged], runner: Runner, found: Sequence[Result], tell: Tell
) -> Iterator[Result]:
    """Yield one result if a layer that was judged uses what NumPy and Python took away."""
    uses = uses_of(one, everything, runner) if found else []
    if uses:
        result = of_layer(one, environment_result(one.op, uses))
        tell(result)
        yield result


def of_a_library(
    one: Judged, called: Sequence[Use], settings: Settings, tell: Tell
) -> Iterator[Result]:
    """Yield one result if a layer calls of its library what it is to write itself."""
    allowed, _ = settings.calls
    for result in not_from_scratch(one.op, [use for use in called if use.name not in allowed]):
        if wanted(result.check, settings):
            result = of_layer(one, result)
            tell(result)
            yield result


def wanted(check: str, settings: Settings) -> bool:
    """Return whether a check is asked for."""
    return not settings.checks or check in settings.checks


def rejudged(subject: Subject, seed: int) -> list[Result]:
    """Return what the checks say of a layer on the fewest cases of a seed."""
    return list(judge_subject(subject, Settings(seed=seed, budget=0), end=0))


def judge_subject(
    subject: Subject, settings: Settings, end: float, tell: Tell = ignore
) -> Iterator[Result]:
    """Yield what every check says in every regime; `tell` is called with the first failure."""
    judge = Judge(subject, settings.seed)
    conclusions = Conclusions(judge)
    findings: list[Finding] = []
    together: list[Finding] = []
    for regime in regimes(subject.op, subject.offer):
        if judge.ends >= MOST_ENDS:
            break
        bad = {finding.check for finding in findings if finding.bad}
        for finding in judge.examine(regime, MINIMUM, end):
            if not wanted(finding.check, settings):
                continue
            if regime == "mixed" and finding.check in bad:
                together.append(finding)
                continue
            if finding.bad and not any(one.bad for one in findings):
                tell(conclusions.result(finding, [*findings, finding], ()))
            findings.append(finding)
    wrong = {"out" if f.check == "forward" else f.check for f in findings if f.bad}
    if wanted("repeatable", settings):
        findings += judge.again(wrong)
    results = [conclusions.result(finding, findings, wrong) for finding in findings]
    results += [conclusions.together(finding, findings, results) for finding in together]
    refused = refused_always([*findings, *together])
    for result in results:
        if result.check in refused:
            # What supports no configuration at all is not there.
            result = replace(result, verdict=replace(result.verdict, status="unimplemented"))
        if judge.ends >= MOST_ENDS and result.status in ("timeout", "crash"):
            message = f"{result.verdict.message}; after {MOST_ENDS} such regimes no other was tried"
            result = replace(result, verdict=replace(result.verdict, message=message))
        yield result
    judge.close()


def refused_always(findings: Sequence[Finding]) -> set[str]:
    """Return the checks of which the homework refuses every case."""
    others = {
        finding.check
        for finding in findings
        for _, verdict in finding.verdicts
        if verdict.ok or verdict.status != "unsupported"
    }
    return {finding.check for finding in findings} - others
