"""What `pytest` runs where nothing is named, and what it runs of what is."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
NAMED = pytest.Config.ArgsSource.ARGS
UNNAMED = pytest.Config.ArgsSource.TESTPATHS


@pytest.fixture
def conftest(pytestconfig: pytest.Config) -> Any:
    return pytestconfig.pluginmanager.get_plugin(str(CONFTEST))


@pytest.fixture
def default(pytestconfig: pytest.Config) -> str:
    """The expression of marks that pyproject.toml has."""
    words = pytestconfig.getini("addopts")
    return str(words[words.index("-m") + 1])


def config_of(expression: str, source: Any, **more: Any) -> Any:
    return SimpleNamespace(option=SimpleNamespace(markexpr=expression), args_source=source, **more)


def test_what_goes_into_depth_exists(conftest: Any) -> None:
    assert [path for path in conftest.IN_DEPTH if not path.exists()] == []


def test_where_nothing_is_named_what_goes_into_depth_is_left_out(
    conftest: Any, default: str
) -> None:
    config = config_of(default, UNNAMED)
    conftest.pytest_configure(config)
    assert config.option.markexpr == default
    assert all(conftest.pytest_ignore_collect(path, config) for path in conftest.IN_DEPTH)
    assert conftest.pytest_ignore_collect(CONFTEST.parent / "ops", config) is None


def test_what_is_named_is_run_whole(conftest: Any, default: str) -> None:
    config = config_of(default, NAMED)
    conftest.pytest_configure(config)
    assert config.option.markexpr == "not full_mnist and not slow and not exhaustive"
    assert not any(conftest.pytest_ignore_collect(path, config) for path in conftest.IN_DEPTH)


def test_a_worker_runs_what_it_is_told(conftest: Any, default: str) -> None:
    config = config_of(default, NAMED, workerinput={})
    conftest.pytest_configure(config)
    assert config.option.markexpr == default


def test_marks_that_are_asked_for_are_found_everywhere(conftest: Any) -> None:
    config = config_of("slow", UNNAMED)
    conftest.pytest_configure(config)
    assert config.option.markexpr == "slow"
    assert not any(conftest.pytest_ignore_collect(path, config) for path in conftest.IN_DEPTH)
