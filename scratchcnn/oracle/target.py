"""Judging a whole target: every layer of a file, a notebook, a directory or a module."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from time import monotonic

import numpy as np
from threadpoolctl import (  # type: ignore[import-untyped] # it ships no types
    threadpool_limits,
)

from scratchcnn.oracle.bygone import environment_result, uses_of
from scratchcnn.oracle.cards.table import cards, ours
from scratchcnn.oracle.cards.trials import MINIMUM, regimes
from scratchcnn.oracle.checks.homework import Finding, Judge
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.layers import Judged, with_pairs
from scratchcnn.oracle.naming.batch_mean import reconciled
from scratchcnn.oracle.naming.conclusions import Conclusions
from scratchcnn.oracle.networks.judging import OP as NETWORK
from scratchcnn.oracle.not_judged import never_made, not_judged
from scratchcnn.oracle.process.isolated import Homework
from scratchcnn.oracle.process.runner import HomeworkError, Runner, printed, unprotected
from scratchcnn.oracle.reading.sources import read
from scratchcnn.oracle.reading.unreadable import Unreadable
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.unjudged import not_drawn, why_nothing
from scratchcnn.oracle.understanding.calls.pairs import (
    Subject,
)
from scratchcnn.oracle.understanding.calls.understand import understand
from scratchcnn.oracle.understanding.teacher.adapter_file import AdapterError
from scratchcnn.oracle.understanding.teacher.handwritten import handwritten
from scratchcnn.oracle.whole_networks import but_networks, network_results, whole_networks

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
    """

    seed: int = 0
    timeout: float = 10.0
    budget: float = 60.0
    ops: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    adapter: Path | None = None
    alone: bool = False

    def wants(self, op: str) -> bool:
        """Return whether an op is to be judged."""
        return not self.ops or reported(op) in self.ops


def reported_ops() -> list[str]:
    """Return the names of the ops under which homework is reported."""
    return sorted({card.reported for card in cards().values()} | {NETWORK})


def reported(op: str) -> str:
    """Return the name under which an op is reported; "" stays what it is."""
    return cards()[op].reported if op in cards() else op


def ignore(result: Result) -> None:
    """Ignore a result."""


def judge_target(target: str, settings: Settings, tell: Tell = ignore) -> Report:
    """Judge a target in a process of its own.

    Parameters
    ----------
    target : a file, a notebook, a Markdown file, a directory, or the name of a module
    settings : how to judge it
    tell : called with every result as it comes

    Returns
    -------
    report : what was found; its `error` says why something could not be read or judged
    """
    try:
        sources = read(target, alone=settings.alone)
    except Unreadable as error:
        return Report(target, (), settings.seed, error=str(error), readable=False)
    # The first gradient of all imports for seconds; meanwhile the homework loads in its process.
    warming = Thread(target=warm_up)
    warming.start()
    try:
        with Homework.start(
            sources.sources,
            sources.root,
            above=sources.above,
            unread=sources.unread,
            timeout=settings.timeout,
        ) as runner:
            warming.join()
            report = judge_runner(target, runner, settings, tell, sources.problems)
            told = sources.above.told
            first = sources.left_out if told is None else (*sources.left_out, told)
            return replace(report, notes=(*first, *report.notes))
    except AdapterError as error:
        why = str(error)
        return Report(target, (), settings.seed, error=why, readable=False, adapter_failed=True)
    except HomeworkError as error:
        return Report(target, (), settings.seed, error=str(error))


def warm_up() -> None:
    """Let PyTorch compute a gradient."""
    card = next(card for card in ours().values() if card.elementwise)
    _, pullback = card.twin(np.zeros(1))
    pullback(np.zeros(1))


def judge_runner(
    target: str,
    runner: Runner,
    settings: Settings,
    tell: Tell = ignore,
    problems: Sequence[str] = (),
) -> Report:
    """Judge all layers of what a runner has loaded."""
    results: list[Result] = []
    # Arrays this small gain nothing from threads, and one thread gives the same bits every time.
    with threadpool_limits(1):
        everything = found_in(runner, settings)
        # An adapter names all that is to be judged itself.
        sought = settings.adapter is None and settings.wants(NETWORK)
        whole = whole_networks(runner, everything, settings.seed) if sought else []
        everything = but_networks(everything, whole)
        end = monotonic() + settings.budget
        for one in everything:
            # What the others used, while they were understood or judged, is not this one's.
            runner.take_uses()
            found = judge_layer(one, settings, end, tell)
            results += [*found, *bygones(one, everything, runner, found, tell)]
        results += unmade(runner, settings, tell)
        results = list(reconciled(results))
        for result in network_results(whole, runner, tuple(results)):
            if wanted(result.check, settings):
                tell(result)
                results.append(result)
    layers = (*(one.layer for one in everything), *(one.layer for one in whole))
    unjudged = [f"{layer.implementation}: {layer.understood}" for layer in layers if not layer.op]
    unread = [
        f"{one.layer.implementation}: its backward pass is not judged: {one.understood.plan.unread}"
        for one in everything
        if one.understood is not None and one.understood.plan and one.understood.plan.unread
    ]
    told = [*problems, *runner.problems, *unjudged, *unread]
    told += without_result(everything, settings, nothing=not (results or whole))
    notes = [*runner.notes, *unprotected(runner), *printed(runner)]
    return Report(
        target,
        tuple(results),
        settings.seed,
        error="; ".join(dict.fromkeys(told)) or None,
        layers=layers,
        notes=tuple(notes),
    )


def without_result(
    everything: Sequence[Judged], settings: Settings, *, nothing: bool
) -> Iterator[str]:
    """Say which layers were understood but have no result; `nothing`: none has."""
    wanted = [one for one in everything if settings.wants(one.op)]
    subjects = {one.layer.implementation: one.subject for one in wanted if one.subject is not None}
    yield from not_drawn(subjects)
    if nothing:
        found, left = ([one.op for one in layers] for layers in (everything, wanted))
        yield from why_nothing(found, left, subjects.values(), settings.ops, settings.checks)


def found_in(runner: Runner, settings: Settings) -> list[Judged]:
    """Return the layers of a homework: by the adapter, if there is one, else as understood."""
    if settings.adapter is None:
        return with_pairs(runner, list(understand(runner)))
    by_hand = handwritten(runner, settings.adapter, settings.seed)
    return [
        Judged(one.understood.layer, one.understood.op, one.subject, one.understood)
        for one in by_hand
    ]


def judge_layer(one: Judged, settings: Settings, end: float, tell: Tell) -> list[Result]:
    """Return the results of one layer; `tell` is called with the first failure at once."""

    def of_layer(result: Result) -> Result:
        return replace(
            result,
            op=reported(result.op),
            implementation=one.layer.implementation,
            convention=one.layer.understood,
        )

    if not settings.wants(one.op):
        return []
    results = [of_layer(result) for result in not_judged(one) if wanted(result.check, settings)]
    if one.subject is not None:
        judged = judge_subject(one.subject, settings, end, lambda result: tell(of_layer(result)))
        results += map(of_layer, judged)
    for result in results:
        tell(result)
    return results


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
        result = replace(
            environment_result(reported(one.op), uses),
            implementation=one.layer.implementation,
            convention=one.layer.understood,
        )
        tell(result)
        yield result


def wanted(check: str, settings: Settings) -> bool:
    """Return whether a check is asked for."""
    return not settings.checks or check in settings.checks


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
