"""The state of a search, which makes an object once for every way of making it."""

from dataclasses import replace

import numpy as np
import pytest

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.probing.search import Search
from scratchcnn.oracle.understanding.calls.understand import understand


class Dense:
    def __init__(self, n_in, n_out):
        self.weight = np.zeros((n_in, n_out))
        self.bias = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, grad):
        self.grad_weight = self.x.T @ grad
        self.grad_bias = grad.sum(0)
        return grad @ self.weight.T


class Given(Dense):
    def __init__(self, weight, bias):
        self.weight, self.bias = weight, bias


class Counting(Live):
    """It counts how often it runs anything."""

    runs = 0

    def run(self, *args, **kwargs):
        self.runs += 1
        return super().run(*args, **kwargs)


@pytest.fixture
def known():
    def of(kind):
        runner = Counting(kind)
        (one,) = understand(runner)
        runner.runs = 0
        return runner, one.plan, one.setting

    return of


def test_an_object_that_is_made_in_the_same_way_is_made_once(known):
    runner, plan, setting = known(Dense)
    search = Search(runner)
    first, second = (search.attributes(plan, setting) for _ in range(2))
    assert first == second
    assert {tuple(one["path"]) for one in first} == {("weight",), ("bias",)}
    assert (runner.runs, search.attempts) == (1, 2)


def test_another_size_makes_another_object(known):
    runner, plan, setting = known(Dense)
    search = Search(runner)
    search.attributes(plan, setting)
    wider = np.concatenate([setting.first, setting.first], axis=1)
    weight = np.concatenate([setting.arrays["weight"]] * 2, axis=1)
    search.attributes(
        plan, replace(setting, arrays={**setting.arrays, "x": wider, "weight": weight})
    )
    assert runner.runs == 2


def test_what_carries_its_arrays_otherwise_is_looked_at_again(known):
    runner, plan, setting = known(Dense)
    search = Search(runner)
    for name in ("array", "other"):
        search.attributes(replace(plan, carrier=replace(plan.carrier, name=name)), setting)
    assert runner.runs == 2


def test_arrays_that_are_handed_over_are_looked_at_again(known):
    runner, plan, setting = known(Given)
    search = Search(runner)
    for _ in range(2):
        search.attributes(plan, setting)
    assert runner.runs == 2


def test_what_the_first_call_makes_is_looked_at_again(known):
    runner, plan, setting = known(Dense)
    search = Search(runner)
    for _ in range(2):
        search.attributes(plan.by(lazy=True), setting)
    assert runner.runs == 2
