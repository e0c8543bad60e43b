"""The operators of an engine are judged where they compute, and where it is they that are wrong."""

import numpy as np
import pytest
from engine_of_arrays import Tensor

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.target import judge_runner
from scratchcnn.oracle.understanding.calls.understand import understand

PLAIN = {"engine_add", "engine_mul"}
ALL = PLAIN | {"used_twice", "factor_used_twice", "broadcast_add", "broadcast_mul", "diamond"}


class FromOnes(Tensor):
    def backward(self):
        super().backward(np.ones_like(self.data))


class Value(FromOnes):
    """Single numbers alone."""

    def __init__(self, data):
        super().__init__(float(data))


class Doubled(Tensor):
    """Its product is wrong, wherever it is used."""

    def __mul__(self, other):
        return self.made(self.data * other.data, (self, 2 * other.data), (other, self.data))


class OfOneShape(Tensor):
    """It refuses to broadcast."""

    def made(self, data, *inputs):
        if any(one.data.shape != data.shape for one, _ in inputs):
            raise ValueError("shapes differ")
        return super().made(data, *inputs)

    def __add__(self, other):
        return super().__add__(other)

    def __mul__(self, other):
        return super().__mul__(other)


class NotSummed(Tensor):
    def take(self, grad):
        self.grad = self.grad + grad


class Unsummed:
    """An operand whose gradient is added as it comes."""

    def __init__(self, tensor):
        self.tensor, self.inputs = tensor, ()

    def take(self, grad):
        self.tensor.grad = self.tensor.grad + grad


class ProductNotSummed(Tensor):
    def __mul__(self, other):
        factors = (Unsummed(self), other.data), (Unsummed(other), self.data)
        return self.made(self.data * other.data, *factors)


class Explicit(NotSummed):
    def broadcast_to(self, shape):
        return self.made(np.broadcast_to(self.data, shape), (self, 1))


class Overwriting(Tensor):
    def take(self, grad):
        self.grad = np.zeros_like(self.data)
        super().take(grad)


class OverwritingValue(Value):
    def take(self, grad):
        self.grad = grad


def understood(kind):
    """Return the ops that are understood of the operators of an engine."""
    return {one.op for one in understand(Live(kind)) if one.plan is not None}


def named(*kinds):
    """Return the ids of the bugs that are found, by the op."""
    report = judge_runner("homework", Live(*kinds), Settings(budget=0))
    return {one.op: one.bugs[0].id for one in report if one.status == "wrong" and one.bugs}


@pytest.mark.parametrize("kind", [Tensor, FromOnes])
def test_every_expression_of_an_engine_of_arrays_is_judged(kind):
    assert understood(kind) == ALL
    assert judge_runner("homework", Live(kind), Settings(budget=0)).verdict == "ok"


def test_single_numbers_are_not_broadcast():
    assert understood(Value) == PLAIN | {"used_twice", "factor_used_twice", "diamond"}


def test_a_product_that_is_wrong_by_itself_says_nothing_of_the_graph():
    assert understood(Doubled) == PLAIN | {"used_twice", "broadcast_add", "diamond"}


def test_what_raises_is_not_supported_and_no_fault():
    assert all(one.plan is not None for one in understand(Live(OfOneShape)))
    assert understood(OfOneShape) == PLAIN | {"used_twice", "factor_used_twice", "diamond"}


def test_a_gradient_in_the_shape_of_the_other_operand_is_named():
    assert named(ProductNotSummed) == {"broadcast_mul": "broadcast-not-summed"}


def test_an_engine_that_sums_no_gradient_back_may_be_meant_for_one_shape():
    report = judge_runner("homework", Live(NotSummed), Settings(budget=0))
    assert not [one for one in report if one.status == "wrong"]
    assert "no operation of it sums their gradients back" in str(report.error)


def test_an_engine_that_says_of_broadcasting_sums_it_back():
    def sum_to_shape(grad, shape):
        """Undo the broadcasting of NumPy."""
        return grad

    found = named(NotSummed, sum_to_shape)
    assert found == dict.fromkeys(("broadcast_add", "broadcast_mul"), "broadcast-not-summed")


def test_where_broadcasting_is_an_operation_of_its_own_operators_need_not_sum():
    assert understood(Explicit) == PLAIN | {"used_twice", "factor_used_twice", "diamond"}


@pytest.mark.parametrize("kind", [Overwriting, OverwritingValue])
def test_gradients_that_overwrite_each_other_are_named(kind):
    ops = ("used_twice", "factor_used_twice", "diamond")
    assert named(kind) == dict.fromkeys(ops, "used-twice-overwritten")


def test_an_expression_is_told_by_itself():
    told = {one.op: one.layer.understood for one in understand(Live(Tensor))}
    assert told["used_twice"] == "x + x; backward(grad); grad_x in x.grad"


class Anew(Tensor):
    """It sets all gradients to zero before it goes back."""

    def backward(self, grad):
        waiting = [self]
        while waiting:
            one = waiting.pop()
            one.grad = np.zeros_like(one.data)
            waiting += [operand for operand, _ in one.inputs]
        super().backward(grad)


class AddingUp(Tensor):
    """Only what is no result of anything keeps its gradient."""

    def backward(self, grad):
        waiting = [self]
        while waiting:
            one = waiting.pop()
            if one.inputs:
                one.grad = np.zeros_like(one.data)
            waiting += [operand for operand, _ in one.inputs]
        super().backward(grad)


class Freed(Tensor):
    def backward(self, grad):
        if self.grad.any():
            raise RuntimeError("its graph is freed")
        super().backward(grad)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Anew, "a second backward sets gradients anew"),
        (AddingUp, "a second backward adds its gradients to those of the first"),
        (Tensor, "a second backward also adds up what lies between"),
        (Freed, "a second backward raises RuntimeError"),
    ],
)
def test_what_a_second_backward_does_is_told(kind, words):
    (diamond,) = [one for one in understand(Live(kind)) if one.op == "diamond"]
    assert words in diamond.layer.understood


class Node:
    def __init__(self, value):
        self.value = np.asarray(value, float)
        self.grad = np.zeros_like(self.value)
        self.backs = ()


def plus(a, b):
    return recorded(a.value + b.value, lambda grad: give(a, grad), lambda grad: give(b, grad))


def minus(a, b):
    return recorded(a.value - b.value, lambda grad: give(a, grad), lambda grad: give(b, -grad))


def minus_unsummed(a, b):
    def back(grad):
        b.grad = b.grad - grad

    return recorded(a.value - b.value, lambda grad: give(a, grad), back)


minus_unsummed.__name__ = minus_unsummed.__qualname__ = "minus"


def recorded(value, *backs):
    out = Node(value)
    out.backs = backs
    return out


def give(node, grad):
    while np.ndim(grad) > node.value.ndim:
        grad = grad.sum(0)
    node.grad = node.grad + grad


def remonter(out, graine):
    out.grad = graine
    for back in reversed(out.backs):
        back(out.grad)


def test_the_functions_of_an_engine_without_operators_are_judged():
    kinds = Live(Node, plus, minus, remonter)
    ops = {one.op for one in understand(kinds) if one.plan is not None}
    wanted = {"engine_add", "engine_sub", "used_twice", "broadcast_add", "broadcast_sub"}
    assert ops == wanted
    report = judge_runner("homework", Live(Node, plus, minus, remonter), Settings(budget=0))
    assert report.verdict == "ok"


def test_the_subtrahend_of_a_broadcast_difference_is_summed():
    assert named(Node, plus, minus_unsummed, remonter) == {"broadcast_sub": "broadcast-not-summed"}


class EWiseExp:
    """An operation that no operator or method of the tensor stands for."""

    def __call__(self, x):
        return x.made(np.exp(x.data), (x, np.exp(x.data)))


class SlopeMissing(EWiseExp):
    def __call__(self, x):
        return x.made(np.exp(x.data), (x, 1.0))


SlopeMissing.__name__ = SlopeMissing.__qualname__ = "ExpOp"


def test_an_operation_that_is_a_class_is_judged_by_an_object_of_it():
    (found,) = [one for one in understand(Live(Tensor, EWiseExp)) if one.op == "engine_exp"]
    assert found.layer.understood.startswith("EWiseExp()(x)")
    assert set(named(Tensor, SlopeMissing)) <= {"engine_exp"}
    report = judge_runner("homework", Live(Tensor, SlopeMissing), Settings(budget=0))
    assert {one.op for one in report if one.status == "wrong"} == {"engine_exp"}
