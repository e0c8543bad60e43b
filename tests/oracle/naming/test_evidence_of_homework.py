"""Names of bugs are those that are there: seen on whole layers."""

import sys

import numpy as np
import pytest
from judged_in_process import judged

pytestmark = pytest.mark.usefixtures("few_cases")


def bugs(report):
    return {bug.id for result in report for bug in result.bugs}


class Convolution:
    """A right convolution; what may go wrong is in the tests."""

    def __init__(self, in_channels, out_channels, kernel_size, padding=0):
        self.k, self.p = kernel_size, padding
        self.W = np.ones((out_channels, in_channels, kernel_size, kernel_size))
        self.b = np.zeros(out_channels)

    def forward(self, x):
        p = self.p
        self.x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        windows = np.lib.stride_tricks.sliding_window_view(self.x, (self.k, self.k), (2, 3))
        return np.einsum("nchwkl,fckl->nfhw", windows, self.W) + self.b[:, None, None]

    def backward(self, dout):
        windows = np.lib.stride_tricks.sliding_window_view(self.x, (self.k, self.k), (2, 3))
        self.dW = np.einsum("nchwkl,nfhw->fckl", windows, dout)
        self.db = self.bias_gradient(dout)
        dx = np.zeros_like(self.x)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                taps = np.einsum("nf,fckl->nckl", dout[:, :, i, j], self.W)
                dx[:, :, i : i + self.k, j : j + self.k] += taps
        p = self.p
        return dx[:, :, p : dx.shape[2] - p, p : dx.shape[3] - p]

    def bias_gradient(self, dout):
        return dout.sum((0, 2, 3))


def test_an_exception_of_the_bias_is_no_bug_of_the_padding():
    class Conv2d(Convolution):
        def bias_gradient(self, dout):
            found = np.zeros(len(self.W))
            for n in range(len(dout)):
                found[n] += dout[n].sum()
            return found

    report = judged(Conv2d)
    assert not report
    assert bugs(report) <= {"bias-missing"}


def test_what_a_layer_leaves_by_exit_counts_neither_for_nor_against_a_bug():
    def conv2d(img, filters):
        k = filters.shape[1]
        if k % 2 == 0:
            sys.exit()
        windows = np.lib.stride_tricks.sliding_window_view(img, (k, k))
        return np.einsum("hwkl,fkl->fhw", windows, filters[:, ::-1, ::-1])

    report = judged(conv2d)
    assert bugs(report) == {"kernel-flipped"}


def test_a_layer_that_is_right_where_it_does_not_leave_is_right():
    def conv2d(img, filters):
        k = filters.shape[1]
        if k % 2 == 0:
            sys.exit()
        windows = np.lib.stride_tricks.sliding_window_view(img, (k, k))
        return np.einsum("hwkl,fkl->fhw", windows, filters)

    statuses = {result.status for result in judged(conv2d)}
    assert "ok" in statuses
    assert statuses <= {"ok", "unsupported"}


def test_a_bug_that_shows_without_a_kink_is_shown_without_one():
    class LeakyReLU:
        def __init__(self, negative_slope=0.3):
            self.slope = negative_slope

        def forward(self, x):
            self.x = x
            return np.where(x > 0, x, self.slope * x)

        def backward(self, grad):
            return np.where(self.x > 0, grad, 0.0)

    shown = [one.counterexample for one in judged(LeakyReLU) if one.counterexample is not None]
    assert shown
    assert all((trial.arrays["x"] < 0).any() for trial in shown)


def test_one_mistake_that_is_differentiated_rightly_is_one():
    def sigmoid(x):
        return 1 / (1 + np.exp(x))

    class Sigmoid:
        def forward(self, x):
            self.out = sigmoid(x)
            return self.out

        def backward(self, grad):
            return -grad * self.out * (1 - self.out)

    wrong = {result.check for result in judged(Sigmoid) if result.status == "wrong"}
    assert wrong == {"forward"}


def test_a_bug_that_explains_one_regime_is_no_name_where_others_have_no_explanation():
    class MaxPool2d:
        def __init__(self, kernel_size, stride):
            self.k, self.s = kernel_size, stride

        def forward(self, x):
            self.x, shape = x, (self.k, self.k)
            windows = np.lib.stride_tricks.sliding_window_view(x, shape, (2, 3))
            self.out = windows[:, :, :: self.s, :: self.s].max((4, 5))
            return self.out

        def backward(self, dout):
            dx, ties = np.zeros_like(self.x), False
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    rows, columns = (slice(n * self.s, n * self.s + self.k) for n in (i, j))
                    mask = self.x[:, :, rows, columns] == self.out[:, :, i : i + 1, j : j + 1]
                    ties |= bool((mask.sum((2, 3)) > 1).any())
                    dx[:, :, rows, columns] += mask * dout[:, :, i : i + 1, j : j + 1]
            return dx if ties else dx * 1.2345

    report = judged(MaxPool2d)
    assert {result.regime for result in report if result.status == "wrong"} >= {"ties", "basic"}
    assert bugs(report) == set()
