"""How a worker process is started."""

import shutil
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from scratchcnn.oracle.process import child


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the worker's package that was never compiled."""
    copy = tmp_path / "worker"
    shutil.copytree(child.WORKER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(child, "WORKER", copy)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    return copy


def test_the_code_of_workers_is_compiled_before_they_need_it(
    worker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    child.compile_ahead.__wrapped__()
    assert all(Path(cache_from_source(str(one))).is_file() for one in worker.rglob("*.py"))


def test_nothing_is_compiled_where_python_may_not_keep_it(
    worker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    child.compile_ahead.__wrapped__()
    assert not list(worker.rglob("*.pyc"))


def test_a_folder_that_cannot_be_written_to_is_left_as_it_is(
    worker: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for folder in (worker, *filter(Path.is_dir, worker.rglob("*"))):
        # A file in its place lets no one make the folder, whoever that is.
        (folder / "__pycache__").touch()
    child.compile_ahead.__wrapped__()
    assert not list(worker.rglob("*.pyc"))
    assert capfd.readouterr() == ("", "")


def test_what_numba_compiles_it_does_not_make_fast() -> None:
    assert child.environment("/")["NUMBA_OPT"] == "0"
