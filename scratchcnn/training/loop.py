"""Training: the loop over mini-batches, and one step of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scratchcnn.nn import Sequential
from scratchcnn.nn.network import DocumentedNetwork
from scratchcnn.ops.arguments import Array, integer
from scratchcnn.optim import Optimizer
from scratchcnn.training.evaluation import Evaluation, accuracy, check_finite, check_samples


@dataclass(frozen=True)
class Progress:
    """How far training has come, after one batch.

    Attributes
    ----------
    epoch, batch : which one is done, counted from 1
    epochs, batches : how many there are, batches in one epoch
    loss, accuracy : float
        Their means over the samples of this epoch up to here, each taken before its batch was
        learned from.
    """

    epoch: int
    epochs: int
    batch: int
    batches: int
    loss: float
    accuracy: float


@dataclass
class Position:
    """Where a training is, between two batches: all that `fit` needs to resume from there.

    Attributes
    ----------
    epoch, batch : which ones are done, counted from 1; batch is 0 before the first one
    seen, loss_sum, correct : sums over the samples of this epoch so far
    order : the state of the generator before it drew this epoch's order; None at first
    generators : the states of the generators of the network's layers; None at first
    seconds : the time spent up to here; kept by the caller of `fit`, which uses no clock
    """

    epoch: int = 1
    batch: int = 0
    seen: int = 0
    loss_sum: float = 0.0
    correct: int = 0
    order: Mapping[str, Any] | None = None
    generators: Sequence[Mapping[str, Any]] | None = None
    seconds: float = 0.0

    def set_back(self, network: Sequential) -> None:
        """Set the generators of the layers back to where they were here."""
        for generator, state in zip(network.generators, self.generators or (), strict=False):
            generator.bit_generator.state = state

    def count(self, batch: Evaluation, samples: int) -> None:
        """Add one batch that was learned from."""
        self.batch += 1
        self.seen += samples
        self.loss_sum += batch.loss * samples
        self.correct += round(batch.accuracy * samples)

    def progress(self, epochs: int, batches: int) -> Progress:
        """Return how far this is, given how many epochs there are, and batches in one."""
        loss, accuracy = self.loss_sum / self.seen, self.correct / self.seen
        return Progress(self.epoch, epochs, self.batch, batches, loss, accuracy)


def fit(
    network: Sequential,
    documented: DocumentedNetwork,
    images: Array,
    labels: Array,
    *,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    position: Position | None = None,
) -> Iterator[Progress]:
    """Train a network in place, batch by batch, in a new random order every epoch.

    Nothing happens until the result is iterated over. Leaving the loop early, by Ctrl-C too, keeps
    what was learned.

    Parameters
    ----------
    network : what `documented.build` returned
    images : (N, 1, 28, 28), in the dtype of the parameters
    labels : (N,) integers, all among `documented.digits`
    optimizer : takes the steps, at a rate that follows `documented.schedule`
    epochs, batch_size : at least 1; the last batch of an epoch may be smaller
    rng : draws the order of the samples; the same generator gives the same parameters, bit by bit
    position : where to resume, with network and optimizer as they were there; kept up to date

    Yields
    ------
    progress : Progress, after every batch

    Raises
    ------
    DivergenceError
        The loss, an output or a parameter is not finite; the message names the learning rate.
    TypeError, ValueError
        An argument has the wrong type, shape or range.

    Examples
    --------
    >>> from scratchcnn.nn.network import NOTEBOOK
    >>> from scratchcnn.optim import SGD
    >>> network = NOTEBOOK.build(np.random.default_rng(0), np.float32)
    >>> images, labels = np.zeros((50, 1, 28, 28), np.float32), np.zeros(50, np.int64)
    >>> for progress in fit(network, NOTEBOOK, images, labels, optimizer=SGD(0.1), epochs=1,
    ...                     batch_size=32, rng=np.random.default_rng(1)):
    ...     print(progress.batch, progress.batches)
    1 2
    2 2
    """
    check_samples(images, labels)
    keep_freed_memory()
    at = Position() if position is None else position
    at.set_back(network)
    for done, chosen in mini_batches(at, len(labels), batch_size, epochs, rng):
        factor = documented.schedule(done)
        step = train_step(network, documented, images[chosen], labels[chosen], optimizer, factor)
        at.count(step, len(chosen))
        at.generators = [one.bit_generator.state for one in network.generators]
        yield at.progress(epochs, -(-len(labels) // batch_size))


def mini_batches(
    at: Position, samples: int, batch_size: int, epochs: int, rng: np.random.Generator
) -> Iterator[tuple[float, Array]]:
    """Yield every mini-batch that is left, in a new random order every epoch.

    Parameters
    ----------
    at : where to resume; moved to every new epoch here, and past every batch by the caller
    samples, batch_size, epochs : how many there are, at least 1; the last batch may be smaller
    rng : draws the order; first set back to the state in which it drew the current epoch

    Yields
    ------
    done : the share of all batches that come before this one
    chosen : the indices of its samples

    Raises
    ------
    TypeError, ValueError
        `epochs` or `batch_size` is not an integer, or below 1.
    """
    integer("epochs", epochs, 1)
    integer("batch_size", batch_size, 1)
    batches = -(-samples // batch_size)
    if at.order is not None:
        rng.bit_generator.state = at.order
    for epoch in range(at.epoch, epochs + 1):
        if epoch > at.epoch:
            at.epoch, at.batch, at.seen, at.loss_sum, at.correct = epoch, 0, 0, 0.0, 0
        at.order = rng.bit_generator.state
        order = rng.permutation(samples)
        for batch in range(at.batch + 1, batches + 1):
            done = ((epoch - 1) * batches + batch - 1) / (epochs * batches)
            yield done, order[(batch - 1) * batch_size : batch * batch_size]


def keep_freed_memory() -> None:
    """Make the C library keep the memory of freed arrays for those of the next step.

    glibc returns large blocks to the system, and a step that has to get them again is up to twice
    as slow, because every page is cleared first. It keeps blocks up to the size of the largest one
    ever freed, but at most 32 MB (mallopt(3), M_MMAP_THRESHOLD). Here a block is freed that was
    never written to, so it costs nothing. The effect lasts for the rest of the process; other C
    libraries are not affected.
    """
    np.empty((32 << 20) - (64 << 10), np.uint8)


def train_step(
    network: Sequential,
    documented: DocumentedNetwork,
    images: Array,
    labels: Array,
    optimizer: Optimizer,
    factor: float = 1.0,
) -> Evaluation:
    """Learn from one batch; return the loss and accuracy on it from before the step.

    Parameters
    ----------
    network, documented, images, labels, optimizer : as for `fit`
    factor : the share of the learning rate that this step takes

    Raises
    ------
    DivergenceError
        The loss, an output or a parameter is not finite.
    """
    hint = f"the learning rate, {optimizer.learning_rate:g}, is probably too high"
    # What overflows here becomes an error of our own, which says more than NumPy's warning.
    with np.errstate(over="ignore", invalid="ignore"):
        output = network.forward(images)
        # The losses refuse a probability that is NaN, so this comes before them.
        check_finite("output", output, hint)
        loss, pullback = documented.loss(output, documented.encode(labels, output.dtype))
        check_finite("loss", loss, hint)
        (grad_output,) = pullback(1.0)
        network.backward_to_parameters(grad_output)
        optimizer.step(network.parameters, network.gradients, factor)
    for name, parameter in network.parameters.items():
        check_finite(name, parameter, hint)
    return Evaluation(float(loss), accuracy(documented.predict(output), labels))
