import numpy as np
import pytest
import torch

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.carriers.table import carriers_for
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.reproducer import reproducer
from scratchcnn.oracle.understanding.signatures.setting import Setting
from tests.helpers.samples.living import plan_of

X = np.array([[1.0, -1.0], [0.5, 2.0]])
GRAD = np.array([[3.0, 4.0], [-2.0, 5.0]])


def relu(x):
    return torch.clamp(x, min=0), x


def relu_backward(dout, cache):
    return dout * (cache > 0)


class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features)
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        self.x = x
        return x @ self.weight.t() + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.t() @ self.x
        self.grad_bias = grad_output.sum(0)
        return grad_output @ self.weight


def test_functions_of_tensors_are_called_with_tensors():
    plan = plan_of(relu, relu_backward)
    assert plan.carrier.name == "torch"
    out, pullback = Adapted(Live(relu, relu_backward), plan)(x=X)
    np.testing.assert_array_equal(out, np.maximum(X, 0))
    np.testing.assert_array_equal(pullback(GRAD)[0], GRAD * (X > 0))


def test_an_object_holds_its_parameters_as_tensors():
    plan = plan_of(Linear)
    weight, bias = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]]), np.arange(3.0)
    out, pullback = Adapted(Live(Linear), plan)(x=X, weight=weight, bias=bias)
    grad = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(out, X @ weight.T + bias)
    for got, wanted in zip(pullback(grad), (grad @ weight, grad.T @ X, grad.sum(0)), strict=True):
        np.testing.assert_allclose(got, wanted)


def test_writing_into_an_argument_is_noticed():
    def relu(x):
        return x.clamp_(min=0) + torch.zeros(())

    x = X.copy()
    Adapted(Live(relu), plan_of(relu))(x=x)
    np.testing.assert_array_equal(x, np.maximum(X, 0))


def test_the_call_is_written_as_lines_to_paste(capsys):
    plan = plan_of(Linear)
    arrays = {"x": X, "weight": np.array([[1.0, 2.0], [0.5, -1.0]]), "bias": np.ones(2)}
    setting = Setting("linear", arrays, {})
    lines = reproducer(plan, setting, GRAD, "grad_weight", GRAD.T @ X)
    before = torch.get_default_dtype()
    try:
        exec(lines, {"Linear": Linear})
    finally:
        torch.set_default_dtype(before)
    got, wanted = capsys.readouterr().out.split("expected")
    assert got.split()[1:] == wanted.split()


@pytest.mark.parametrize(
    ("libraries", "reads", "source", "wanted"),
    [
        ((), (), "x.clamp(min=0)", ["ndarray"]),
        (("torch",), (), "x.clamp(min=0)", ["torch", "ndarray"]),
        (("torch",), ("torch",), "torch.clamp(np.e * x)", ["torch", "ndarray"]),
        (("torch",), (), "np.maximum(x, 0)", ["ndarray", "torch"]),
    ],
)
def test_a_definition_computes_with_what_it_names_first(libraries, reads, source, wanted):
    definition = {"libraries": libraries, "reads": reads, "source": source}
    assert [carrier.name for carrier in carriers_for(definition)] == wanted
