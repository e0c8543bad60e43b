"""Stochastic gradient descent, with and without momentum."""

import math
from typing import Any

import numpy as np
import pytest

from scratchcnn.training.sgd import SGD


# --- SGD
def test_sgd_without_momentum_steps_against_the_gradient() -> None:
    parameters = {"weight": np.array([1.0, 2.0])}
    optimizer = SGD(0.5)
    for _ in range(2):
        optimizer.step(parameters, {"weight": np.array([1.0, -1.0])})
    np.testing.assert_array_equal(parameters["weight"], [0.0, 3.0])


def test_sgd_with_momentum_keeps_a_share_of_its_velocity() -> None:
    parameters = {"weight": np.array([0.0])}
    optimizer = SGD(0.5, momentum=0.5)
    path = []
    for _ in range(3):
        optimizer.step(parameters, {"weight": np.array([1.0])})
        path.append(parameters["weight"].item())
    assert path == [-0.5, -0.5 - 0.75, -0.5 - 0.75 - 0.875]


def test_sgd_keeps_a_velocity_for_every_parameter() -> None:
    parameters = {"a": np.array([0.0]), "b": np.array([0.0])}
    optimizer = SGD(1, momentum=0.5)
    for _ in range(2):
        optimizer.step(parameters, {"a": np.array([1.0]), "b": np.array([-1.0])})
    assert (parameters["a"].item(), parameters["b"].item()) == (-2.5, 2.5)


@pytest.mark.parametrize("number", [float, np.float64, np.float32])
def test_sgd_leaves_float32_in_float32(number: Any) -> None:
    parameter, gradient = np.ones(1, np.float32), np.full(1, 0.1, np.float32)
    optimizer = SGD(number(0.1), number(0.9))
    optimizer.step({"weight": parameter}, {"weight": gradient})
    optimizer.step({"weight": parameter}, {"weight": gradient})
    rate, momentum = np.float32(number(0.1)), np.float32(number(0.9))
    expected = np.float32(1) - rate * gradient
    expected = expected - rate * (momentum * gradient + gradient)
    np.testing.assert_array_equal(parameter, expected)


def test_sgd_leaves_the_gradients_alone() -> None:
    gradient = np.ones(1)
    optimizer = SGD(0.1, 0.9)
    for _ in range(2):
        optimizer.step({"weight": np.ones(1)}, {"weight": gradient})
    assert gradient.item() == 1


@pytest.mark.parametrize("learning_rate", [0, -0.1, math.inf, math.nan])
def test_sgd_refuses_a_learning_rate(learning_rate: float) -> None:
    with pytest.raises(ValueError, match="learning_rate must be finite and above 0, got "):
        SGD(learning_rate)


@pytest.mark.parametrize("momentum", [-0.1, 1, math.nan])
def test_sgd_refuses_a_momentum(momentum: float) -> None:
    with pytest.raises(ValueError, match="momentum must be from 0 to below 1, got "):
        SGD(0.1, momentum)
