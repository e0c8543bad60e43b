"""The training loop over mini-batches."""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scratchcnn.nn import Dense, Flatten, Sequential
from scratchcnn.nn.network import DOCUMENTED, NOTEBOOK, constant, linear_decay
from scratchcnn.optim import SGD
from scratchcnn.training.evaluation import DivergenceError, evaluate
from scratchcnn.training.loop import Progress, fit, train_step

# 50 images of noise: 3 whole batches of 16 and one of 2.
IMAGES = np.random.default_rng(5).random((50, 1, 28, 28)).astype(np.float32)
LABELS = np.arange(50) % 10


def train(seed: int = 0, **changes: Any) -> tuple[Sequential, list[Progress]]:
    network = NOTEBOOK.build(np.random.default_rng(0), np.float32)
    options: dict[str, Any] = {"epochs": 2, "batch_size": 16, "optimizer": SGD(0.1, 0.5)}
    options |= {"rng": np.random.default_rng(seed)} | changes
    return network, list(fit(network, NOTEBOOK, IMAGES, LABELS, **options))


class Recorder(Sequential):
    """A network that remembers which images it saw, by their first pixel."""

    def __init__(self) -> None:
        super().__init__(Flatten(), Dense(1, 10, rng=np.random.default_rng(0)))
        self.seen: list[list[int]] = []

    def forward(self, x: Any) -> Any:
        self.seen.append([int(pixel) for pixel in x[:, 0, 0, 0]])
        return super().forward(x)


def batches_of_numbered_images(epochs: int = 1, seed: int = 0) -> list[list[int]]:
    """Train on images that are single pixels with the values 0 to 9; return the batches."""
    network = Recorder()
    steps = fit(
        network,
        NOTEBOOK,
        np.arange(10, dtype=np.float32).reshape(10, 1, 1, 1),
        np.zeros(10, np.int64),
        optimizer=SGD(0.01),
        epochs=epochs,
        batch_size=4,
        rng=np.random.default_rng(seed),
    )
    for _ in steps:
        pass
    return network.seen


# --- fit
def test_fit_gives_the_same_bits_for_the_same_seed() -> None:
    first, second = train(seed=1)[0], train(seed=1)[0]
    for name, parameter in first.parameters.items():
        assert parameter.tobytes() == second.parameters[name].tobytes()


def test_fit_gives_other_weights_for_another_seed() -> None:
    first, second = train(seed=1)[0], train(seed=2)[0]
    assert not np.array_equal(first.parameters["4.weight"], second.parameters["4.weight"])


def test_fit_changes_every_parameter() -> None:
    fresh = NOTEBOOK.build(np.random.default_rng(0), np.float32)
    for name, parameter in train()[0].parameters.items():
        assert not np.array_equal(parameter, fresh.parameters[name])


def test_fit_leaves_float32_in_float32() -> None:
    assert {p.dtype for p in train()[0].parameters.values()} == {np.dtype(np.float32)}


def test_fit_shows_every_image_once_an_epoch() -> None:
    seen = batches_of_numbered_images(epochs=2)
    assert sorted(itertools.chain(*seen[:3])) == list(range(10))
    assert sorted(itertools.chain(*seen[3:])) == list(range(10))


def test_fit_ends_an_epoch_with_the_smaller_batch_that_is_left() -> None:
    assert [len(batch) for batch in batches_of_numbered_images()] == [4, 4, 2]


def test_fit_shuffles_every_epoch_anew() -> None:
    seen = batches_of_numbered_images(epochs=2)
    assert seen[:3] != seen[3:]


def test_fit_shuffles_by_its_generator() -> None:
    assert batches_of_numbered_images(seed=1) == batches_of_numbered_images(seed=1)
    assert batches_of_numbered_images(seed=1) != batches_of_numbered_images(seed=2)


def test_fit_tells_epoch_and_batch_after_every_batch() -> None:
    _, progress = train()
    assert [(p.epoch, p.batch) for p in progress] == list(itertools.product([1, 2], [1, 2, 3, 4]))
    assert {(p.epochs, p.batches) for p in progress} == {(2, 4)}


def test_fit_tells_the_mean_loss_and_accuracy_of_the_epoch() -> None:
    # A step too small to change anything, so that the means are those of the network as it was.
    network, progress = train(optimizer=SGD(1e-30))
    expected = evaluate(network, NOTEBOOK, IMAGES, LABELS)
    for last in (progress[3], progress[7]):
        assert last.loss == pytest.approx(expected.loss, rel=1e-5)
        assert last.accuracy == expected.accuracy


def test_fit_follows_the_schedule_of_the_learning_rate() -> None:
    asked: list[float] = []

    def schedule(done: float) -> float:
        asked.append(done)
        return 0.0 if done < 0.5 else 1.0

    scheduled = replace(NOTEBOOK, schedule=schedule)
    network = NOTEBOOK.build(np.random.default_rng(0), np.float32)
    initial = {name: parameter.copy() for name, parameter in network.parameters.items()}
    changed = [
        any((initial[name] != parameter).any() for name, parameter in network.parameters.items())
        for _ in fit(
            network,
            scheduled,
            IMAGES,
            LABELS,
            optimizer=SGD(0.1),
            epochs=2,
            batch_size=25,
            rng=np.random.default_rng(0),
        )
    ]
    assert asked == [0.0, 0.25, 0.5, 0.75]
    assert changed == [False, False, True, True]


@pytest.mark.parametrize(
    ("schedule", "factors"), [(constant, [1.0, 1.0, 1.0]), (linear_decay, [1.0, 0.5, 0.25])]
)
def test_a_schedule_scales_the_learning_rate(schedule: Any, factors: list[float]) -> None:
    assert [schedule(done) for done in (0.0, 0.5, 0.75)] == factors


def test_fit_learns() -> None:
    _, progress = train(epochs=30)
    assert progress[-1].loss < progress[0].loss / 10
    assert progress[-1].accuracy == 1


def test_fit_keeps_what_was_learned_when_the_loop_is_interrupted() -> None:
    network = NOTEBOOK.build(np.random.default_rng(0), np.float32)
    steps = fit(
        network,
        NOTEBOOK,
        IMAGES,
        LABELS,
        optimizer=SGD(0.1, 0.5),
        epochs=2,
        batch_size=16,
        rng=np.random.default_rng(0),
    )

    def interrupted_after_one_epoch() -> None:
        for progress in steps:
            if progress.batch == progress.batches:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted_after_one_epoch()
    learned, _ = train(epochs=1)
    for name, parameter in network.parameters.items():
        np.testing.assert_array_equal(parameter, learned.parameters[name])


@pytest.mark.parametrize("name", ["notebook", "lenet"])
def test_fit_names_the_learning_rate_when_the_loss_is_not_finite(name: str) -> None:
    documented = DOCUMENTED[name]
    network = documented.build(np.random.default_rng(0), np.float32)
    steps = fit(
        network,
        documented,
        IMAGES,
        LABELS,
        optimizer=SGD(1e30),
        epochs=1,
        batch_size=16,
        rng=np.random.default_rng(0),
    )
    with pytest.raises(DivergenceError, match=r"the learning rate, 1e\+30, is probably too high"):
        list(steps)


def test_a_step_refuses_a_loss_that_is_not_finite_though_the_output_is() -> None:
    network = NOTEBOOK.build(np.random.default_rng(0), np.float32)
    network.parameters["4.bias"][...] = [3e38, -3e38] * 5
    before = network.parameters["4.weight"].copy()
    with pytest.raises(DivergenceError, match=r"^loss is no longer finite: the learning rate"):
        train_step(network, NOTEBOOK, IMAGES, LABELS, SGD(0.1))
    np.testing.assert_array_equal(network.parameters["4.weight"], before)


def test_a_step_refuses_probabilities_that_are_nan() -> None:
    guide = DOCUMENTED["guide"]
    network = guide.build(np.random.default_rng(0), np.float32)
    network.parameters["3.bias"][0] = np.nan
    with pytest.raises(DivergenceError, match=r"^output is no longer finite: the learning rate"):
        train_step(network, guide, IMAGES, LABELS, SGD(0.1))


def test_a_step_refuses_parameters_that_it_made_infinite() -> None:
    network = NOTEBOOK.build(np.random.default_rng(0), np.float32)
    network.parameters["4.weight"][...] = 0
    with pytest.raises(DivergenceError, match=r"weight is no longer finite: the learning rate"):
        train_step(network, NOTEBOOK, IMAGES, LABELS, SGD(1e40))


@pytest.mark.parametrize("name", ["epochs", "batch_size"])
def test_fit_refuses_counts_below_one(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} must be at least 1, got 0$"):
        train(**{name: 0})


@pytest.mark.parametrize(("images", "labels"), [(3, 2), (2, 3), (0, 0)])
def test_fit_refuses_images_without_labels(images: int, labels: int) -> None:
    network = NOTEBOOK.build(np.random.default_rng(0), np.float32)
    steps = fit(
        network,
        NOTEBOOK,
        IMAGES[:images],
        LABELS[:labels],
        optimizer=SGD(0.1),
        epochs=1,
        batch_size=1,
        rng=np.random.default_rng(0),
    )
    with pytest.raises(ValueError, match=f"got {images} images and {labels} labels$"):
        next(steps)
