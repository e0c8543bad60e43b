"""Homework in conventions that nobody could guess, their adapters, and how both are judged."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from time import monotonic

import pytest

from scratchcnn.oracle.cards.trials import regimes
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.checks.homework import Judge
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.judging import Settings, judge_subject
from scratchcnn.oracle.process.isolated import Homework
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.reading.sources import read
from scratchcnn.oracle.understanding.teacher.adapter_file import AdapterError, read_adapter
from scratchcnn.oracle.understanding.teacher.handwritten import ByHand, handwritten

SLIDERULE = """
import numpy as np


class Sliderule:
    def __init__(self, taps, hop=1):
        self.taps, self.hop = taps, hop

    def windows(self):
        for i in range(self.rows):
            for j in range(self.cols):
                top, left = i * self.hop, j * self.hop
                yield i, j, np.s_[top : top + self.taps["r"], left : left + self.taps["c"]]

    def gaze(self, pictures):
        self.seen = pictures
        k, h, w = self.taps["k"], *pictures.shape[:2]
        self.rows = (h - self.taps["r"]) // self.hop + 1
        self.cols = (w - self.taps["c"]) // self.hop + 1
        out = np.zeros((self.rows, self.cols, pictures.shape[2], k.shape[3]))
        for i, j, place in self.windows():
            out[i, j] = np.tensordot(pictures[place], k, ((0, 1, 3), (0, 1, 2)))
        return out

    def regret(self, blame, tell):
        to_pictures, to_taps = np.zeros_like(self.seen), np.zeros_like(self.taps["k"])
        for i, j, place in self.windows():
            to_taps += np.tensordot(self.seen[place], blame[i, j], ((2,), (0,)))
            back = np.tensordot(blame[i, j], self.taps["k"], ((1,), (3,))).transpose(1, 2, 0, 3)
            to_pictures[place] += back
        tell("pictures", to_pictures)
        tell("taps", to_taps)
"""
OF_SLIDERULE = """
OFFERS = {"conv2d": {"rectangular_kernel": True}}


def conv2d(homework, x, weight, *, stride=1):
    taps = {"r": weight.shape[2], "c": weight.shape[3], "k": weight.transpose(2, 3, 1, 0)}
    layer = homework.Sliderule(taps, hop=stride)
    out = layer.gaze(x.transpose(2, 3, 0, 1)).transpose(2, 3, 0, 1)

    def pullback(grad_out):
        told = {}
        layer.regret(grad_out.transpose(2, 3, 0, 1), told.__setitem__)
        return told["pictures"].transpose(2, 3, 0, 1), told["taps"].transpose(3, 2, 0, 1)

    return out, pullback
"""
CLIP = """
def clip(numbers):
    return numbers * (numbers > 0)


def clip_back(numbers, given):
    return given * (numbers > 0)
"""
OF_CLIP = """
def relu(homework, x):
    return homework.clip(x), lambda grad_out: homework.clip_back(x, grad_out)
"""


def written(tmp_path: Path, adapter: str) -> Path:
    """Write an adapter to a file."""
    path = tmp_path / "adapter.py"
    path.write_text(dedent(adapter), encoding="utf-8")
    return path


@contextmanager
def judged(tmp_path: Path, homework: str, adapter: str) -> Iterator[tuple[Runner, Path]]:
    """Start homework, and write its adapter."""
    (tmp_path / "homework.py").write_text(dedent(homework), encoding="utf-8")
    path = written(tmp_path, adapter)
    sources = read(tmp_path / "homework.py")
    with Homework.start(sources.sources, sources.root) as runner:
        yield runner, path


def only(tmp_path: Path, homework: str, adapter: str) -> ByHand:
    """Return the one op of an adapter."""
    with judged(tmp_path, homework, adapter) as (runner, path):
        (one,) = handwritten(runner, path)
        return one


def error(tmp_path: Path, adapter: str, homework: str = CLIP) -> str:
    """Return what is said of an adapter that cannot be used with homework."""
    with pytest.raises(AdapterError) as caught:
        only(tmp_path, homework, adapter)
    return str(caught.value)


def unreadable(tmp_path: Path, adapter: str) -> str:
    """Return what is said of an adapter that cannot be read."""
    with pytest.raises(AdapterError) as caught:
        read_adapter(written(tmp_path, adapter))
    return str(caught.value)


def offer(tmp_path: Path, adapter: str) -> Offer:
    """Return what the first function of an adapter offers."""
    return read_adapter(written(tmp_path, adapter)).functions[0].offer


def bad_checks(one: ByHand, examples: int = 2) -> set[tuple[str, str]]:
    """Return which checks fail, and in which regimes."""
    assert one.subject is not None
    judge = Judge(one.subject)
    found = {
        (finding.check, regime)
        for regime in regimes(one.subject.op, one.subject.offer)
        for finding in judge.examine(regime, examples)
        if finding.bad
    }
    found |= {(finding.check, finding.regime) for finding in judge.again(()) if finding.bad}
    judge.close()
    return found


def results(one: ByHand, *checks: str) -> list[Result]:
    """Judge one op."""
    assert one.subject is not None
    return list(judge_subject(one.subject, Settings(checks=checks), monotonic()))
