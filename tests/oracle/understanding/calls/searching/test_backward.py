import numpy as np

from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.readings.missing import EMPTY
from scratchcnn.oracle.understanding.protocols.readings.slope import SLOPES
from scratchcnn.oracle.understanding.protocols.readings.update import UPDATED
from tests.helpers.samples.living import (
    CrossEntropy,
    Dense,
    DenseUpdating,
    conv_backward,
    conv_forward,
    mse,
    mse_prime,
    plan_of,
    relu,
    relu_prime,
)


def roles(plan):
    return [argument.role for _, argument in plan.signature.backward]


def places(plan):
    return {name: (place.kind, place.path) for name, place in plan.protocol.gradients.items()}


def readings(plan):
    return {place.reading for place in plan.protocol.gradients.values()}


def test_a_method_takes_the_upstream_gradient():
    assert roles(plan_of(Dense)) == ["grad_out"]


def test_a_loss_of_two_functions_takes_the_logits_in_both():
    def cross_entropy(logits, labels):
        return np.mean(np.log(np.exp(logits).sum(1)) - logits[np.arange(len(labels)), labels])

    def cross_entropy_backward(logits, labels):
        p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        p[np.arange(len(labels)), labels] -= 1
        return p / len(labels)

    plan = plan_of(cross_entropy, cross_entropy_backward)
    assert roles(plan) == ["logits", "target"]
    assert places(plan) == {"logits": ("returned", ())}


def test_a_learning_rate_is_passed():
    assert roles(plan_of(DenseUpdating)) == ["grad_out", "lr"]


def test_a_learning_rate_among_the_attributes_is_set():
    class Dense:
        def __init__(self, n_in, n_out):
            self.W, self.learning_rate = np.ones((n_in, n_out)), 0.1

        def forward(self, x):
            self.x = x
            return x @ self.W

        def backward(self, dout):
            dx = dout @ self.W.T
            self.W = self.W - self.learning_rate * self.x.T @ dout
            return dx

    plan = plan_of(Dense)
    assert plan.protocol.rates == (("learning_rate",),)
    assert plan.protocol.gradients["weight"].reading is UPDATED


def test_the_slope_of_an_activation_is_no_learning_rate():
    class LeakyReLU:
        def __init__(self, alpha=0.2):
            self.alpha = alpha

        def forward(self, x):
            self.x = x
            return np.where(x > 0, x, self.alpha * x)

        def backward(self, dout):
            return np.where(self.x > 0, 1, self.alpha) * dout

    assert plan_of(LeakyReLU).protocol.rates == ()


def test_a_cache_is_handed_on():
    plan = plan_of(conv_forward, conv_backward)
    assert roles(plan) == ["grad_out", "cache"]
    assert places(plan) == {
        name: ("returned", (i,)) for i, name in enumerate(("x", "weight", "bias"))
    }


def test_a_derivative_gives_the_slope_alone():
    plan = plan_of(relu, relu_prime)
    assert plan.protocol.gives is SLOPES
    assert roles(plan) == ["x"]


def test_a_derivative_of_the_output_is_given_the_output():
    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def sigmoid_derivative(s):
        return s * (1 - s)

    plan = plan_of(sigmoid, sigmoid_derivative)
    assert plan.protocol.gives is SLOPES
    assert roles(plan) == ["out"]


def test_a_flag_makes_a_function_its_own_derivative():
    def tanh(x, deriv=False):
        return 1 - np.tanh(x) ** 2 if deriv else np.tanh(x)

    plan = plan_of(tanh)
    assert plan.protocol.gives is SLOPES
    assert dict(plan.signature.backward)["deriv"].form is True


def test_a_slope_that_forward_takes_is_passed_to_the_derivative():
    def leaky_relu(x, alpha=0.1):
        return np.where(x > 0, x, alpha * x)

    def leaky_relu_derivative(x, alpha=0.1):
        return np.where(x > 0, 1, alpha)

    assert roles(plan_of(leaky_relu, leaky_relu_derivative)) == ["x", "negative_slope"]


def test_a_loss_is_differentiated_with_the_names_of_its_forward():
    assert roles(plan_of(mse, mse_prime)) == ["target", "p"]


def test_a_loss_may_remember_what_it_was_given():
    plan = plan_of(CrossEntropy)
    assert roles(plan) == []
    assert "p" in plan.protocol.gradients


def test_a_gradient_may_come_with_the_loss():
    def softmax_loss(x, y):
        p = np.exp(x - x.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        loss = -np.log(p[np.arange(len(y)), y]).mean()
        p[np.arange(len(y)), y] -= 1
        return loss, p / len(y)

    plan = plan_of(softmax_loss)
    assert plan.protocol.backward is None
    assert plan.protocol.gradients["logits"] == Place("forward", (1,), "ND")


def test_a_backward_pass_that_never_gets_through_is_guessed_by_its_names():
    class Layer(Dense):
        def backward(self, dout):
            self.dW = self.x.T @ dout @ dout
            return dout

    Layer.__name__ = "Dense"
    plan = plan_of(Layer)
    assert plan.protocol.backward is not None
    assert places(plan)["weight"] == ("attribute", ("dW",))


def test_a_bias_whose_gradient_is_nowhere_has_none():
    class Layer(Dense):
        def backward(self, dout):
            self.dW = self.x.T @ dout
            return dout @ self.W.T

    Layer.__name__ = "Dense"
    assert "bias" in plan_of(Layer).protocol.gradients


def test_a_backward_pass_that_is_still_to_be_written_is_known_as_such():
    class Layer(Dense):
        def backward(self, dout):
            pass

    Layer.__name__ = "Dense"
    assert readings(plan_of(Layer)) == {EMPTY}


def test_a_layer_without_backward_pass_has_none():
    assert plan_of(relu).protocol.backward is None
