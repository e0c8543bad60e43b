"""Gradients that are hung on tensors, by functions and by classes."""

import numpy as np
import pytest
import torch

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.target import judge_runner
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.reproducer import reproducer
from scratchcnn.oracle.understanding.protocols.callers.hung import hung_in, read_from
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.teacher.skeleton import skeleton
from tests.helpers.samples.living import everything, plan_of

X = np.array([[1.0, -1.0], [0.5, 2.0]])
GRAD = np.array([[3.0, 4.0], [-2.0, 5.0]])


def lin(inp, w, b):
    return inp @ w + b


def lin_grad(inp, out, w, b):
    inp.g = out.g @ torch.t(w)
    w.g = inp.t() @ out.g
    b.g = out.g.sum(0)


def mse(output, targ):
    return torch.pow(output - targ, 2).mean()


def mse_grad(inp, targ):
    inp.g = torch.as_tensor(2.0) * (inp - targ) / inp.numel()


class Relu:
    def __call__(self, inp):
        self.inp, self.out = inp, torch.clamp(inp, min=0)
        return self.out

    def backward(self):
        self.inp.g = (self.inp > 0) * self.out.g


class Lin:
    """It is given its parameters."""

    def __init__(self, w, b):
        self.w, self.b = w, b

    def __call__(self, inp):
        self.inp, self.out = inp, torch.matmul(inp, self.w) + self.b
        return self.out

    def backward(self):
        self.inp.g = self.out.g @ self.w.t()
        self.w.g = self.inp.t() @ self.out.g
        self.b.g = self.out.g.sum(0)


class Dense:
    """The upstream gradient is passed, and those of the parameters are added up on them."""

    def __init__(self, n_in, n_out):
        self.weight = torch.randn(n_in, n_out, dtype=torch.float64)
        self.bias = torch.zeros(n_out, dtype=torch.float64)
        self.weight.grad = torch.zeros_like(self.weight)
        self.bias.grad = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, dout):
        self.weight.grad += self.x.t() @ dout
        self.bias.grad += dout.sum(0)
        return dout @ self.weight.t()


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x.g = out.g", {"g"}),
        ("self.w.grad += dw", {"grad"}),
        ("self.grad = g", set()),
        ("x.shape == y.g", set()),
    ],
)
def test_what_is_hung_on_an_array_is_told_from_what_a_layer_keeps(source, names):
    assert hung_in(source) == names


def test_what_is_only_added_to_is_not_read():
    assert read_from("w.g += x.t() @ self.out.g\nX.g[0] += 1", "g") == {"self.out"}


@pytest.mark.parametrize("targets", [(lin, lin_grad), (Relu,), (Lin,), (Dense,)])
def test_all_gradients_are_found(targets):
    assert next(iter(everything(*targets).values())).perfect


def test_the_gradient_is_hung_on_the_output_before():
    plan = plan_of(Relu)
    out, pullback = Adapted(Live(Relu), plan)(x=X)
    np.testing.assert_array_equal(out, np.maximum(X, 0))
    np.testing.assert_array_equal(pullback(GRAD)[0], GRAD * (X > 0))


def test_a_loss_needs_no_gradient_of_its_output():
    plan = plan_of(mse, mse_grad)
    assert plan.protocol.gradients["p"].path == ("p", "g")
    assert plan.protocol.backward.words(plan.signature.backward) == "mse_grad(inp, targ)"


def test_gradients_that_are_added_up_on_parameters_are_reset_between_calls():
    report = judge_runner("homework", Live(Dense), Settings(budget=0))
    assert [one.check for one in report.results if not one.verdict.ok] == []


@pytest.mark.parametrize(("targets", "name"), [((lin, lin_grad), "x"), ((Lin,), "weight")])
def test_the_call_is_written_as_lines_to_paste(targets, name, capsys):
    arrays = {"x": X, "weight": np.array([[1.0, 2.0], [0.5, -1.0]]), "bias": np.ones(2)}
    wanted = {"x": GRAD @ arrays["weight"].T, "weight": X.T @ GRAD}[name]
    # The op has its weight the other way round.
    expected = wanted if name == "x" else wanted.T
    given = {**arrays, "weight": arrays["weight"].T}
    setting = Setting("linear", given, {})
    lines = reproducer(plan_of(*targets), setting, GRAD, f"grad_{name}", expected)
    before = torch.get_default_dtype()
    try:
        exec(lines, {one.__name__: one for one in targets})
    finally:
        torch.set_default_dtype(before)
    got, printed = capsys.readouterr().out.split("expected")
    assert got.split()[1:] == printed.split()


def test_the_call_is_written_as_an_adapter():
    text = skeleton(Live(Relu), "homework.py")
    assert "setattr(out, 'g'," in text
    assert "TODO: what" not in text


def test_what_has_its_upstream_gradient_hung_returns_no_slope(few_cases):
    class Sigmoid:
        def __call__(self, *args):
            self.args, self.out = args, self.forward(*args)
            return self.out

        def backward(self):
            self.bwd(self.out, *self.args)

        def forward(self, inp):
            return 1 / (1 + torch.exp(-inp))

        def bwd(self, out, inp):
            inp.g = out.g * inp * (1 - inp)

    report = judge_runner("homework", Live(Sigmoid), Settings(budget=0))
    named = {bug.id for one in report for bug in one.bugs if one.status == "wrong"}
    assert named == {"derivative-of-wrong-value"}
