"""A class in which everybody attacks is graded; nobody gets away with it, nobody else is hurt."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import bombs
import cheats
import files
import forgers
import pytest
import thieves
from around import complaints, descendants_of_this, everything_below, left_over
from submission import RELU, Hostile

from scratchcnn.oracle.process.worker.confinement.namespaces import adopt_orphans

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of Linux"),
]

WRONG = RELU.replace("np.maximum", "np.minimum")
HONEST = {"ann": Hostile(RELU, "ok"), "bob": Hostile(WRONG, "wrong")}


@pytest.fixture
def grader(tmp_path: Path) -> Iterator[tuple[Path, dict[str, Hostile]]]:
    """A grader's folder, full of submissions and of what they look for, and what to expect."""
    folder = tmp_path / "submissions"
    folder.mkdir()
    secret = tmp_path / "secret.txt"
    for name in ("secret.txt", "adapter.py", "points.toml"):
        (tmp_path / name).write_text(f"# {thieves.SECRET}\n")
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_UNIX) as local,
        socket.socket(socket.AF_UNIX) as named,
    ):
        port = server.getsockname()[1]
        local.bind(f"\0{thieves.SECRET}-{port}")
        local.listen()
        named.bind(str(tmp_path / "socket"))
        named.listen()
        stealing = thieves.submissions(str(tmp_path), port)
        python = HONEST | bombs.SUBMISSIONS | forgers.SUBMISSIONS | stealing | cheats.SUBMISSIONS
        all_of_them = {f"{name}.py": one for name, one in python.items()} | files.FILES
        for name, one in all_of_them.items():
            content = one.content if isinstance(one.content, bytes) else one.content.encode()
            (folder / name).write_bytes(content)
        yield tmp_path, all_of_them | files.archives(folder) | files.odd_things(folder, secret)


def path_without_bubblewrap(place: Path) -> str:
    """Return a PATH on which there is everything but bubblewrap."""
    place.mkdir()
    for name in ("sh", "sleep", "touch"):
        found = shutil.which(name)
        assert found is not None
        (place / name).symlink_to(found)
    return str(place)


@pytest.mark.parametrize("isolation", ["bubblewrap", "namespaces"])
def test_everybody_gets_the_verdict_that_is_his(
    grader: tuple[Path, dict[str, Hostile]], isolation: str
) -> None:
    place, expected = grader
    if isolation == "bubblewrap" and shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed")
    path = os.environ["PATH"]
    if isolation == "namespaces":
        path = path_without_bubblewrap(place / "bin")
    before, temporary = everything_below(place), place / "tmp"
    temporary.mkdir()
    # Whatever loses its parent from now on is found here.
    adopt_orphans()
    processes = descendants_of_this()
    command = [sys.executable, "-m", "scratchcnn", "grade", str(place / "submissions")]
    limits = ["--timeout", "6", "--budget", "20", "--output", str(place / "results")]
    environment = {**os.environ, "PATH": path, "TMPDIR": str(temporary), "SECRET": thieves.SECRET}
    done = subprocess.run(
        [*command, *limits], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    found = list(complaints(place / "results", expected))
    assert found == [], "\n".join(found)
    assert left_over(processes) == []
    assert everything_below(place) == before
    assert list(temporary.iterdir()) == []


WRITTEN = [f"{place}/{thieves.WRITTEN}" for place in thieves.PLACES]
# They have nothing to take away, or could harm whoever has to live beside them.
BARRED_ANYWHERE = ("signal", "answers", "hard link")


@pytest.mark.parametrize(
    "name", [name for name in thieves.submissions("", 0) if not name.startswith(BARRED_ANYWHERE)]
)
def test_a_thief_whom_nothing_stops_steals(
    grader: tuple[Path, dict[str, Hostile]], name: str
) -> None:
    place, expected = grader
    one = expected[f"{name}.py"]
    assert isinstance(one.content, str)
    program = f"{one.content}\nrelu(np.ones(1))"
    environment = {**os.environ, "SECRET": thieves.SECRET}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    for path in WRITTEN:
        Path(path).unlink(missing_ok=True)
    assert "AssertionError: stolen" in done.stderr
