"""Training a documented network on a data set, with its own defaults or other settings."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from scratchcnn.nn import Sequential
from scratchcnn.nn.network import DocumentedNetwork, select_digits
from scratchcnn.ops.arguments import Array
from scratchcnn.optim import SGD, Adam, Optimizer
from scratchcnn.training.evaluation import evaluate
from scratchcnn.training.loop import Position, Progress, fit

if TYPE_CHECKING:  # it brings along what downloads
    from scratchcnn.datasets import Dataset


def sgd(learning_rate: float, momentum: float) -> Optimizer:
    """Return stochastic gradient descent."""
    return SGD(learning_rate, momentum)


def adam(learning_rate: float, momentum: float) -> Optimizer:
    """Return Adam, whose momentum is the first of its betas."""
    return Adam(learning_rate, (momentum, 0.999))


# What the command line calls them.
OPTIMIZERS: Mapping[str, Callable[[float, float], Optimizer]] = MappingProxyType(
    {"sgd": sgd, "adam": adam}
)


@dataclass(frozen=True)
class Training:
    """A training that is ready to run: iterating over `steps` trains `network`.

    Attributes
    ----------
    documented : which network it is, and its digits
    network, optimizer, position : what changes with every step
    steps : one for every batch, from `position` on
    epochs, batches : how many there are, batches in one epoch
    test_images, test_labels : the digits that it is evaluated on
    """

    documented: DocumentedNetwork
    network: Sequential
    optimizer: Optimizer
    position: Position
    steps: Iterator[Progress]
    epochs: int
    batches: int
    test_images: Array
    test_labels: Array

    def test_accuracy(self) -> float:
        """Return the accuracy on the test digits, as the network is now."""
        return evaluate(self.network, self.documented, self.test_images, self.test_labels).accuracy


def prepare(
    documented: DocumentedNetwork,
    dataset: "Dataset",
    *,
    seed: int,
    epochs: int | None = None,
    batch_size: int | None = None,
    learning_rate: float | None = None,
    momentum: float | None = None,
    optimizer: str | None = None,
) -> Training:
    """Build a network in single precision and prepare its training.

    Parameters
    ----------
    documented : the network, its digits and its defaults
    dataset : training and test digits
    seed : the same seed gives the same weights, bit by bit
    epochs, batch_size, learning_rate, momentum, optimizer : the network's own where None

    Raises
    ------
    ValueError
        The learning rate or the momentum is out of range.
    """
    initial_rng, order_rng = np.random.default_rng(seed).spawn(2)
    network = documented.build(initial_rng, np.float32)
    rule = OPTIMIZERS[documented.optimizer if optimizer is None else optimizer](
        documented.learning_rate if learning_rate is None else learning_rate,
        documented.momentum if momentum is None else momentum,
    )
    epochs = documented.epochs if epochs is None else epochs
    batch_size = documented.batch_size if batch_size is None else batch_size
    digits, position = documented.digits, Position()
    images, labels = select_digits(dataset.train_images, dataset.train_labels, digits)
    steps = fit(
        network,
        documented,
        images,
        labels,
        optimizer=rule,
        epochs=epochs,
        batch_size=batch_size,
        rng=order_rng,
        position=position,
    )
    test = select_digits(dataset.test_images, dataset.test_labels, digits)
    batches = -(-len(labels) // batch_size)
    return Training(documented, network, rule, position, steps, epochs, batches, *test)
