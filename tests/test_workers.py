"""How many processes the tests are shared out to."""

import os
from types import SimpleNamespace

import pytest

NAMED = "tests/ops/test_pool.py::test_ties"


@pytest.mark.parametrize(
    ("cores", "arguments", "workers"),
    [
        (1, ["tests"], 0),
        (2, ["tests"], 2),
        (64, ["tests"], 8),
        (2, ["tests/ops/test_pool.py"], 2),
        (2, [NAMED], 0),
        (2, [NAMED, "tests/ops"], 2),
    ],
)
@pytest.mark.parametrize("has_affinity", [True, False])
def test_there_is_one_for_each_core_and_none_for_a_test_that_is_named(
    cores: int,
    arguments: list[str],
    workers: int,
    has_affinity: bool,
    pytestconfig: pytest.Config,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PYTEST_XDIST_AUTO_NUM_WORKERS", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    if has_affinity:
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    auto = pytestconfig.hook.pytest_xdist_auto_num_workers
    assert auto(config=SimpleNamespace(args=arguments)) == workers


def test_the_variable_of_pytest_xdist_has_the_last_word(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_AUTO_NUM_WORKERS", "3")
    auto = pytestconfig.hook.pytest_xdist_auto_num_workers
    assert auto(config=SimpleNamespace(args=[NAMED])) == 3
