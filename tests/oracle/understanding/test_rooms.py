"""The rooms of `understanding`: each imports those below it, and those that run nothing say so."""

import ast
from pathlib import Path

import pytest

from scratchcnn.oracle import understanding

ROOT = Path(understanding.__path__[0])
NAME = understanding.__name__
# From below; `layer` is data that all rooms may hand on.
ROOMS = ("names", "carriers", "signatures", "protocols", "plans", "calls", "teacher")
RUNNING = ("plans", "calls", "teacher")
# What the parts of a path are called: data, which runs nothing.
MARKS = "scratchcnn.oracle.process.worker.answering.marks"


def imported(path):
    """Return the modules that a file imports names from."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_no_room_above_it(room):
    above = tuple(f"{NAME}.{other}." for other in ROOMS[ROOMS.index(room) + 1 :])
    for path in (ROOT / room).rglob("*.py"):
        wrong = {module for module in imported(path) if f"{module}.".startswith(above)}
        assert not wrong, f"{path.name} of `{room}` asks rooms above it; what both need moves down"


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in RUNNING])
def test_what_only_says_how_runs_nothing(room):
    for path in (ROOT / room).rglob("*.py"):
        running = {module for module in imported(path) if ".process" in (module or "")}
        assert running <= {MARKS}, f"{path.name} of `{room}` is not to be given what runs homework"


def test_every_room_is_listed():
    assert sorted(path.parent.name for path in ROOT.glob("*/__init__.py")) == sorted(ROOMS)
