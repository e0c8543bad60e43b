"""A Tensor of the homework's own, and what is said of layers that compute with it."""

import numpy as np

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.target import judge_runner


class Tensor:
    def __init__(self, data):
        if not isinstance(data, np.ndarray):
            raise TypeError("a Tensor is made of an array")
        self.data = data
        self.grad = None
        self.pull = None

    def backward(self, grad):
        self.pull(grad.data)
        return self


def verdicts(target):
    """Return what is said of every check that failed."""
    report = judge_runner("homework", Live(target, Tensor), Settings(budget=0))
    assert report.error is None
    return {one.check: one.verdict.message for one in report.results if not one.verdict.ok}
