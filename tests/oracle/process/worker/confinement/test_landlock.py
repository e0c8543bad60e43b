import json
import subprocess
import sys
from pathlib import Path

import pytest

from scratchcnn.oracle.process.worker.confinement import landlock

TRIES = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from worker.confinement.landlock import restrict
root = sys.argv[2]

def attempt(what):
    try:
        return bool(what()) or True
    except OSError:
        return False

version = restrict([f"{root}/read", "/absent"], [f"{root}/list"], [f"{root}/write"])
print(json.dumps({
    "read": attempt(lambda: os.listdir(f"{root}/read") and open(f"{root}/read/file").read()),
    "write to what is read": attempt(lambda: open(f"{root}/read/file", "a")),
    "list": attempt(lambda: os.listdir(f"{root}/list")),
    "read what is listed": attempt(lambda: open(f"{root}/list/file")),
    "write": attempt(lambda: open(f"{root}/write/new", "w")),
    "read another": attempt(lambda: open(f"{root}/other/file")),
    "link another": attempt(lambda: os.link(f"{root}/other/file", f"{root}/write/link")),
    "follow a link": attempt(lambda: open(f"{root}/write/symbolic").read()),
    "signal": attempt(lambda: os.kill(os.getppid(), 0)),
}))
"""


def has_landlock() -> bool:
    """Return whether this system can hide files."""
    try:
        return landlock.version() > 0
    except OSError:
        return False


@pytest.mark.skipif(not has_landlock(), reason="of Linux with Landlock")
def test_only_what_is_allowed_can_be_reached(tmp_path: Path) -> None:
    for name in ("read", "list", "write", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("text")
    (tmp_path / "write/symbolic").symlink_to(tmp_path / "other/file")
    # The worker's package by itself, for the judge's would load PyTorch.
    oracle = Path(landlock.__file__).parents[2]
    command = [sys.executable, "-c", TRIES, str(oracle), str(tmp_path)]
    # With all that it needs in memory already, for it cannot read that any more.
    process = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(process.stdout)
    assert {name for name, possible in found.items() if possible} - {"signal"} == {
        *("read", "list", "write")
    }
    assert found["signal"] == (landlock.version() < 6)


def test_a_kernel_without_it_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(OSError, match="only Linux"):
        landlock.version()
