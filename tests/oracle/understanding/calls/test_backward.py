import numpy as np
import pytest

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.backward import (
    backward_methods,
    gradient_path,
    rate_attributes,
    zero_method,
)
from scratchcnn.oracle.understanding.calls.plan import Callee, Place, Plan
from tests.helpers.living import (
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
    return [argument.role for _, argument in plan.backward.arguments]


def places(plan):
    return {name: (place.kind, place.path) for name, place in plan.gradients.items()}


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
    assert plan.rates == (("learning_rate",),)
    assert plan.gradients["weight"].kind == "updated"


def test_the_slope_of_an_activation_is_no_learning_rate():
    class LeakyReLU:
        def __init__(self, alpha=0.2):
            self.alpha = alpha

        def forward(self, x):
            self.x = x
            return np.where(x > 0, x, self.alpha * x)

        def backward(self, dout):
            return np.where(self.x > 0, 1, self.alpha) * dout

    assert plan_of(LeakyReLU).rates == ()


def test_rates_are_read_off_the_source():
    described = {"source": "self.W -= self.lr * self.dW"}
    plan = Plan("linear", "D", None, Callee("forward", ()))
    assert rate_attributes(plan, described) == (("lr",),)


def test_a_cache_is_handed_on():
    plan = plan_of(conv_forward, conv_backward)
    assert roles(plan) == ["grad_out", "cache"]
    assert places(plan) == {
        name: ("returned", (i,)) for i, name in enumerate(("x", "weight", "bias"))
    }


def test_a_derivative_gives_the_slope_alone():
    plan = plan_of(relu, relu_prime)
    assert plan.slope_only
    assert roles(plan) == ["x"]


def test_a_derivative_of_the_output_is_given_the_output():
    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def sigmoid_derivative(s):
        return s * (1 - s)

    plan = plan_of(sigmoid, sigmoid_derivative)
    assert plan.slope_only
    assert roles(plan) == ["out"]


def test_a_flag_makes_a_function_its_own_derivative():
    def tanh(x, deriv=False):
        return 1 - np.tanh(x) ** 2 if deriv else np.tanh(x)

    plan = plan_of(tanh)
    assert plan.slope_only
    assert dict(plan.backward.arguments)["deriv"].form is True


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
    assert "p" in plan.gradients


def test_a_gradient_may_come_with_the_loss():
    def softmax_loss(x, y):
        p = np.exp(x - x.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        loss = -np.log(p[np.arange(len(y)), y]).mean()
        p[np.arange(len(y)), y] -= 1
        return loss, p / len(y)

    plan = plan_of(softmax_loss)
    assert plan.backward is None
    assert plan.gradients["logits"] == Place("forward", (1,), "ND")


def test_a_backward_pass_that_never_gets_through_is_guessed_by_its_names():
    class Layer(Dense):
        def backward(self, dout):
            self.dW = self.x.T @ dout @ dout
            return dout

    Layer.__name__ = "Dense"
    plan = plan_of(Layer)
    assert plan.backward is not None
    assert places(plan)["weight"] == ("attribute", ("dW",))


def test_a_bias_whose_gradient_is_nowhere_has_none():
    class Layer(Dense):
        def backward(self, dout):
            self.dW = self.x.T @ dout
            return dout @ self.W.T

    Layer.__name__ = "Dense"
    assert "bias" in plan_of(Layer).gradients


def test_a_backward_pass_that_is_still_to_be_written_is_known_as_such():
    class Layer(Dense):
        def backward(self, dout):
            pass

    Layer.__name__ = "Dense"
    assert {place.kind for place in plan_of(Layer).gradients.values()} == {"empty"}


def test_a_layer_without_backward_pass_has_none():
    assert plan_of(relu).backward is None


def test_gradients_that_add_up_are_reset():
    class Layer(Dense):
        def zero_grad(self):
            self.dW = self.db = 0

    (definition,) = Live(Layer).definitions
    assert zero_method(definition) == "zero_grad"


def test_a_reset_that_wants_arguments_is_left_alone():
    class Layer(Dense):
        def zero_grad(self, network):
            pass

    (definition,) = Live(Layer).definitions
    assert zero_method(definition) is None


def test_the_likeliest_backward_method_comes_first():
    methods = dict.fromkeys(("gradient", "backward", "fit"))
    assert backward_methods({"methods": methods}) == ["backward", "gradient"]


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("self.grad_W = 1", ("grad_W",)),
        ("self.dLdW = 1", ("dLdW",)),
        ("return 1", ("dW",)),
    ],
)
def test_the_attribute_of_a_gradient_is_guessed_from_the_source(source, path):
    assert gradient_path(("W",), {"source": source}) == path
