"""Judging a whole target: every layer of a file, a notebook, a directory or a module."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

from threadpoolctl import (  # type: ignore[import-untyped] # it ships no types
    threadpool_limits,
)

from scratchcnn.oracle.adapters.pairs import subject_of
from scratchcnn.oracle.adapters.understand import Understood, understand
from scratchcnn.oracle.checks import Verdict
from scratchcnn.oracle.conventions import SCALE_WORDS, convention
from scratchcnn.oracle.failures import status_of
from scratchcnn.oracle.homework import MINIMUM, Finding, Judge, smallest_of
from scratchcnn.oracle.homework_regimes import regimes
from scratchcnn.oracle.naming import CONVENTIONS, Match, distinct, matches
from scratchcnn.oracle.observation import Observation
from scratchcnn.oracle.process import Homework
from scratchcnn.oracle.report import Layer, Report, Result
from scratchcnn.oracle.runner import HomeworkError, Runner
from scratchcnn.oracle.sources import Unreadable, read
from scratchcnn.oracle.verdicts import check_named, repeatable

# Under this name a variant of an op is reported.
REPORTED = {"softmax_linear_of_logits": "softmax_linear", "log_softmax": "softmax"}
BAD = ("wrong", "timeout", "crash", "environment", "not_from_scratch", "unimplemented")


@dataclass(frozen=True)
class Settings:
    """How a target is judged."""

    seed: int = 0
    timeout: float = 10.0
    budget: float = 60.0
    ops: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


def judge_target(
    target: str, settings: Settings, tell: Callable[[Result], None] = lambda result: None
) -> Report:
    """Judge a target in a process of its own; `tell` hears of every result as it comes."""
    try:
        sources = read(target)
    except Unreadable as error:
        return Report(target, (), settings.seed, error=str(error), readable=False)
    try:
        with Homework.start(sources.sources, sources.root, timeout=settings.timeout) as runner:
            return judge_runner(target, runner, settings, tell, sources.problems)
    except HomeworkError as error:
        return Report(target, (), settings.seed, error=str(error))


def judge_runner(
    target: str,
    runner: Runner,
    settings: Settings,
    tell: Callable[[Result], None],
    problems: Sequence[str] = (),
) -> Report:
    """Judge all layers of what a runner has loaded."""
    results: list[Result] = []
    layers: list[Layer] = []
    end = monotonic() + settings.budget
    with threadpool_limits(1):
        for layer in understand(runner):
            layers.append(layer.layer)
            for result in judge_understood(runner, layer, settings, end):
                results.append(result)
                tell(result)
    unjudged = [f"{one.implementation}: {one.understood}" for one in layers if one.op is None]
    told = [*problems, *runner.problems, *unjudged]
    return Report(
        target,
        tuple(results),
        settings.seed,
        error="; ".join(told) or None,
        layers=tuple(layers),
        notes=tuple(runner.notes),
    )


def judge_understood(
    runner: Runner, layer: Understood, settings: Settings, end: float
) -> Iterator[Result]:
    """Yield the results of one layer."""
    if layer.plan is None:
        yield from never_called(layer)
        return
    op = REPORTED.get(layer.op, layer.op)
    if settings.ops and op not in settings.ops:
        return
    judge = Judge(subject_of(runner, layer.plan), settings.seed)
    findings: list[Finding] = []
    for regime in regimes(layer.op, layer.plan.offer):
        bad = {finding.check for finding in findings if finding.bad}
        for finding in judge.examine(regime, MINIMUM):
            if settings.checks and finding.check not in settings.checks:
                continue
            # What a regime by itself has shown need not be shown where everything comes together.
            if not (regime == "mixed" and finding.check in bad):
                findings.append(finding)
    wrong = {"out" if f.check == "forward" else f.check for f in findings if f.bad}
    if not settings.checks or "repeatable" in settings.checks:
        findings += judge.again(wrong)
    for finding in findings:
        result = concluded(judge, finding, findings, wrong)
        yield replace(
            result,
            op=op,
            implementation=layer.layer.implementation,
            convention=layer.layer.understood,
        )


def never_called(layer: Understood) -> Iterator[Result]:
    """Yield why a layer could not be called, where the reason is not a misunderstanding of ours."""
    if layer.failure is None:
        return
    status, message = status_of(layer.failure)
    if status in ("wrong", "unsupported"):
        return
    verdict = Verdict(False, float("inf"), message=message, status=status)
    yield Result(
        REPORTED.get(layer.op, layer.op),
        "forward",
        "basic",
        1,
        verdict,
        implementation=layer.layer.implementation,
        convention=layer.layer.understood,
    )


def concluded(
    judge: Judge, finding: Finding, findings: Sequence[Finding], wrong_names: Collection[str]
) -> Result:
    """Turn a finding into a result: with its bug and the smallest case, where it is bad."""
    op, examples = judge.subject.op, len(finding.verdicts)
    if not finding.bad:
        _, verdict = max(finding.verdicts, key=lambda pair: pair[1].share)
        return Result(op, finding.check, finding.regime, examples, scaled(judge, finding, verdict))
    wrong = [pair for pair in finding.bad if pair[1].status == "wrong"]
    seen, verdict = smallest_of(finding, wrong or finding.bad)
    if not wrong:
        return Result(op, finding.check, finding.regime, examples, verdict, seen.trial)
    choice = convention(op, finding.check, wrong)
    if choice is not None:
        verdict = replace(verdict, status="convention", message=choice)
        return Result(op, finding.check, finding.regime, examples, verdict, seen.trial)
    found = named(op, finding, findings)
    check = check_named(finding.check)
    if finding.check == "repeatable":
        check = partial(repeatable, wrong=wrong_names)
    smaller = judge.shrink(finding, check, lambda _, other: other.status == "wrong")
    seen, verdict = smaller or (seen, verdict)
    bugs = tuple(one.named for one in distinct(found))
    if bugs and all(bug.id in CONVENTIONS for bug in bugs):
        verdict = replace(verdict, status="convention")
    return Result(op, finding.check, finding.regime, examples, verdict, seen.trial, bugs=bugs)


def scaled(judge: Judge, finding: Finding, verdict: Verdict) -> Verdict:
    """Say with a right loss that it is a multiple of PyTorch's, where that shows."""
    plan = judge.subject.plan
    if plan is None or finding.check != "forward" or plan.scale not in SCALE_WORDS:
        return verdict
    several = any(len(next(iter(s.trial.arrays.values()))) > 1 for s in finding.observations)
    if plan.scale == "sum" and not several:
        return verdict
    return replace(verdict, ok=False, status="convention", message=SCALE_WORDS[plan.scale])


def named(op: str, finding: Finding, findings: Sequence[Finding]) -> list[Match]:
    """Return the bugs that match, those that match in the most regimes alone."""
    found = matches(op, finding.check, judged(finding))
    if len({one.bug.id for one in found}) < 2:
        return found
    others = [f for f in findings if f.check == finding.check and f is not finding]
    scores = [sum(fits(op, one, other) for other in others) for one in found]
    return [one for one, score in zip(found, scores, strict=True) if score == max(scores)]


def fits(op: str, one: Match, other: Finding) -> bool:
    """Tell whether a bug leaves what was seen in another regime, too."""
    from scratchcnn.oracle.naming import consistent

    return consistent(one.bug, other.check, judged(other))


def judged(finding: Finding) -> list[Observation]:
    """Return the observations that a check had something to say on."""
    return [seen for seen, _ in finding.verdicts]
