"""Functions behind a decorator of the homework's own are judged as they are called."""

from pathlib import Path

import pytest

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_target

DECORATOR = """
import functools
import numpy as np

def counted(function):
    @functools.wraps(function)
    def wrapper(TAKEN):
        return function(PASSED)
    return wrapper
"""
RELU = """
@counted
def relu_forward(x):
    return np.maximum(x, 0), x

@counted
def relu_backward(dout, cache):
    return dout * (cache > 0)
"""
POOL = """
@counted
def max_pool(x, size=2, stride=2):
    n, c, h, w = x.shape
    oh, ow = (h - size) // stride + 1, (w - size) // stride + 1
    out = np.zeros((n, c, oh, ow))
    for i, j in np.ndindex(oh, ow):
        part = x[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
        out[:, :, i, j] = part.max(axis=(2, 3))
    return out

@counted
def max_pool_backward(dout, x, size=2, stride=2):
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*dout.shape):
        part = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        r, s = np.unravel_index(part.argmax(), part.shape)
        dx[n, c, i * stride + r, j * stride + s] += dout[n, c, i, j]
    return dx
"""


def judged(folder: Path, source: str, taken: str, passed: str) -> Report:
    path = folder / "homework.py"
    head = DECORATOR.replace("TAKEN", taken).replace("PASSED", passed)
    path.write_text(head + source, "utf-8")
    return judge_target(str(path), Settings(budget=0))


@pytest.mark.parametrize(
    ("taken", "passed"),
    [("*args", "*args"), ("*args, **kwargs", "*args, **kwargs"), ("x, *rest", "x, *rest")],
)
def test_both_passes_are_called_by_position(tmp_path: Path, taken: str, passed: str) -> None:
    report = judged(tmp_path, RELU, taken, passed)
    assert report.verdict == "ok"
    assert {r.check for r in report} >= {"forward", "grad_x"}


CONVERTING = ("*arrays, **options", "*[np.asarray(a, float) for a in arrays], **options")


def test_what_has_a_default_is_an_option_and_handed_over_as_one(tmp_path: Path) -> None:
    report = judged(tmp_path, POOL, *CONVERTING)
    assert report.verdict == "ok"
    assert {"stride", "overlap"} <= {r.regime for r in report}


def test_a_stride_that_is_ignored_behind_a_decorator_is_found(tmp_path: Path) -> None:
    wrong = POOL.replace("dx[n, c, i * stride + r, j * stride", "dx[n, c, i * size + r, j * size")
    report = judged(tmp_path, wrong, *CONVERTING)
    assert {r.check for r in report if r.status == "wrong"} == {"grad_x"}
