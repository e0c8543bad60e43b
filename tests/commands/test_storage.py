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


def test_a_check_leaves_nothing_where_it_is_run(tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(RELU)
    here, cache = tmp_path / "here", tmp_path / "cache"
    here.mkdir()
    # Each system's place for caches follows one of these.
    places = dict.fromkeys(("XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"), str(cache))
    environment = {k: v for k, v in os.environ.items() if k != VARIABLE} | places
    command = [sys.executable, "-m", "scratchcnn", "check", "../homework.py", "--budget", "1e-9"]
    done = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True)
    assert "relu" in done.stdout
    assert list(here.iterdir()) == []
    assert list(cache.rglob("hypothesis"))
