"""What `pytest` runs where nothing is named, and what it runs of what is."""

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

TESTS = Path(__file__).parent
NAMED = pytest.Config.ArgsSource.ARGS
UNNAMED = pytest.Config.ArgsSource.TESTPATHS
OF_HOMEWORK = [TESTS / "oracle" / name for name in ("naming", "process", "test_target.py")]
OF_OPS = [
    TESTS / name for name in ("ops", "oracle", "oracle/cases", "oracle/checks", "test_cli.py")
]


@pytest.fixture
def conftest(pytestconfig: pytest.Config) -> Any:
    return pytestconfig.pluginmanager.get_plugin(str(TESTS / "conftest.py"))


@pytest.fixture
def default(pytestconfig: pytest.Config) -> str:
    """The expression of marks that pyproject.toml has."""
    words = pytestconfig.getini("addopts")
    return str(words[words.index("-m") + 1])


def config_of(expression: str, source: Any) -> Any:
    return SimpleNamespace(option=SimpleNamespace(markexpr=expression), args_source=source)


def left_out(conftest: Any, config: Any) -> list[Path]:
    paths = [*OF_HOMEWORK, *OF_OPS]
    assert [path for path in paths if not path.exists()] == []
    return [path for path in paths if conftest.pytest_ignore_collect(path, config)]


def test_where_nothing_is_named_what_judges_homework_is_left_out(
    conftest: Any, default: str
) -> None:
    config = config_of(default, UNNAMED)
    conftest.pytest_configure(config)
    assert config.option.markexpr == default
    assert left_out(conftest, config) == OF_HOMEWORK


def test_what_is_named_is_run_whole(conftest: Any, default: str) -> None:
    config = config_of(default, NAMED)
    conftest.pytest_configure(config)
    assert config.option.markexpr == "not full_mnist and not slow and not exhaustive"
    assert left_out(conftest, config) == []


def test_another_expression_of_marks_stays_what_it_is(conftest: Any) -> None:
    config = config_of("not one_python and not slow", NAMED)
    conftest.pytest_configure(config)
    assert config.option.markexpr == "not one_python and not slow"
    assert left_out(conftest, config) == []


@pytest.mark.one_python
def test_workers_run_what_their_controller_does(pytestconfig: pytest.Config) -> None:
    # All of them are handed the same arguments.
    named = str(TESTS / "oracle" / "reading" / "test_sources.py")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "2",
        "-q",
        "-c",
        str(pytestconfig.inipath),
        named,
    ]
    done = subprocess.run(command, cwd=TESTS.parent, capture_output=True, text=True, check=False)
    assert re.search(r"^[1-9]\d* passed", done.stdout, re.MULTILINE), done.stdout


def test_marks_that_are_asked_for_are_found_everywhere(conftest: Any) -> None:
    config = config_of("slow", UNNAMED)
    conftest.pytest_configure(config)
    assert config.option.markexpr == "slow"
    assert left_out(conftest, config) == []
