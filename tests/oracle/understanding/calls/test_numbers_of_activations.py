"""Activations with numbers of their own: alpha, beta and limits, by whatever name and default."""

import numpy as np
import pytest
from judged_in_process import judged

from scratchcnn.oracle.understanding.plans.reproducer import reproducer
from scratchcnn.oracle.understanding.signatures.setting import Setting
from tests.helpers.samples.living import plan_of

X = np.array([[-2.0, 3.0]])


def numbers(plan):
    """Return the roles of what is passed besides arrays, to the constructor and to forward."""
    passed = (*plan.signature.constructor, *plan.signature.forward)
    return [argument.role for _, argument in passed if argument.role != "x"]


def test_alpha_is_passed_whatever_it_is_called_and_is_no_rate():
    def elu(x, alpha=0.8):
        return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))

    def exponential_linear(x, mertek=0.8):
        return np.where(x > 0, x, mertek * np.expm1(np.minimum(x, 0)))

    for function in (elu, exponential_linear):
        plan = plan_of(function)
        assert numbers(plan) == ["negative_slope"]
        assert plan.offer.negative_slope is None


def test_a_constructor_is_given_alpha_too():
    class ELU:
        def __init__(self, alpha=0.8):
            self.alpha = alpha

        def forward(self, x):
            return np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0)))

    class CELU:
        def __init__(self, alfa=0.8):
            self.alfa = alfa

        def szamol(self, x):
            return np.where(x > 0, x, self.alfa * np.expm1(np.minimum(x, 0) / self.alfa))

    for layer in (ELU, CELU):
        assert numbers(plan_of(layer)) == ["negative_slope"]


def test_an_alpha_that_is_not_passed_is_found_out():
    def elu(x):
        return np.where(x > 0, x, 0.5 * np.expm1(np.minimum(x, 0)))

    assert plan_of(elu).offer.negative_slope == 0.5


def test_limits_and_a_beta_are_passed_as_pytorch_has_them():
    def hardtanh(x, low=-2.0, high=0.5):
        return np.clip(x, low, high)

    class Softplus:
        def __init__(self, beta=2.0):
            self.beta = beta

        def forward(self, x):
            return np.logaddexp(0, self.beta * x) / self.beta

    assert numbers(plan_of(hardtanh)) == ["min_val", "max_val"]
    assert numbers(plan_of(Softplus)) == ["sharpness"]
    lines = reproducer(plan_of(hardtanh), Setting("hardtanh", {"x": X}, {}), X, "forward", X)
    assert "hardtanh(x=x, low=-1.0, high=1.0)" in lines


def test_a_derivative_is_given_the_slope_by_the_name_that_forward_has_for_it():
    def relu_vazada(x, inclinacao=0.1):
        return np.where(x > 0, x, inclinacao * x)

    def d_relu_vazada(x, inclinacao=0.1):
        return np.where(x > 0, 1.0, inclinacao)

    assert {one.status for one in judged(relu_vazada, d_relu_vazada)} == {"ok"}


@pytest.mark.parametrize(
    ("name", "op"),
    [
        ("Buendelung", ()),
        ("layers_elu", ("elu",)),
        ("ACTIVATIONS_elu", ("elu",)),
        ("QuickGELU", ("gelu",)),
        ("ReLU6Free", ("relu",)),
        ("sigmoide_rigida", ("hardsigmoid",)),
        ("KemenyTanh", ("tanh", "hardtanh")),
    ],
)
def test_what_a_name_says_of_an_activation(name, op):
    from scratchcnn.oracle.understanding.names.recognise import read_name

    assert read_name(name).ops[: len(op)] == op
    assert bool(read_name(name).ops) == bool(op)


def test_a_tanh_that_is_a_hard_one_in_another_language_is_judged_as_that():
    class KemenyTanh:
        def forward(self, x):
            self.x = x
            return np.clip(x, -1, 1)

        def backward(self, g):
            return g * ((self.x > -1) & (self.x < 1))

    assert {(one.op, one.status) for one in judged(KemenyTanh)} == {("hardtanh", "ok")}


def test_the_slope_beside_a_function_of_numpy_is_no_activation():
    from scratchcnn.oracle.process.worker.loading.definitions import is_slope_of_another

    every = {'OPS["tanh"][0]', 'OPS["tanh"][1]', 'OPS["relu"][0]', 'OPS["relu"][1]'}
    own = every - {'OPS["tanh"][0]'}
    assert {one for one in own if is_slope_of_another(one, every, own)} == {'OPS["tanh"][1]'}
    assert not is_slope_of_another("LAYERS[1]", {"LAYERS[0]", "LAYERS[1]"}, {"LAYERS[1]"})
