import numpy as np
import pytest

from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from tests.helpers.samples.living import (
    CrossEntropy,
    Dense,
    DenseUpdating,
    conv_backward,
    conv_forward,
    plan_of,
    relu,
    relu_prime,
)

X, W, B = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(4, 3), np.arange(4.0)
GRAD = np.array([[1.0, -2.0, 3.0, 4.0], [0.5, 1.0, 0.0, 2.0]])


def adapted(*targets, rate=1.0):
    return Adapted(Live(*targets), plan_of(*targets), rate)


def by_twin(op, grad_out, **arrays):
    out, pullback = twin_of(op)(**arrays)
    return out, pullback(grad_out)


@pytest.mark.parametrize("layer", [Dense, DenseUpdating])
@pytest.mark.parametrize("rate", [1.0, 1 / 8])
def test_a_right_layer_is_as_its_twin(layer, rate):
    out, pullback = adapted(layer, rate=rate)(x=X, weight=W, bias=B)
    wanted, grads = by_twin("linear", GRAD, x=X, weight=W, bias=B)
    np.testing.assert_allclose(out, wanted)
    for got, grad in zip(pullback(GRAD), grads, strict=True):
        np.testing.assert_allclose(got, grad)


def test_what_an_update_costs_is_allowed():
    class DenseStepping(DenseUpdating):
        def backward(self, dout, learning_rate):
            dx = super().backward(dout, learning_rate)
            del self.dW, self.db
            return dx

    _, pullback = adapted(DenseStepping)(x=X, weight=W, bias=B)
    assert set(pullback(GRAD).allowances) == {"weight", "bias"}


def test_a_layer_in_its_own_layout_comes_back_in_the_ops():
    x = np.random.default_rng(0).standard_normal((2, 3, 5, 4))
    weight = np.random.default_rng(1).standard_normal((2, 3, 2, 2))
    arrays = {"x": x, "weight": weight, "bias": np.ones(2)}
    out, pullback = adapted(conv_forward, conv_backward)(**arrays, stride=2, padding=1)
    wanted, twin_pullback = twin_of("conv2d")(**arrays, stride=2, padding=1)
    np.testing.assert_allclose(out, wanted)
    for got, grad in zip(pullback(wanted), twin_pullback(wanted), strict=True):
        np.testing.assert_allclose(got, grad)


def test_a_slope_becomes_a_gradient():
    _, pullback = adapted(relu, relu_prime)(x=np.array([[1.0, -1.0]]))
    np.testing.assert_array_equal(pullback(np.array([[3.0, 4.0]]))[0], [[3, 0]])


def test_a_gradient_that_is_not_offered_is_none():
    _, pullback = adapted(relu)(x=X)
    assert pullback(X) == (None,)


def test_the_same_object_is_met_again():
    class DenseCounting(Dense):
        made = 0

        def __init__(self, n_in, n_out):
            super().__init__(n_in, n_out)
            DenseCounting.made += 1

    layer = adapted(DenseCounting)
    DenseCounting.made = 0
    for x in (X, X + 1, np.vstack([X, X])):
        layer(x=x, weight=W, bias=B)
    assert DenseCounting.made == 1


def test_other_sizes_make_another_object():
    layer = adapted(Dense)
    layer(x=X, weight=W, bias=B)
    out, _ = layer(x=X[:, :2], weight=W[:, :2], bias=B)
    np.testing.assert_allclose(out, X[:, :2] @ W[:, :2].T + B)


def test_after_a_failure_a_new_object_is_made():
    class DenseFragile(Dense):
        def forward(self, x):
            if x[0, 0] < 0:
                raise ValueError("negative")
            return super().forward(x)

    layer = adapted(DenseFragile)
    with pytest.raises(HomeworkFailure, match="negative") as caught:
        layer(x=-X - 1, weight=W, bias=B)
    assert caught.value.stage == "forward"
    layer(x=X, weight=W, bias=B)


def test_a_changed_argument_is_handed_back():
    class ReLU:
        def forward(self, x):
            x[x < 0] = 0
            return x

    x = np.array([[1.0, -1.0]])
    adapted(ReLU)(x=x)
    np.testing.assert_array_equal(x, [[1, 0]])


def test_a_parameter_that_is_updated_is_no_changed_argument():
    weight = W.copy()
    _, pullback = adapted(DenseUpdating)(x=X, weight=weight, bias=B)
    pullback(GRAD)
    np.testing.assert_array_equal(weight, W)


def test_a_backward_pass_that_is_still_to_be_written_is_not_implemented():
    class DenseUnfinished(Dense):
        def backward(self, dout):
            pass

    _, pullback = adapted(DenseUnfinished)(x=X, weight=W, bias=B)
    with pytest.raises(NotImplementedError):
        pullback(GRAD)


def test_a_loss_is_one_number():
    arrays = {"p": np.array([[0.25, 0.75]]), "target": np.array([[0.0, 1.0]])}
    out, _ = adapted(CrossEntropy)(**arrays)
    assert out.shape == ()
    assert np.isclose(out, -np.log(0.75))


def test_a_closed_layer_can_be_called_again():
    layer = adapted(Dense)
    layer(x=X, weight=W, bias=B)
    layer.close()
    layer(x=X, weight=W, bias=B)


def test_an_input_that_backward_writes_to_is_told_where_the_gradient_comes_alone():
    class ReLU:
        def forward(self, x):
            self.x = x
            return np.maximum(x, 0)

        def backward(self, dout):
            grad = dout * (self.x > 0)
            self.x[...] = 0
            return grad

    x = np.array([[1.0, -2.0]])
    _, pullback = adapted(ReLU)(x=x)
    pullback(np.ones((1, 2)))
    assert not x.any()


class Flushing(Dense):
    """Its gradients add up until they are flushed, and its input with them."""

    def __init__(self, n_in, n_out):
        super().__init__(n_in, n_out)
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)

    def zero_grad(self):
        self.x = None
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)

    def backward(self, dout):
        self.dW += self.x.T @ dout
        self.db += dout.sum(0)
        return dout @ self.W.T


Flushing.__name__ = "Dense"


def test_gradients_are_reset_before_forward_so_that_what_it_keeps_stays():
    layer = adapted(Flushing)
    for _ in range(2):
        _, pullback = layer(x=X, weight=W, bias=B)
        _, wanted = by_twin("linear", GRAD, x=X, weight=W, bias=B)
        for got, grad in zip(pullback(GRAD), wanted, strict=True):
            np.testing.assert_allclose(got, grad)


class Parameter:
    def __init__(self, value):
        self.value, self.grad = value, np.zeros_like(value)


class OfParameters:
    """Its gradients add up in its parameters, as PyTorch's do."""

    def __init__(self, n_in, n_out):
        self.W = Parameter(np.random.standard_normal((n_in, n_out)))
        self.b = Parameter(np.zeros(n_out))

    def forward(self, x):
        self.x = x
        return x @ self.W.value + self.b.value

    def backward(self, dout):
        self.W.grad += self.x.T @ dout
        self.b.grad += dout.sum(0)
        return dout @ self.W.value.T


OfParameters.__name__ = "Dense"


def test_gradients_that_add_up_in_a_parameter_are_reset_as_by_whoever_updates_it():
    layer = adapted(OfParameters)
    for _ in range(2):
        _, pullback = layer(x=X, weight=W, bias=B)
        _, wanted = by_twin("linear", GRAD, x=X, weight=W, bias=B)
        for got, grad in zip(pullback(GRAD), wanted, strict=True):
            np.testing.assert_allclose(got, grad)
