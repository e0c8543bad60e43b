"""Every documented network trains in step with its PyTorch twin."""

from collections.abc import Iterator

import numpy as np
import pytest
import torch

from reference.network import Twin, twin
from scratchcnn.datasets import load
from scratchcnn.nn.dropout import Dropout
from scratchcnn.nn.layer import Sequential
from scratchcnn.nn.network import DOCUMENTED, select_digits
from scratchcnn.optim import SGD, Adam
from scratchcnn.training.loop import train_step

STEPS, BATCH_SIZE = 200, 8
TOLERANCE = 1e-12


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Keep PyTorch to one thread: for so small arrays others only wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def without_dropout(ours: Sequential, theirs: Twin) -> None:
    """Have both drop nothing, for they draw different numbers."""
    for layer in (*ours.leaves, *theirs.model):
        if isinstance(layer, Dropout | torch.nn.Dropout):
            layer.p = 0.0


@pytest.mark.parametrize(
    ("name", "learning_rate", "momentum"),
    [
        ("guide", 0.05, 0.0),
        ("notebook", 0.1, 0.5),
        ("binary", 0.003, 0.0),
        pytest.param("lenet", 0.02, 0.9, marks=pytest.mark.one_python),
        pytest.param("modern", 0.02, 0.9, marks=pytest.mark.one_python),
    ],
)
def test_network_and_twin_learn_the_same_weights(
    name: str, learning_rate: float, momentum: float
) -> None:
    documented = DOCUMENTED[name]
    sample = load("sample", dtype=np.float64)
    images, labels = select_digits(sample.train_images, sample.train_labels, documented.digits)
    ours = documented.build(np.random.default_rng(0), np.float64)
    theirs = twin(name, ours.state, learning_rate=learning_rate, momentum=momentum)
    without_dropout(ours, theirs)
    optimizer = SGD(learning_rate, momentum)
    order = np.random.default_rng(1).integers(len(labels), size=(STEPS, BATCH_SIZE))
    for step, chosen in enumerate(order):
        train_step(ours, documented, images[chosen], labels[chosen], optimizer)
        theirs.step(images[chosen], documented.encode(labels[chosen], np.float64))
        expected = theirs.parameters()
        for key, parameter in ours.state.items():
            error = np.abs(parameter - expected[key]).max()
            limit = TOLERANCE * np.abs(expected[key]).max()
            assert error <= limit, f"step {step}: {key} differs by {error}, allowed {limit}"


def test_adam_and_its_twin_learn_the_same_weights() -> None:
    sample = load("sample", dtype=np.float64)
    ours = DOCUMENTED["modern"].build(np.random.default_rng(0), np.float64)
    theirs = twin("modern", ours.state, learning_rate=0.002, momentum=0.9, adam=True)
    without_dropout(ours, theirs)
    optimizer = Adam(0.002, (0.9, 0.999))
    for start in range(0, 20 * BATCH_SIZE, BATCH_SIZE):
        images = sample.train_images[start : start + BATCH_SIZE]
        labels = sample.train_labels[start : start + BATCH_SIZE]
        train_step(ours, DOCUMENTED["modern"], images, labels, optimizer)
        theirs.step(images, labels)
    for key, expected in theirs.parameters().items():
        # Adam divides by the root of what may be as small as a rounding error.
        np.testing.assert_allclose(ours.state[key], expected, rtol=1e-6, atol=1e-9)


def test_the_weights_of_the_lockstep_do_change() -> None:
    ours = DOCUMENTED["notebook"].build(np.random.default_rng(0), np.float64)
    theirs = twin("notebook", ours.parameters, learning_rate=0.1)
    theirs.step(np.ones((2, 1, 28, 28)), np.array([3, 4]))
    for key, parameter in theirs.parameters().items():
        assert not np.array_equal(parameter, ours.parameters[key])


@pytest.mark.parametrize("name", list(DOCUMENTED))
def test_twin_reports_the_loss_before_its_step(name: str) -> None:
    documented, labels = DOCUMENTED[name], np.array([0, 1, 1])
    images = np.random.default_rng(2).random((3, 1, 28, 28))
    ours = documented.build(np.random.default_rng(0), np.float64)
    theirs = twin(name, ours.state, learning_rate=0.1)
    without_dropout(ours, theirs)
    step = train_step(ours, documented, images, labels, SGD(0.1))
    loss = theirs.step(images, documented.encode(labels, np.float64))
    assert loss == pytest.approx(step.loss, rel=1e-13)


@pytest.mark.parametrize("name", list(DOCUMENTED))
def test_twin_computes_in_float32_on_request(name: str) -> None:
    documented, labels = DOCUMENTED[name], np.array([0, 1, 1])
    images = np.random.default_rng(2).random((3, 1, 28, 28)).astype(np.float32)
    ours = documented.build(np.random.default_rng(0), np.float32)
    theirs = twin(name, ours.state, learning_rate=0.001, dtype=torch.float32)
    theirs.step(images, documented.encode(labels, np.float32))
    assert {p.dtype for p in theirs.parameters().values()} == {np.dtype(np.float32)}


def test_twin_refuses_weights_of_another_network() -> None:
    guide = DOCUMENTED["guide"].build(np.random.default_rng(0), np.float64)
    with pytest.raises(RuntimeError, match=r"size mismatch for 0\.weight"):
        twin("notebook", guide.parameters, learning_rate=0.1)


def test_twin_leaves_the_given_weights_alone() -> None:
    given = DOCUMENTED["binary"].build(np.random.default_rng(0), np.float64).parameters
    before = {key: parameter.copy() for key, parameter in given.items()}
    twin("binary", given, learning_rate=1.0).step(np.ones((2, 1, 28, 28)), np.ones((2, 1)))
    for key, parameter in given.items():
        np.testing.assert_array_equal(parameter, before[key])
