"""The same step in PyTorch: the network is recognised by its loss, and its weights compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.networks.chains import Chain, Task, chain_of
from scratchcnn.oracle.training_steps.data import Batch

Array: TypeAlias = NDArray[Any]

# Less than this share of the largest change is no mistake: an epsilon, or single precision.
RELATIVE, RELATIVE_IN_SINGLE = 2e-5, 2e-3


@dataclass(frozen=True)
class Torch:
    """What PyTorch makes of a step.

    Attributes
    ----------
    chain, task : the network that was recognised, and its weights and data
    loss : its loss before the step
    after : its weights after it, by their paths
    """

    chain: Chain
    task: Task
    loss: float
    after: Mapping[str, Array]

    def status(self, path: str, before: Array, after: Array) -> str:
        """Return what is to be said of a parameter after the step."""
        wanted = self.after[path]
        if after.shape != wanted.shape or not np.isfinite(after).all():
            return "wrong"
        change = wanted - before
        off = np.abs(after - wanted)
        if (off <= self.chain.allowed(self.task, path, change, self.loss)).all():
            return "ok"
        relative = RELATIVE_IN_SINGLE if before.dtype == np.float32 else RELATIVE
        near = off.max() <= relative * np.abs(change).max(initial=0)
        return "convention" if near else "wrong"


def in_pytorch(
    batch: Batch, weights: Mapping[str, Array], loss: float, rate: float
) -> Torch | None:
    """Return the same step in PyTorch; None if the network is not recognised by its loss."""
    task = Task(weights, batch.inputs, batch.labels, loss)
    chain = chain_of(task)
    if chain is None:
        return None
    own, after = chain.step(task, rate)
    return Torch(chain, task, own, after)
