"""Engines whose backward pass starts from ones."""

import numpy as np

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.engines.bare import bare_engines
from scratchcnn.oracle.understanding.calls.engines.layers import sure_of_their_start


class Num:
    """Single numbers, whose gradients have a name that says nothing."""

    def __init__(self, value, before=()):
        self.value, self.q, self.before = value, 0.0, before

    def __mul__(self, other):
        return Num(self.value * other.value, ((self, other.value), (other, self.value)))

    def backward(self):
        self.q = 1.0
        self.walk(1.0)

    def walk(self, part):
        for one, factor in self.before:
            one.q += factor * part
            one.walk(factor * part)


class Arrays:
    """Arrays, whose backward pass takes no gradient and starts from ones."""

    def __init__(self, data, before=()):
        self.data, self.before = np.asarray(data, float), before
        self.grad = np.zeros_like(self.data)

    def __mul__(self, other):
        return Arrays(self.data * other.data, ((self, other.data), (other, self.data)))

    def backward(self):
        self.grad = np.ones_like(self.data)
        self.walk()

    def walk(self):
        for one, factor in self.before:
            one.grad = one.grad + self.grad * factor
            one.walk()


class Counting(Num):
    """A class that has the numbers of the other operand before the backward pass, and no more."""

    def __mul__(self, other):
        self.q = other.value
        return Counting(self.value * other.value)

    def backward(self):
        pass


def found(kind):
    runner = Live(kind)
    return list(bare_engines(runner, runner.definitions, set()))


def test_a_gradient_of_any_name_is_known_by_what_comes_to_it():
    (one,) = found(Num)
    assert one.graph.gradient == ("q",)


def test_what_was_there_before_the_backward_pass_is_no_gradient():
    assert not found(Counting)


def test_layers_of_arrays_are_started_from_the_product_with_the_gradient():
    runner = Live(Arrays)
    (one,) = sure_of_their_start(runner, found(Arrays))
    assert (one.graph.start, one.graph.form) == ("backward", "scaled")


def test_what_can_only_start_from_ones_judges_no_layers():
    class Added(Arrays):
        def __mul__(self, other):
            raise TypeError("only sums")

        def __add__(self, other):
            return Added(self.data + other.data, ((self, 1.0), (other, 1.0)))

    runner = Live(Added)
    assert not list(sure_of_their_start(runner, found(Added)))


class WithSlopes(Num):
    """Every operand keeps the slope of the operation that used it beside its gradient."""

    def __init__(self, value, before=()):
        super().__init__(value, before)
        self.p = 0.0

    def __mul__(self, other):
        return WithSlopes(self.value * other.value, ((self, other.value), (other, self.value)))

    def walk(self, part):
        for one, factor in self.before:
            one.p = factor
            one.q += factor * part
            one.walk(factor * part)


def test_the_slope_of_an_operation_is_no_gradient():
    (one,) = found(WithSlopes)
    assert one.graph.gradient == ("q",)
