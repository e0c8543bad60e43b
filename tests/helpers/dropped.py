"""Dropout written in a test, loaded in this process and judged."""

import importlib.util
from pathlib import Path

from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.dropouts.judging import Dropped, dropouts
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.layer import Layer

# The usual layer, which tests change.
LAYER = """
import numpy as np
class Dropout:
    def __init__(self, p=0.5):
        self.p = p
        self.training = True
    def forward(self, x):
        if not self.training:
            return x
        self.mask = (np.random.rand(*x.shape) >= self.p) / (1 - self.p)
        return x * self.mask
    def backward(self, dout):
        return dout * self.mask
"""
ROWS = Layer("Dense", "linear", "class; rows (N, D)")


def dropped(
    folder: Path, source: str, *changes: tuple[str, str], layers: tuple[Layer, ...] = ()
) -> list[Dropped]:
    """Return what is judged of the dropout in a source, each change made in it."""
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    path = folder / "homework_of_a_test.py"
    path.write_text(source, "utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return list(dropouts(Live(module), lambda _: True, layers))


def bad(found: list[Dropped]) -> dict[tuple[str, str], str]:
    """Return the bugs, or else the status, of everything that is not right, by check and regime."""
    return {(r.check, r.regime): told(r) for one in found for r in one.results if not is_ok(r)}


def is_ok(result: Result) -> bool:
    return result.status == "ok"


def told(result: Result) -> str:
    return ", ".join(bug.id for bug in result.bugs) or result.status


def messages(found: list[Dropped]) -> str:
    """Return all that is said of what is not right."""
    return "\n".join(r.verdict.message for one in found for r in one.results if not is_ok(r))
