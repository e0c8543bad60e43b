"""Training: stochastic gradient descent, the loop over mini-batches, and the evaluation."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scratchcnn.nn.layers import Sequential
from scratchcnn.nn.network import DocumentedNetwork
from scratchcnn.ops.arguments import Array, integer


class DivergenceError(ArithmeticError):
    """The loss, an output or a parameter is not finite any more."""


class SGD:
    """Stochastic gradient descent: v = momentum * v + gradient; parameter -= learning_rate * v.

    Parameters
    ----------
    learning_rate : finite and above 0
    momentum : from 0 (none) to below 1

    Raises
    ------
    ValueError
        An argument is out of range; the message names it.

    Notes
    -----
    The formula is PyTorch's (documentation of `torch.optim.SGD`), where the learning rate is not
    part of v, unlike in Polyak (1964), "Some methods of speeding up the convergence of iteration
    methods".

    Examples
    --------
    >>> parameters = {"weight": np.array([1.0])}
    >>> SGD(0.1).step(parameters, {"weight": np.array([2.0])})
    >>> parameters["weight"]
    array([0.8])
    """

    def __init__(self, learning_rate: float, momentum: float = 0.0) -> None:
        if not 0 < learning_rate < np.inf:
            raise ValueError(f"learning_rate must be finite and above 0, got {learning_rate}")
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum must be from 0 to below 1, got {momentum}")
        # Python's floats leave float32 arrays in float32; NumPy's float64 would not.
        self.learning_rate = float(learning_rate)
        self.momentum = float(momentum)
        # Of every parameter that has taken a step.
        self.velocity: dict[str, Array] = {}

    def step(
        self, parameters: Mapping[str, Array], gradients: Mapping[str, Array], factor: float = 1.0
    ) -> None:
        """Change the parameters, in place, by one step against their gradients.

        Parameters
        ----------
        parameters, gradients : name -> array, the same names and shapes in both
        factor : the share of the learning rate that this step takes
        """
        for name, parameter in parameters.items():
            if name not in self.velocity:
                self.velocity[name] = np.zeros_like(parameter)
            velocity = self.velocity[name]
            velocity *= self.momentum
            velocity += gradients[name]
            parameter -= factor * self.learning_rate * velocity


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
    """Where a training is, between two batches: all that `fit` needs to go on from there.

    Attributes
    ----------
    epoch, batch : which ones are done, counted from 1; batch is 0 before the first one
    seen, loss_sum, correct : of this epoch so far, counted over samples
    order : the state of the generator that drew this epoch's order, before it did; None at first
    seconds : how long it took to come here, for whoever calls `fit`, which needs no clock itself
    """

    epoch: int = 1
    batch: int = 0
    seen: int = 0
    loss_sum: float = 0.0
    correct: int = 0
    order: Mapping[str, Any] | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Evaluation:
    """The mean loss of a network, and the share of samples it is right about."""

    loss: float
    accuracy: float


def fit(
    network: Sequential,
    documented: DocumentedNetwork,
    images: Array,
    labels: Array,
    *,
    optimizer: SGD,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    position: Position | None = None,
) -> Iterator[Progress]:
    """Train a network in place, batch by batch, in a new random order every epoch.

    Nothing happens until the result is looped over. Whoever leaves the loop early, by Ctrl-C too,
    keeps what was learned.

    Parameters
    ----------
    network : what `documented.build` returned
    images : (N, 1, 28, 28), in the dtype of the parameters
    labels : (N,) integers, all among `documented.digits`
    optimizer : takes the steps
    epochs, batch_size : at least 1
        The last batch of an epoch may be smaller. Over these epochs the learning rate follows
        `documented.schedule`.
    rng : draws the order of the samples; the same generator gives the same parameters, bit by bit
    position : Position
        Where to go on from, with the network and the optimizer as they were there; it is kept up
        to date. By default the beginning.

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
    >>> network = NOTEBOOK.build(np.random.default_rng(0), np.float32)
    >>> images, labels = np.zeros((50, 1, 28, 28), np.float32), np.zeros(50, np.int64)
    >>> for progress in fit(network, NOTEBOOK, images, labels, optimizer=SGD(0.1), epochs=1,
    ...                     batch_size=32, rng=np.random.default_rng(1)):
    ...     print(progress.batch, progress.batches)
    1 2
    2 2
    """
    integer("epochs", epochs, 1)
    integer("batch_size", batch_size, 1)
    check_samples(images, labels)
    batches = -(-len(labels) // batch_size)
    keep_freed_memory()
    at = Position() if position is None else position
    if at.order is not None:
        rng.bit_generator.state = at.order
    for epoch in range(at.epoch, epochs + 1):
        if epoch > at.epoch:
            at.epoch, at.batch, at.seen, at.loss_sum, at.correct = epoch, 0, 0, 0.0, 0
        at.order = rng.bit_generator.state
        order = rng.permutation(len(labels))
        for batch in range(at.batch + 1, batches + 1):
            chosen = order[(batch - 1) * batch_size : batch * batch_size]
            done = ((epoch - 1) * batches + batch - 1) / (epochs * batches)
            factor = documented.schedule(done)
            step = train_step(
                network, documented, images[chosen], labels[chosen], optimizer, factor
            )
            at.batch = batch
            at.seen += len(chosen)
            at.loss_sum += step.loss * len(chosen)
            at.correct += round(step.accuracy * len(chosen))
            loss, right = at.loss_sum / at.seen, at.correct / at.seen
            yield Progress(epoch, epochs, batch, batches, loss, right)


def keep_freed_memory() -> None:
    """Have the C library keep what arrays leave behind, for the arrays of the next step.

    glibc gives large pieces back to the system, and a step that gets them anew is up to twice as
    slow, for every page is cleared first. Pieces up to the size of the largest that was ever freed
    it keeps, but for those above 32 MB (mallopt(3), M_MMAP_THRESHOLD). Here one is freed that
    nobody wrote to, so that it costs nothing. That holds for the rest of the process; with other C
    libraries nothing happens.
    """
    np.empty((32 << 20) - (64 << 10), np.uint8)


def train_step(
    network: Sequential,
    documented: DocumentedNetwork,
    images: Array,
    labels: Array,
    optimizer: SGD,
    factor: float = 1.0,
) -> Evaluation:
    """Learn from one batch; return how the network did on it before.

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


def evaluate(
    network: Sequential,
    documented: DocumentedNetwork,
    images: Array,
    labels: Array,
    *,
    batch_size: int = 256,
) -> Evaluation:
    """Measure a network without changing it.

    Parameters
    ----------
    network, documented, images, labels : as for `fit`
    batch_size : how many images at a time, at least 1; bounds the memory, not the result

    Raises
    ------
    DivergenceError
        An output is not finite.
    TypeError, ValueError
        An argument has the wrong type, shape or range.
    """
    integer("batch_size", batch_size, 1)
    check_samples(images, labels)
    loss_sum, correct = 0.0, 0
    for start in range(0, len(labels), batch_size):
        truth = labels[start : start + batch_size]
        with np.errstate(over="ignore", invalid="ignore"):
            output = network.forward(images[start : start + batch_size])
        check_finite("output", output, "the learning rate was probably too high")
        loss, _ = documented.loss(output, documented.encode(truth, output.dtype))
        loss_sum += float(loss) * len(truth)
        correct += int(np.count_nonzero(documented.predict(output) == truth))
    return Evaluation(loss_sum / len(labels), correct / len(labels))


def accuracy(predicted: Array, labels: Array) -> float:
    """Return the share of labels (N,) that were predicted; NaN of none.

    Raises
    ------
    ValueError
        There is not one prediction for every label.

    Examples
    --------
    >>> accuracy(np.array([1, 2, 3, 4]), np.array([1, 2, 3, 0]))
    0.75
    """
    if predicted.shape != labels.shape:
        raise ValueError(f"predicted must have the shape {labels.shape}, got {predicted.shape}")
    return float(np.mean(predicted == labels)) if labels.size else math.nan


def check_finite(name: str, value: Array, hint: str) -> None:
    """Raise DivergenceError if an entry is infinite or NaN."""
    if not np.isfinite(value).all():
        raise DivergenceError(f"{name} is not finite any more: {hint}")


def check_samples(images: Array, labels: Array) -> None:
    """Raise ValueError unless there is one label for every image, and at least one of both."""
    if not len(images) == len(labels) > 0:
        raise ValueError(
            f"images and labels must be equally many, and some, got {len(images)} and {len(labels)}"
        )
