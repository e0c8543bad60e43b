"""Runs a step of a training in the homework's process."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.networks.network import valued
from scratchcnn.oracle.networks.sizes import Sizes, value_of
from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.training_steps.data import Batch
from scratchcnn.oracle.training_steps.steps import Step
from scratchcnn.oracle.understanding.carriers.torch import TORCH

Array: TypeAlias = NDArray[Any]
Steps: TypeAlias = list[dict[str, Any]]
Move: TypeAlias = tuple[str, int, float]

MOST_AT_ONCE = 20
# No small whole number, nor one by such a one: a factor of 2 or of 1/N is told from it.
RATE = 0.37
AT_REST: Move = ("", 0, 0.0)


@dataclass(frozen=True)
class Ran:
    """What became of a step.

    Attributes
    ----------
    before : the arrays before it, by their paths
    rounds : the arrays after every round
    numbers : the numbers that the first round computed, by their names
    floats : the single numbers before it, by their paths
    """

    before: Mapping[str, Array]
    rounds: tuple[Mapping[str, Array], ...]
    numbers: Mapping[str, float]
    floats: Mapping[str, float]

    def change(self, path: str, number: int = 0) -> Array | None:
        """Return what a round took off an array; None if it is there no more."""
        start = self.before if number == 0 else self.rounds[number - 1]
        end = self.rounds[number]
        if path not in start or path not in end or start[path].shape != end[path].shape:
            return None
        return np.asarray(start[path] - end[path])

    @property
    def changed(self) -> list[str]:
        """The arrays that the first round changed."""
        changes = {path: self.change(path) for path in self.before}
        return [path for path, one in changes.items() if one is not None and np.any(one)]


@dataclass(frozen=True)
class Stepper:
    """A step with all that it is given.

    Attributes
    ----------
    make : the arguments for its class
    batch : its data
    own : whether it is given no data, but what the script itself gives it
    tensors : whether its data are tensors of PyTorch
    text : the source of the step and of what it uses
    rate : the learning rate, and the names and paths that stand for it
    weights : the values of parameters, by their paths
    """

    runner: Runner
    step: Step
    make: Mapping[str, Any]
    batch: Batch
    probe: str | None = None
    own: bool = False
    tensors: bool = False
    text: str = ""
    rate: float = RATE
    rates: tuple[str, ...] = ()
    weights: Mapping[str, Array] = field(default_factory=dict)

    @property
    def given(self) -> dict[str, Any]:
        """What names are given."""
        found: dict[str, Any] = dict.fromkeys(self.step.named("lr"), self.rate)
        if self.own:
            return found | {name: 1 for name in self.step.known if is_count(name)}
        found |= dict.fromkeys(self.step.named("X"), self.batch.X)
        found |= dict.fromkeys(self.step.named("y"), self.batch.y)
        found |= {name: 1 for name in self.step.known if is_count(name)}
        left = [name for name, required in self.step.params if required and name not in found]
        sized = {name: value_of(name, None, Sizes(self.outputs)) for name in left}
        return found | {name: value for name, value in sized.items() if value is not None}

    @property
    def outputs(self) -> int:
        """How many outputs the data is for."""
        shape = np.shape(self.batch.y)
        return 3 if not shape else int(shape[-1] if self.batch.rows else shape[0])

    def options(self, rounds: int = 1, **more: Any) -> dict[str, Any]:
        """Return how the step is run."""
        found: dict[str, Any] = {"rounds": rounds, "make": dict(self.make), **more}
        found["numbers"] = dict.fromkeys(self.rates, self.rate)
        found["weights"] = dict(self.weights)
        found |= {"own": True} if self.own else {}
        return found | ({"probe": self.probe} if self.probe else {})

    def call(self, options: Mapping[str, Any]) -> Steps:
        """Return the steps of a request that run it."""
        method = {"attr": [{"name": self.step.call}, "run"]}
        steps: Steps = []
        given: dict[str, Any] = {}
        for name, value in self.given.items():
            carried = self.tensors and isinstance(value, np.ndarray)
            steps += TORCH.given(name, value) if carried else []
            given[name] = {"var": name} if carried else valued(value)
        args = [{"dict": given}, valued(dict(options))]
        return [*steps, {"call": method, "args": args, "save": "seen"}]

    def shapes(self) -> dict[str, list[int]]:
        """Return the shapes of the arrays before the step; {} if that fails."""
        reply = self.runner.run(self.call(self.options(only_before=True)), ("seen",))
        seen = reply.values.get("seen")
        if reply.failure is not None or not isinstance(seen, dict):
            return {}
        return {str(p): list(np.shape(a)) for p, a in seen.get("before", {}).items()}

    def run(self, rounds: int = 1) -> Ran | str:
        """Run the step; a reason where that fails."""
        reply = self.runner.run(self.call(self.options(rounds)), ("seen",))
        if reply.failure is not None:
            return status_of(reply.failure)[1]
        seen: Any = reply.values.get("seen")
        try:
            if len(seen["rounds"]) < rounds:
                return "returns in the middle of its lines: let it end with its last line"
            return Ran(
                arrays(seen["before"]),
                tuple(arrays(one) for one in seen["rounds"]),
                {str(name): float(one) for name, one in seen["numbers"].items()},
                {str(name): float(one) for name, one in seen["floats"].items()},
            )
        except (TypeError, KeyError, ValueError, AttributeError):
            return "what it computes is too large to come back"

    def losses(self, moves: Sequence[Move]) -> Iterator[Mapping[str, float]]:
        """Yield the numbers of the step after each move; none after a failure."""
        method = {"attr": [{"name": self.step.call}, "losses"]}
        setup = self.call(self.options())
        for start in range(0, len(moves), MOST_AT_ONCE):
            some = [list(one) for one in moves[start : start + MOST_AT_ONCE]]
            step = {"call": method, "args": [{"value": some}], "save": "numbers"}
            reply = self.runner.run([*setup, step], ("numbers",))
            numbers = reply.values.get("numbers")
            if reply.failure is not None or not isinstance(numbers, list):
                return
            yield from numbers


def arrays(found: Mapping[str, Any]) -> dict[str, Array]:
    """Return the arrays of floats among values."""
    return {
        str(path): np.asarray(value, value.dtype)
        for path, value in found.items()
        if isinstance(value, np.ndarray)
    }


def is_count(name: str) -> bool:
    """Return whether a name says how often the data is gone through: once is enough."""
    return name.lower().replace("_", "") in {
        *("epochs", "numepochs", "nepochs", "numiterations", "iterations", "niter", "numiters"),
        *("iters", "numsteps", "nsteps", "maxiter", "epoch", "steps", "nepoch"),
    }
