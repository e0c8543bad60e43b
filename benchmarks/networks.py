"""Training steps and an epoch of the documented networks, ours and their PyTorch twins'."""

from collections.abc import Callable, Iterator
from time import perf_counter

import numpy as np
import torch
from torch import Tensor

from benchmarks import loops
from benchmarks.layers import both
from benchmarks.results import Row, Section, against_the_faster
from benchmarks.timing import Timing, threads, timing
from reference.network import Twin, twin
from scratchcnn.datasets import Dataset
from scratchcnn.nn import Sequential
from scratchcnn.nn.network import DOCUMENTED, NOTEBOOK
from scratchcnn.ops.arguments import Array
from scratchcnn.optim import SGD
from scratchcnn.training.evaluation import evaluate
from scratchcnn.training.loop import fit, train_step

LEARNING_RATE, MOMENTUM = 0.03, 0.9
# Steps on one batch again and again: at a rate for learning its loss goes to 0, and gradients and
# velocities become subnormal numbers, which take processors many times as long.
STANDSTILL = 1e-6
BATCH = 32
NETWORKS = ("notebook", "guide", "binary", "lenet")


def twin_of(name: str, network: Sequential, learning_rate: float) -> Twin:
    """Return the PyTorch twin of a network, with its weights, in float32."""
    settings = {"learning_rate": learning_rate, "momentum": MOMENTUM}
    return twin(name, network.parameters, **settings, dtype=torch.float32)


def learn(theirs: Twin, images: Tensor, target: Tensor) -> float:
    """Take one step with a batch that is a tensor already."""
    loss = theirs.loss(theirs.model(images), target)
    theirs.optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call] # PyTorch does not declare its types
    theirs.optimizer.step()
    return loss.item()


def steps(name: str, batch: int) -> dict[str, Callable[[], object]]:
    """Return a training step of ours and one of PyTorch's on the same batch."""
    rng = np.random.default_rng(0)
    documented = DOCUMENTED[name]
    images = rng.random((batch, 1, 28, 28), np.float32)
    labels = rng.integers(0, len(documented.digits), batch)
    network = documented.build(np.random.default_rng(0), np.float32)
    theirs = twin_of(name, network, STANDSTILL)
    target = documented.encode(labels, np.float32)
    tensors = torch.tensor(images), torch.tensor(target)
    optimizer = SGD(STANDSTILL, MOMENTUM)
    return {
        "ours": lambda: train_step(network, documented, images, labels, optimizer),
        "PyTorch": lambda: learn(theirs, *tensors),
    }


def loops_step(batch: int) -> Timing:
    """Time one step of the second guide's loops."""
    rng = np.random.default_rng(0)
    filters, weight = rng.normal(size=(8, 3, 3)) / 9, rng.normal(size=(1352, 10)) / 1352
    images, labels = rng.random((batch, 28, 28)), rng.integers(0, 10, batch)
    start = perf_counter()
    loops.notebook_step(filters, weight, np.zeros(10), images, labels, 0.005)
    return Timing(1e3 * (perf_counter() - start), 0.0, 1)


def training_steps(seconds: float, batches: tuple[int, ...]) -> Section:
    """Measure one training step of every documented network."""
    rows = []
    for name in NETWORKS:
        for batch in batches:
            case = f"{name}, batch {batch}"
            own = both(case, steps(name, batch), seconds)
            if name == "notebook":
                own[0].timings["loops"] = loops_step(batch)
            rows += own
    return Section("steps", "One training step", rows)


def epoch(data: Dataset, rounds: int) -> Section:
    """Train `notebook` for one epoch, ours and PyTorch's in the same order of samples, in turn."""
    rows = []
    for count in (1, 2):
        taken: dict[str, list[float]] = {"ours": [], "PyTorch": []}
        with threads(count):
            for _ in range(rounds):
                network = NOTEBOOK.build(np.random.default_rng(0), np.float32)
                theirs = twin_of("notebook", network, LEARNING_RATE)
                ours, own_accuracy = our_epoch(network, data)
                them, their_accuracy = their_epoch(theirs, data)
                taken["ours"].append(ours)
                taken["PyTorch"].append(them)
        numbers = {"accuracy": own_accuracy, "PyTorch's": their_accuracy}
        timings = {who: timing(seconds) for who, seconds in taken.items()}
        rows.append(Row(f"{len(data.train_labels)} digits", count, timings, numbers))
    rows[-1].numbers["fastest / fastest"] = against_the_faster(rows, rows[-1].case)
    return Section("epoch", f"One epoch of MNIST, notebook, batch {BATCH}", rows)


def our_epoch(network: Sequential, data: Dataset) -> tuple[float, float]:
    """Return the seconds of one epoch and the test accuracy after it."""
    rng, optimizer = np.random.default_rng(1), SGD(LEARNING_RATE, MOMENTUM)
    images, labels = data.train_images, data.train_labels
    start = perf_counter()
    for _ in fit(
        network, NOTEBOOK, images, labels, optimizer=optimizer, epochs=1, batch_size=BATCH, rng=rng
    ):
        pass
    taken = perf_counter() - start
    return taken, evaluate(network, NOTEBOOK, data.test_images, data.test_labels).accuracy


def their_epoch(theirs: Twin, data: Dataset) -> tuple[float, float]:
    """Do the same in PyTorch, with all images in one tensor from the start."""
    images, labels = torch.tensor(data.train_images), torch.tensor(data.train_labels)
    start = perf_counter()
    for chosen in batches(len(labels)):
        learn(theirs, images[chosen], labels[chosen])
    taken = perf_counter() - start
    with torch.no_grad():
        predicted = theirs.model(torch.tensor(data.test_images)).argmax(1).numpy()
    return taken, float(np.mean(predicted == data.test_labels))


def batches(samples: int) -> Iterator[Array]:
    """Yield the batches of one epoch in the order that `fit` draws."""
    order = np.random.default_rng(1).permutation(samples)
    for start in range(0, samples, BATCH):
        yield order[start : start + BATCH]
