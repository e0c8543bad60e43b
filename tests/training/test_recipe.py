"""Training by a network's own defaults, or by what is given instead."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from scratchcnn.datasets import load
from scratchcnn.nn.network import BINARY, NOTEBOOK
from scratchcnn.training import recipe
from scratchcnn.training.recipe import prepare


@pytest.fixture
def given_to_fit(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What `fit` is called with, in place of a training."""
    given: dict[str, Any] = {}

    def record(network: Any, documented: Any, images: Any, labels: Any, **options: Any) -> Any:
        given.update(options, images=images, labels=labels)
        return iter(())

    monkeypatch.setattr(recipe, "fit", record)
    return given


def test_the_network_s_own_defaults_are_taken(given_to_fit: dict[str, Any]) -> None:
    prepare(NOTEBOOK, load("sample"), seed=0)
    optimizer = given_to_fit["optimizer"]
    assert (given_to_fit["epochs"], given_to_fit["batch_size"]) == (3, 32)
    assert (optimizer.learning_rate, optimizer.momentum) == (0.03, 0.9)


def test_what_is_given_comes_before_the_defaults(given_to_fit: dict[str, Any]) -> None:
    changes = {"epochs": 5, "batch_size": 7, "learning_rate": 0.5, "momentum": 0.0}
    prepare(NOTEBOOK, load("sample"), seed=0, **changes)
    optimizer = given_to_fit["optimizer"]
    assert (given_to_fit["epochs"], given_to_fit["batch_size"]) == (5, 7)
    assert (optimizer.learning_rate, optimizer.momentum) == (0.5, 0.0)


def test_only_the_network_s_digits_are_learned_and_tested(given_to_fit: dict[str, Any]) -> None:
    training = prepare(BINARY, load("sample"), seed=0)
    assert set(given_to_fit["labels"]) == set(training.test_labels) == {0, 1}
    assert len(given_to_fit["images"]) == len(given_to_fit["labels"])


def weights(seed: int) -> Iterator[Any]:
    training = prepare(BINARY, load("sample"), seed=seed, epochs=1)
    for _ in training.steps:
        pass
    yield from training.network.parameters.values()


def test_the_same_seed_gives_the_same_bits() -> None:
    for first, second in zip(weights(3), weights(3), strict=True):
        assert first.dtype == np.float32
        np.testing.assert_array_equal(first, second)


def test_another_seed_gives_other_weights() -> None:
    assert all((a != b).any() for a, b in zip(weights(3), weights(4), strict=True))


def test_the_accuracy_is_that_of_the_network_as_it_is_now() -> None:
    training = prepare(BINARY, load("sample"), seed=0, epochs=1)
    before = training.test_accuracy()
    for _ in training.steps:
        pass
    assert before < 0.9 < training.test_accuracy()
