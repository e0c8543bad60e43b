"""How well a network does: its loss, its accuracy, and whether its numbers are finite."""

import math
from dataclasses import dataclass

import numpy as np

from scratchcnn.nn import Sequential
from scratchcnn.nn.layer import inference
from scratchcnn.nn.network import DocumentedNetwork
from scratchcnn.ops.arguments import Array, integer


class DivergenceError(ArithmeticError):
    """The loss, an output or a parameter is no longer finite."""


@dataclass(frozen=True)
class Evaluation:
    """The mean loss of a network, and its accuracy: the share of samples it gets right."""

    loss: float
    accuracy: float


def evaluate(
    network: Sequential,
    documented: DocumentedNetwork,
    images: Array,
    labels: Array,
    *,
    batch_size: int = 256,
) -> Evaluation:
    """Evaluate a network without changing it.

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
        with inference(network), np.errstate(over="ignore", invalid="ignore"):
            output = network.forward(images[start : start + batch_size])
        check_finite("output", output, "the learning rate was probably too high")
        loss, _ = documented.loss(output, documented.encode(truth, output.dtype))
        loss_sum += float(loss) * len(truth)
        correct += int(np.count_nonzero(documented.predict(output) == truth))
    return Evaluation(loss_sum / len(labels), correct / len(labels))


def accuracy(predicted: Array, labels: Array) -> float:
    """Return the share of labels (N,) that were predicted right; NaN if there are none.

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
        raise DivergenceError(f"{name} is no longer finite: {hint}")


def check_samples(images: Array, labels: Array) -> None:
    """Raise ValueError unless there is one label for every image, and at least one of both."""
    if not len(images) == len(labels) > 0:
        raise ValueError(
            f"there must be one label for every image, and at least one: "
            f"got {len(images)} images and {len(labels)} labels"
        )
