"""What every test runs under: a worker for each core, a hypothesis profile, and one thread."""

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from threadpoolctl import threadpool_limits

# No deadline: the first backward pass of PyTorch in a process takes as long as many tests.
# Nothing is random but in `thorough`, so that a red test stays red until it is mended.
settings.register_profile("dev", max_examples=4, deadline=None, derandomize=True, database=None)
settings.register_profile("more", parent=settings.get_profile("dev"), max_examples=15)
settings.register_profile(
    "thorough",
    max_examples=1000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

# What judges homework: of the oracle all but what draws cases and checks ops. It takes most of the
# time.
ORACLE = Path(__file__).with_name("oracle")
OF_OPS = ("cases", "checks")
# What pyproject.toml has to end the expression of marks with, so that this file can take it off.
# Any other expression stays what it is.
LEFT_OUT = " and not one_python"

# Every worker imports PyTorch for itself: beyond this many, that is most of their work.
MOST_WORKERS = 8


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Return how many workers `-n auto` starts, which is what `pytest` does unless told otherwise.

    Tests that are named one by one run in this process: that is quicker, and a debugger finds them.
    """
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None  # pytest-xdist itself reads it.
    if all("::" in arg for arg in config.args):
        return 0
    affinity = getattr(os, "sched_getaffinity", None)  # macOS and Windows have none.
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(cores, MOST_WORKERS) if cores > 1 else 0


def pytest_configure(config: pytest.Config) -> None:
    """Leave nothing out of what is named: a folder, a file or a test."""
    # A worker of pytest-xdist has the same arguments, and so decides the same.
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        config.option.markexpr = config.option.markexpr.removesuffix(LEFT_OUT)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what judges homework, where neither tests nor marks are asked for by name."""
    unasked = config.option.markexpr.endswith(LEFT_OUT)
    of_homework = collection_path.parent == ORACLE and collection_path.name not in OF_OPS
    return True if unasked and of_homework else None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option by which some Pythons run a part of the tests."""
    parser.addoption(
        "--third",
        type=int,
        choices=range(3),
        help="run one of three thirds, which are drawn by lot",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the other thirds, if one is asked for; the tests drawn by lot come last."""
    items.sort(key=lambda one: one.get_closest_marker("by_lot") is not None)
    number = config.getoption("--third")
    if number is not None:
        from lots import third_of

        others = [third_of(items, other) for other in range(3) if other != number]
        config.hook.pytest_deselected(items=[one for third in others for one in third])
        items[:] = third_of(items, number)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what was drawn by lot, once CI has no time for more."""
    from lots import skip_if_time_is_up

    skip_if_time_is_up(item, os.environ.get("SCRATCHCNN_UNTIL", ""), time.time())


def pytest_collection_finish() -> None:
    """Let the garbage collector look no more at what was imported and collected: it all stays."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def few_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge homework on a few cases, where it does not matter how many there are."""
    monkeypatch.setattr("scratchcnn.oracle.judging.MINIMUM", 4)
    monkeypatch.setattr("scratchcnn.oracle.checks.homework.SHRINKING", 30)


@pytest.fixture
def not_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not make counterexamples smaller, where nobody looks at them."""
    monkeypatch.setattr("scratchcnn.oracle.checks.homework.SHRINKING", 1)


@pytest.fixture
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train without pictures: they are looked at elsewhere, and take longer than all else here."""
    monkeypatch.setattr("scratchcnn.training.run_pictures.draw", lambda *_: None)


@pytest.fixture
def few_digits(no_pictures: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the sample so small that an epoch takes no time: 4 batches of 16."""
    images = np.random.default_rng(0).random((64, 1, 28, 28)).astype(np.float32)
    digits = SimpleNamespace(
        train_images=images,
        train_labels=np.arange(64) % 10,
        test_images=images[:20],
        test_labels=np.arange(20) % 10,
    )
    monkeypatch.setattr("scratchcnn.datasets.load", lambda name: digits)


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Small arrays gain nothing from threads, and float32 results depend on how many there are."""
    with threadpool_limits(1):
        yield
