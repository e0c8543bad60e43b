"""Training loops, optimizers, schedules and dropout beside the layers: whose bug it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from scratchcnn.oracle.bygone import environment_result, uses_of
from scratchcnn.oracle.called import not_from_scratch
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.dropouts.judging import OP as DROPOUT
from scratchcnn.oracle.dropouts.judging import Dropped, dropouts
from scratchcnn.oracle.layers import Judged
from scratchcnn.oracle.optimizers.judging import Optimized
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.schedules.judging import Scheduled
from scratchcnn.oracle.training_steps.judging import Trained, training_steps
from scratchcnn.oracle.understanding.layer import Layer
from scratchcnn.oracle.whole_networks import EXTREME, withdrawn


def trainings(runner: Runner) -> list[Trained]:
    """Return what is judged of the training loops of a homework."""
    with np.errstate(all="ignore"):
        return list(training_steps(runner))


def training_results(every: Sequence[Trained], results: Sequence[Result]) -> Iterator[Result]:
    """Yield the results of training steps, but for what a wrong layer or network explains."""
    wrong = [
        result.implementation
        for result in results
        if result.status == "wrong" and result.regime not in EXTREME
    ]
    for one in every:
        for result in one.results:
            if wrong and result.status in ("wrong", "convention"):
                why = (
                    f"not judged: {wrong[0]} is wrong by itself, which a step of the whole "
                    "training follows: mend that first"
                )
                result = withdrawn(result, why)
            yield result


class Understood(Protocol):
    """What was understood as something, or not."""

    @property
    def layer(self) -> Layer | None:
        """What was understood."""
        ...


def layers_of(*every: Sequence[Understood]) -> tuple[Layer, ...]:
    """Return what layers, networks, training loops and optimizers were understood as."""
    found = [one.layer for several in every for one in several]
    return tuple(layer for layer in found if layer is not None)


def dropped_in(
    runner: Runner, wants: Callable[[str], bool], everything: Sequence[Judged]
) -> list[Dropped]:
    """Return what is judged of the dropout layers of a homework, beside its other layers."""
    layers = [one.layer for one in everything if one.subject is not None]
    # What was used or called before is that of other layers.
    runner.take_uses()
    runner.take_called()
    return [with_uses(one, everything, runner) for one in dropouts(runner, wants, layers)]


def with_uses(one: Dropped, everything: Sequence[Judged], runner: Runner) -> Dropped:
    """Return dropout with what it uses of yesterday, and what it should not have called."""
    called = runner.take_called()
    if one.layer is None or not one.results:
        runner.take_uses()
        return one
    own = Judged(one.layer, DROPOUT, None)
    uses = uses_of(own, [*everything, own], runner)
    more = [*not_from_scratch(DROPOUT, called)]
    more += [environment_result(DROPOUT, uses)] if uses else []
    name, told = one.layer.implementation, one.layer.understood
    results = [replace(result, implementation=name, convention=told) for result in more]
    return replace(one, results=(*one.results, *results))


def unscheduled(everything: Sequence[Judged], every: Sequence[Scheduled]) -> list[Judged]:
    """Return the layers but for what is a schedule: `linear_warmup` is no linear layer."""
    names = {one.name for one in every}
    return [
        one
        for one in everything
        if one.understood is None or one.understood.definition.get("name") not in names
    ]


def untold(
    every: Sequence[Trained],
    optimized: Sequence[Optimized],
    dropped: Sequence[Dropped],
    scheduled: Sequence[Scheduled],
) -> Iterator[str]:
    """Yield in a line why a training loop, an optimizer, dropout or a schedule is not judged."""
    for rates in scheduled:
        if rates.reason:
            yield f"{rates.name}: not judged as a schedule of the learning rate: {rates.reason}"
    for drops in dropped:
        if drops.reason and drops.layer is None:
            yield f"{drops.name}: not judged as dropout: {drops.reason}"
    for other in optimized:
        if other.reason:
            yield f"{other.name}: not judged as an optimizer: {other.reason}"
    for one in every:
        if one.reason and (one.step.named("lr") or one.step.function):
            yield f"{one.step.title}: its training step is not judged: {one.reason}"
