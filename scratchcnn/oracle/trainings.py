"""Training loops and optimizers beside the layers and networks of a homework: whose bug it is."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.optimizers.judging import Optimized
from scratchcnn.oracle.process.runner import Runner
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


def untold(every: Sequence[Trained], optimized: Sequence[Optimized]) -> Iterator[str]:
    """Yield in a line why a training loop or an optimizer is not judged."""
    for other in optimized:
        if other.reason:
            yield f"{other.name}: not judged as an optimizer: {other.reason}"
    for one in every:
        if one.reason and (one.step.named("lr") or one.step.function):
            yield f"{one.step.title}: its training step is not judged: {one.reason}"
