"""What mutation runs change of the tests: a pytest plugin that only mutmut loads."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

# The same examples each time and no deadline, for luck and load must not decide whether a mutant
# lives. No shrinking: a kill needs a failing example, not a small one.
settings.register_profile(
    "mutation",
    max_examples=4,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
# The tests that take most of the time: every op's, beside its twin.
OF_ALL_OPS = "test_against_reference.py"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the ops of whose file nothing is mutated: all tests run twice before any mutant."""
    from scratchcnn import ops

    assert config.inipath is not None
    mutated = patterns(config.inipath.read_text("utf-8"))
    items[:] = [
        item
        for item in items
        if item.path.name != OF_ALL_OPS
        or is_mutated(getattr(ops, item.callspec.params["name"]), mutated)
    ]


def patterns(pyproject: str) -> list[str]:
    """Return the patterns of the files that are mutated."""
    import tomllib

    only: list[str] = tomllib.loads(pyproject)["tool"]["mutmut"]["only_mutate"]
    return only


def is_mutated(function: Callable[..., Any], mutated: list[str]) -> bool:
    """Return whether anything is mutated in the file that a function is from."""
    source = f"{function.__module__.replace('.', '/')}.py"
    return any(fnmatchcase(source, pattern) for pattern in mutated)
