"""What a name leaves open is read in every way; a reading under which all is right is taken."""

import numpy as np
import pytest
from judged_in_process import judged

from scratchcnn.oracle.naming.conventions import NOT_REDUCED_WORDS
from scratchcnn.oracle.report.report import Report


def sigmoid_forward(x):
    return 1 / (1 + np.exp(-x))


def relu_forward(x):
    positive = x > 0
    return np.where(positive, x, 0.0), positive


def linear_forward(x, w, b):
    return x @ w + b, (w, x)


def mse(alvo, previsto):
    return np.mean((alvo - previsto) ** 2)


class Densa:
    def __init__(self, entradas, salidas):
        self.pesos = np.random.standard_normal((entradas, salidas))
        self.sesgo = np.zeros(salidas)

    def forward(self, x):
        self.x = x
        return x @ self.pesos + self.sesgo

    def backward(self, grad, tasa):
        dx = grad @ self.pesos.T
        self.pesos -= tasa * self.x.T @ grad
        self.sesgo -= tasa * grad.sum(0)
        return dx


def named(name, function):
    function.__name__ = name
    return function


def wrong(report: Report) -> set[str]:
    return {result.check for result in report if not result}


@pytest.mark.parametrize("parameter", ["y", "saved", "cache", "activated"])
def test_the_second_argument_may_be_what_forward_returned(parameter):
    scope = {}
    exec(
        f"def sigmoid_backward(grad, {parameter}):\n"
        f"    return grad * {parameter} * (1 - {parameter})\n",
        scope,
    )
    assert not wrong(judged(sigmoid_forward, scope["sigmoid_backward"]))


def test_the_second_argument_may_be_a_mask_that_forward_returned():
    def relu_backward(dout, positive):
        return dout * positive

    assert not wrong(judged(relu_forward, relu_backward))


def test_a_cache_may_be_a_tuple_in_any_order():
    def linear_backward(dout, saved):
        w, x = saved
        return dout @ w.T, x.T @ dout, dout.sum(0)

    assert not wrong(judged(linear_forward, linear_backward))


def test_what_is_right_under_no_reading_stays_wrong():
    def sigmoid_backward(grad, y):
        return grad * y * (1 + y)

    assert "grad_x" in wrong(judged(sigmoid_forward, sigmoid_backward))


@pytest.mark.parametrize("parameter", ["x", "inputs"])
def test_the_derivative_of_the_output_is_wrong_for_what_is_plainly_the_input(parameter):
    scope = {}
    exec(
        f"def sigmoid_backward(grad, {parameter}):\n"
        f"    return grad * {parameter} * (1 - {parameter})\n",
        scope,
    )
    report = judged(sigmoid_forward, scope["sigmoid_backward"])
    named = {bug.id for result in report for bug in result.bugs}
    assert named == {"derivative-of-wrong-value"}


def test_a_second_argument_that_means_nothing_may_be_the_rate():
    assert not wrong(judged(Densa))


def test_a_rate_that_is_not_applied_is_no_reading_that_is_right():
    class Dense(Densa):
        def backward(self, grad, tasa):
            dx = super().backward(grad, 1.0)
            return dx * tasa

    assert not {result.status for result in judged(Dense)} <= {"ok"}


@pytest.mark.parametrize("names", [("alvo", "previsto"), ("previsto", "alvo")])
def test_a_loss_that_is_the_same_both_ways_may_be_called_either_way(names):
    scope = {"np": np}
    exec(
        f"def mse({', '.join(names)}):\n    return np.mean((alvo - previsto) ** 2)\n\n\n"
        f"def mse_gradient({', '.join(names)}):\n"
        "    return 2 * (previsto - alvo) / alvo.size\n",
        scope,
    )
    assert not wrong(judged(scope["mse"], scope["mse_gradient"]))


def test_a_loss_whose_names_tell_the_order_has_one_sign():
    def mse_loss(y_pred, y_true):
        return np.mean((y_pred - y_true) ** 2)

    def mse_loss_gradient(y_pred, y_true):
        return 2 * (y_true - y_pred) / y_true.size

    assert "grad_p" in wrong(judged(mse_loss, mse_loss_gradient))


def test_a_loss_of_every_sample_is_judged_by_its_mean():
    class MSELoss:
        def forward(self, y_pred, y_true):
            self.error = y_pred - y_true
            return np.mean(self.error**2, axis=-1)

        def backward(self):
            return 2 * self.error / self.error.size

    assert not wrong(judged(MSELoss))


def test_a_loss_of_every_sample_with_the_gradient_of_their_sum_is_judged_as_that():
    class MSELoss:
        def forward(self, y_pred, y_true):
            self.error = y_pred - y_true
            return np.mean(self.error**2, axis=-1)

        def backward(self):
            return 2 * self.error / self.error.shape[-1]

    results = judged(MSELoss)
    assert all(results)
    assert {one.verdict.message for one in results if one.check == "forward"} == {NOT_REDUCED_WORDS}
    assert {one.status for one in results if one.check == "grad_p"} == {"ok"}


def test_a_half_loss_of_every_sample_is_one_too():
    class MSELoss:
        def forward(self, y_pred, y_true):
            self.error = y_pred - y_true
            return np.sum(self.error**2, axis=-1) / 2

        def backward(self):
            return self.error

    assert not wrong(judged(MSELoss))


@pytest.mark.parametrize("factor", [1.0, 0.5])
def test_a_loss_of_every_entry_with_their_gradients_is_judged_as_their_sum(factor):
    class MSELoss:
        def forward(self, y_pred, y_true):
            self.error = y_pred - y_true
            return factor * self.error**2

        def backward(self, grad):
            return factor * 2 * self.error * grad

    results = judged(MSELoss)
    assert all(results)
    assert {one.status for one in results if one.check == "grad_p"} == {"ok"}


def test_a_wrong_gradient_of_every_entry_is_wrong():
    class MSELoss:
        def forward(self, y_pred, y_true):
            self.error = y_pred - y_true
            return self.error**2

        def backward(self):
            return self.error

    assert wrong(judged(MSELoss)) == {"grad_p"}


@pytest.mark.parametrize("divisor", [np.size, len])
def test_what_divides_the_gradient_of_a_loss_of_every_entry_is_open(divisor):
    class MSELoss:
        def forward(self, y_pred, y_true):
            self.error = y_pred - y_true
            return self.error**2

        def backward(self):
            return 2 * self.error / divisor(self.error)

    found = [result for result in judged(MSELoss) if not result]
    assert {result.status for result in found} == {"not_judged"}
    assert "not reduced" in found[0].verdict.message


def test_a_number_for_every_entry_that_is_no_loss_is_no_wrong_one():
    def mse(y_pred, y_true):
        return 3 * (y_pred - y_true) ** 2

    assert {result.status for result in judged(mse)} == {"not_judged"}


def test_a_loss_whose_base_takes_the_mean_is_one():
    class Loss:
        def calculate(self, output, y):
            return np.mean(self.forward(output, y))

    class MSELoss(Loss):
        def forward(self, y_pred, y_true):
            return np.mean((y_pred - y_true) ** 2, axis=-1)

        def backward(self, y_pred, y_true):
            return 2 * (y_pred - y_true) / y_pred.shape[-1]

    assert "grad_p" in wrong(judged(MSELoss))


@pytest.mark.parametrize("method", ["backward", "derivative"])
def test_a_method_without_arguments_gives_the_slope(method):
    class Tanh:
        def forward(self, x):
            self.y = np.tanh(x)
            return self.y

    setattr(Tanh, method, lambda self: 1 - self.y**2)
    assert not wrong(judged(Tanh))


def test_a_wrong_slope_is_found():
    class Tanh:
        def forward(self, x):
            self.y = np.tanh(x)
            return self.y

        def backward(self):
            return 1 - self.y

    assert "grad_x" in wrong(judged(Tanh))


def test_the_p_of_a_softmax_is_what_it_returned():
    def softmax(x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def softmax_backward(grad, p):
        return p * (grad - (grad * p).sum(axis=1, keepdims=True))

    assert not wrong(judged(softmax, softmax_backward))
