"""What hypothesis writes goes to the user's cache."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scratchcnn.commands.storage import VARIABLE, hypothesis_in_cache

RELU = """
import numpy as np

class ReLU:
    def forward(self, x):
        return np.maximum(x, 0)
"""


def test_the_directory_is_in_the_cache_and_only_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with hypothesis_in_cache():
        assert "scratchcnn" in Path(os.environ[VARIABLE]).parts
    assert VARIABLE not in os.environ


def test_a_directory_that_the_user_chose_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "chosen")
    with hypothesis_in_cache():
        assert os.environ[VARIABLE] == "chosen"
    assert os.environ[VARIABLE] == "chosen"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a user whose cache is in a folder of the test."""
    # Each system's place for caches follows one of these.
    places = dict.fromkeys(("XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"), str(tmp_path / "cache"))
    return {k: v for k, v in os.environ.items() if k != VARIABLE} | places


@pytest.mark.one_python
def test_a_check_leaves_nothing_where_it_is_run(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "homework.py").write_text(RELU)
    here = tmp_path / "here"
    here.mkdir()
    command = [sys.executable, "-m", "scratchcnn", "check", "../homework.py", "--budget", "1e-9"]
    done = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True)
    assert "relu" in done.stdout
    assert list(here.iterdir()) == []


def test_hypothesis_takes_the_directory_in_the_cache(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    # In a process of its own: hypothesis asks once. What is installed gives it nothing to store.
    program = """
from hypothesis.configuration import storage_directory
from scratchcnn.commands.storage import hypothesis_in_cache
with hypothesis_in_cache():
    print(getattr(storage_directory("x"), "path", storage_directory("x")))
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert (tmp_path / "cache").resolve() in Path(done.stdout.strip()).resolve().parents
