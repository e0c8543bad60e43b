"""Gradients of a network beside the slopes of its loss, in full, for whoever names a bug."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.networks.network import Network
from scratchcnn.oracle.networks.roles import role_of
from scratchcnn.oracle.networks.whole import Whole
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Runner

Array: TypeAlias = NDArray[Any]
STEP = 2.0**-15
CLOSE = 1e-5


@dataclass(frozen=True)
class Compared:
    """Gradients, and the slopes at the same parameters.

    Attributes
    ----------
    arrays, grads, slopes : the parameters, their gradients and their slopes, by name
    samples : how many samples there were
    runner, network : what was called
    """

    arrays: Mapping[str, Array]
    grads: Mapping[str, Array]
    slopes: Mapping[str, Array]
    samples: int
    runner: Runner
    network: Network

    def slope_with(self, name: str, **values: Any) -> Array | None:
        """Return the slopes along one parameter with other data; None if that fails."""
        network = replace(self.network, values={**self.network.values, **values})
        try:
            return slope_of(Whole(self.runner, network), self.arrays, name)
        except HomeworkFailure:
            return None

    def loss_with(self, **values: Any) -> float:
        """Return the loss with other data; NaN if that fails."""
        network = replace(self.network, values={**self.network.values, **values})
        try:
            return float(Whole(self.runner, network)(**self.arrays)[0])
        except HomeworkFailure:
            return float("nan")


def compared(runner: Runner, network: Network, arrays: Mapping[str, Array]) -> Compared:
    """Compare all gradients of a network with slopes."""
    whole = Whole(runner, network)
    found = whole.gradients(arrays)
    grads = {name: grad for name, grad in found.items() if grad is not None}
    slopes = {name: slope_of(whole, arrays, name) for name in grads}
    return Compared(arrays, grads, slopes, network.samples, runner, network)


def slope_of(whole: Whole, arrays: Mapping[str, Array], name: str) -> Array:
    """Return the slopes of the loss along every element of a parameter."""
    array = arrays[name]
    points = []
    for index in np.ndindex(array.shape):
        for by in (STEP, -STEP):
            moved = array.copy()
            moved[index] += by
            points.append({**arrays, name: moved})
    whole.foresee(points)
    losses = [float(whole(**point)[0]) for point in points]
    pairs = np.reshape(losses, (-1, 2))
    slopes: Array = ((pairs[:, 0] - pairs[:, 1]) / (2 * STEP)).reshape(array.shape)
    return slopes


def close(got: Array, wanted: Array) -> bool:
    """Return whether two gradients are the same but for what finite differences lose."""
    if got.shape != wanted.shape:
        return False
    largest = float(np.abs(wanted).max(initial=0))
    return bool((np.abs(got - wanted) <= CLOSE * max(largest, 1e-3)).all())


def factor_of(got: Array, wanted: Array) -> float | None:
    """Return the number by which a gradient is larger; None if it is no multiple.

    Examples
    --------
    >>> round(factor_of(np.array([2.0, 4.0]), np.array([1.0, 2.0])), 6)
    2.0
    """
    if got.shape != wanted.shape:
        return None
    size = float(np.sum(wanted * wanted))
    if size < 1e-12:
        return None
    factor = float(np.sum(got * wanted)) / size
    return factor if factor and close(got / factor, wanted) else None


def without_regularization(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that are the strength of a regularisation, as 0."""
    return {name: 0.0 for name in values if role_of(name.removeprefix("make_")) == "reg"}
