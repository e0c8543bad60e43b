"""A network is recognised by its loss, and its step is PyTorch's."""

import numpy as np
import pytest

from scratchcnn.oracle.training_steps.data import Batch
from scratchcnn.oracle.training_steps.pytorch import Torch, in_pytorch

X = np.random.default_rng(0).standard_normal((5, 4))
Y = np.eye(3)[np.arange(5) % 3]
W = np.random.default_rng(1).standard_normal((4, 3))
B = np.random.default_rng(2).standard_normal(3)
BATCH = Batch(X, Y, 5, "X (N, D), labels (N, K)", 3)


def recognised(loss: float) -> Torch | None:
    return in_pytorch(BATCH, {"W": W, "b": B}, loss, 0.5)


@pytest.fixture
def found() -> Torch:
    one = recognised(float(((X @ W + B - Y) ** 2).sum()))
    assert one is not None
    return one


def test_the_loss_tells_the_network_and_its_scale(found: Torch) -> None:
    assert (found.chain.head, found.chain.scale) == ("square", 1)
    assert found.chain.blocks == (("linear", "W", "b"),)


def test_its_step_is_that_of_the_formula(found: Torch) -> None:
    wanted = W - 0.5 * 2 * X.T @ (X @ W + B - Y)
    np.testing.assert_allclose(found.after["W"], wanted, rtol=1e-13)


def test_a_step_that_is_right_is_ok(found: Torch) -> None:
    assert found.status("W", W, W - 0.5 * 2 * X.T @ (X @ W + B - Y)) == "ok"


def test_the_wrong_sign_is_wrong(found: Torch) -> None:
    assert found.status("W", W, W + 0.5 * 2 * X.T @ (X @ W + B - Y)) == "wrong"


def test_a_millionth_of_a_step_is_a_convention(found: Torch) -> None:
    assert found.status("W", W, W - (1 + 1e-6) * (W - found.after["W"])) == "convention"


def test_a_loss_of_no_network_is_not_recognised() -> None:
    assert recognised(123.456) is None
