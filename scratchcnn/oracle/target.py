"""Judging a whole target: every layer of a file, a notebook, a directory or a module."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Thread
from time import monotonic

import numpy as np
from threadpoolctl import (  # type: ignore[import-untyped] # it ships no types
    threadpool_limits,
)

from scratchcnn.oracle.called import told
from scratchcnn.oracle.cards.table import ours
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.judging import (
    Settings,
    Tell,
    bygones,
    ignore,
    judge_layer,
    of_a_library,
    rejudged,
    unmade,
    wanted,
)
from scratchcnn.oracle.layers import Judged, reconciled_apart, with_pairs, without
from scratchcnn.oracle.networks.judging import OP as NETWORK
from scratchcnn.oracle.optimizers.judging import optimizers
from scratchcnn.oracle.process.isolated import Homework
from scratchcnn.oracle.process.runner import HomeworkError, Runner, printed, unprotected
from scratchcnn.oracle.reading.sources import read
from scratchcnn.oracle.reading.unreadable import Unreadable
from scratchcnn.oracle.repair.repairing import located
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.unjudged import not_drawn, why_nothing
from scratchcnn.oracle.schedules.judging import schedules
from scratchcnn.oracle.second_uses import with_second_uses
from scratchcnn.oracle.training_steps.judging import OP as TRAINING_STEP
from scratchcnn.oracle.trainings import (
    dropped_in,
    layers_of,
    training_results,
    trainings,
    unscheduled,
    untold,
)
from scratchcnn.oracle.understanding.calls.understand import understand
from scratchcnn.oracle.understanding.layer import Layer
from scratchcnn.oracle.understanding.teacher.adapter_file import AdapterError
from scratchcnn.oracle.understanding.teacher.handwritten import handwritten
from scratchcnn.oracle.whole_networks import network_results, whole_networks


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
            calls=settings.calls,
            device=settings.device,
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
    calls: list[str] = []
    # Arrays this small gain nothing from threads, and one thread gives the same bits every time.
    with threadpool_limits(1):
        everything = found_in(runner, settings)
        # An adapter names all that is to be judged itself.
        sought = settings.adapter is None and settings.wants(NETWORK)
        whole = whole_networks(runner, everything, settings.seed) if sought else []
        dropped = [] if settings.adapter else dropped_in(runner, settings.wants, everything)
        elsewhere = {name for one in whole for name in one.definitions}
        scheduled = [] if settings.adapter else list(schedules(runner, settings.wants))
        everything = without(everything, elsewhere | {one.name for one in dropped})
        everything = unscheduled(everything, scheduled)
        trains = settings.adapter is None and settings.wants(TRAINING_STEP)
        trained = trainings(runner) if trains else []
        optimized = [] if settings.adapter else list(optimizers(runner, settings.wants))
        end = monotonic() + settings.budget
        for one in everything:
            # What the others used, while they were understood or judged, is not this one's.
            runner.take_uses()
            runner.take_called()
            found = judge_layer(one, settings, end, tell)
            results += [*found, *bygones(one, everything, runner, found, tell)]
            called = runner.take_called()
            results += of_a_library(one, called, settings, tell)
            calls += [told(one.layer.implementation, called)] if called else []
        results += unmade(runner, settings, tell)
        results = list(reconciled_apart(results, runner.definitions))
        results = list(with_second_uses(everything, results, runner))
        if settings.repair:
            results = placed(runner, everything, results, settings.seed)
        late = list(network_results(whole, runner, tuple(results)))
        late += training_results(trained, (*results, *late))
        late += [result for one in optimized for result in one.results]
        late += [result for one in scheduled for result in one.results]
        late += [result for layer in dropped for result in layer.results]
        for result in late:
            if wanted(result.check, settings):
                tell(result)
                results.append(result)
    layers = layers_of(everything, whole, trained, optimized, dropped, scheduled)
    failed = [*problems, *runner.problems, *left_out(layers, everything)]
    judged = results or whole or dropped or any(one.results for one in trained)
    failed += without_result(everything, settings, nothing=not judged)
    notes = [*runner.notes, *unprotected(runner), *printed(runner), *calls]
    notes += untold(trained, optimized, dropped, scheduled)
    error = "; ".join(dict.fromkeys(failed)) or None
    every = tuple(results)
    return Report(target, every, settings.seed, error=error, layers=layers, notes=tuple(notes))


def placed(
    runner: Runner, everything: Sequence[Judged], results: Sequence[Result], seed: int
) -> list[Result]:
    """Return results, those that are wrong with their place in the homework, if it is found."""
    subjects = {
        one.layer.implementation: one.subject for one in everything if one.subject is not None
    }
    return list(located(runner, subjects, results, seed, rejudged))


def left_out(layers: Sequence[Layer], everything: Sequence[Judged]) -> Iterator[str]:
    """Say which layers are not judged, or have a backward pass that is not."""
    yield from (f"{layer.implementation}: {layer.understood}" for layer in layers if not layer.op)
    for one in everything:
        plan = one.understood.plan if one.understood is not None else None
        if plan is not None and plan.unread:
            yield f"{one.layer.implementation}: its backward pass is not judged: {plan.unread}"


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
