"""A network in the op protocol: parameters in, its loss and a pullback out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.networks.formulas import loss_from
from scratchcnn.oracle.networks.network import Network
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.signatures.layout.paths import sent
from scratchcnn.oracle.without_twin.layer import as_array, at, difference, key_of, reshaped

Array: TypeAlias = NDArray[Any]
MOST_AT_ONCE = 60
ONE = np.ones(())


class Whole:
    """A network in the op protocol; the losses that it computed are remembered."""

    def __init__(self, runner: Runner, network: Network) -> None:
        self.runner = runner
        self.network = network
        self._losses: dict[tuple[bytes, ...], Array] = {}

    def __call__(self, **arrays: Array) -> tuple[Array, Callable[[Array], tuple[Any, ...]]]:
        """Compute the loss; HomeworkFailure if that cannot be done."""
        if key_of(arrays) not in self._losses:
            self.foresee([arrays])
        return self._losses[key_of(arrays)], lambda _: tuple(self.gradients(arrays).values())

    def foresee(self, calls: Sequence[Mapping[str, Array]]) -> None:
        """Compute many losses at once, with one object: the parameters are set before each."""
        for first in range(0, len(calls), MOST_AT_ONCE):
            some = calls[first : first + MOST_AT_ONCE]
            steps = self.network.made()
            for number, arrays in enumerate(some):
                steps += [*self.network.given(arrays)]
                steps += [call.step for call in self.network.loss]
                steps += self.network.saved(f"loss {number}")
            reply = self.runner.run(steps, [f"loss {number}" for number in range(len(some))])
            for number, arrays in enumerate(some):
                if f"loss {number}" in reply.values:
                    self._losses[key_of(arrays)] = self.loss(reply.values[f"loss {number}"])
            if reply.failure is not None:
                raise HomeworkFailure(reply.failure, "forward")

    def loss(self, saved: Any) -> Array:
        """Return the loss in what a call returned."""
        found = as_array(at(saved, self.network.inside))
        if found is None:
            return np.full((), np.nan)
        if self.network.formula:
            y, samples = self.network.values["y"], self.network.samples
            return np.asarray(loss_from(self.network.formula, found, y, samples))
        return np.asarray(found.reshape(()) if found.size == 1 else np.nan)

    def gradients(self, arrays: Mapping[str, Array]) -> dict[str, Array | None]:
        """Return the gradient of every parameter, in their order; None for one without."""
        network = self.network
        steps = [*network.made(), *network.given(arrays)]
        steps += [call.step for call in network.gradient]
        last = network.gradient[-1].save
        returns = [last]
        for number, spot in enumerate(network.gradients.values()):
            if spot.path and spot.variable != last:
                path = {"pick": {"var": spot.variable}, "path": sent(spot.path)}
                steps.append({**path, "save": f"gradient {number}"})
                returns.append(f"gradient {number}")
        reply = self.runner.run(steps, returns)
        if reply.failure is not None:
            raise HomeworkFailure(reply.failure, "backward")
        found: dict[str, Array | None] = dict.fromkeys(arrays)
        for number, (name, spot) in enumerate(network.gradients.items()):
            if f"gradient {number}" in returns:
                value = reply.values[f"gradient {number}"]
            else:
                value = at(reply.values[last], spot.path)
            if spot.updated:
                value = difference(arrays[name], value)
            found[name] = reshaped(value, arrays[name])
        return found

    def twice(self, arrays: Mapping[str, Array]) -> tuple[Array, Array]:
        """Return the losses of two calls of one object with the same parameters."""
        steps = self.network.made()
        for number in range(2):
            steps += [*self.network.given(arrays), *(call.step for call in self.network.loss)]
            steps += self.network.saved(f"loss {number}")
        reply = self.runner.run(steps, ("loss 0", "loss 1"))
        if reply.failure is not None:
            raise HomeworkFailure(reply.failure, "forward")
        return self.loss(reply.values["loss 0"]), self.loss(reply.values["loss 1"])
