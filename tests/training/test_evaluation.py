"""The loss and the accuracy of a network."""

import math
from dataclasses import replace

import numpy as np
import pytest

from scratchcnn.nn.network import MODERN, NOTEBOOK, DocumentedNetwork
from scratchcnn.training.evaluation import DivergenceError, accuracy, evaluate

# 50 images of noise: 3 whole batches of 16 and one of 2.
IMAGES = np.random.default_rng(5).random((50, 1, 28, 28)).astype(np.float32)
LABELS = np.arange(50) % 10


def test_evaluation_refuses_outputs_that_are_not_finite() -> None:
    network = NOTEBOOK.build(np.random.default_rng(0), np.float32)
    network.parameters["4.weight"][...] = 3e38
    with pytest.raises(DivergenceError, match=r"^output is no longer finite: the learning rate"):
        evaluate(network, NOTEBOOK, IMAGES, LABELS)


# --- evaluation
@pytest.mark.parametrize("batch_size", [1, 7, 50, 1000])
@pytest.mark.parametrize("documented", [NOTEBOOK, MODERN])
def test_evaluation_does_not_depend_on_its_batches(
    documented: DocumentedNetwork, batch_size: int
) -> None:
    network = documented.build(np.random.default_rng(0), np.float32)
    expected = evaluate(network, documented, IMAGES, LABELS)
    found = evaluate(network, documented, IMAGES, LABELS, batch_size=batch_size)
    assert found.accuracy == expected.accuracy
    assert found.loss == pytest.approx(expected.loss, rel=1e-5)


def test_evaluation_changes_nothing_and_draws_nothing() -> None:
    network = MODERN.build(np.random.default_rng(0), np.float32)
    before = {name: array.copy() for name, array in network.state.items()}
    drawn = [generator.bit_generator.state for generator in network.generators]
    evaluate(network, MODERN, IMAGES, LABELS)
    for name, array in network.state.items():
        np.testing.assert_array_equal(array, before[name])
    assert [generator.bit_generator.state for generator in network.generators] == drawn
    assert all(leaf.training for leaf in network.leaves)


def test_evaluation_counts_the_right_predictions() -> None:
    network = NOTEBOOK.build(np.random.default_rng(0), np.float32)
    always_3 = replace(NOTEBOOK, predict=lambda output: np.full(len(output), 3))
    assert evaluate(network, always_3, IMAGES, LABELS).accuracy == 0.1


def test_evaluation_refuses_nothing_to_evaluate() -> None:
    network = NOTEBOOK.build(np.random.default_rng(0), np.float32)
    with pytest.raises(ValueError, match="got 0 images and 0 labels"):
        evaluate(network, NOTEBOOK, IMAGES[:0], LABELS[:0])


def test_accuracy_is_the_share_of_right_predictions() -> None:
    assert accuracy(np.array([1, 2, 3, 4]), np.array([1, 0, 3, 0])) == 0.5


def test_accuracy_of_none_is_nan() -> None:
    assert math.isnan(accuracy(np.zeros(0), np.zeros(0)))


def test_accuracy_refuses_predictions_in_another_shape() -> None:
    with pytest.raises(ValueError, match=r"^predicted must have the shape \(3,\), got \(3, 1\)$"):
        accuracy(np.zeros((3, 1)), np.zeros(3))
