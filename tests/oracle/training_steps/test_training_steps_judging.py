"""Steps of trainings: right, wrong by their bug, and those that are not judged."""

from pathlib import Path

import pytest

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_target

LOOP = """
import numpy as np
from data import x_train, y_train

W = np.random.randn(4, 3)
b = np.zeros(3)
lr = 0.1
for i in range(0, len(x_train), 8):
    x, y = x_train[i:i + 8], y_train[i:i + 8]
    p = x @ W + b
    loss = 0.5 * np.sum((p - y) ** 2) / len(x)
    d = (p - y) / len(x)
    grad_W = x.T @ d
    grad_b = d.sum(axis=0)
    W -= lr * grad_W
    b -= lr * grad_b
"""


def report_of(folder: Path, source: str) -> Report:
    path = folder / "homework.py"
    path.write_text(source, "utf-8")
    return judge_target(str(path), Settings(ops=("training_step",)))


def changed(old: str, new: str) -> str:
    assert old in LOOP
    return LOOP.replace(old, new)


def bugs(report: Report) -> dict[str, list[str]]:
    return {r.check: [bug.id for bug in r.bugs] for r in report if r.status == "wrong"}


def test_a_right_step_has_the_loss_and_the_weights_of_pytorchs(tmp_path: Path) -> None:
    report = report_of(tmp_path, LOOP)
    assert {r.check: r.status for r in report} == dict.fromkeys(("loss", "step_W", "step_b"), "ok")
    assert all("PyTorch's step" in r.convention for r in report)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("b -= lr * grad_b", "b += lr * grad_b", {"step_b": ["ascent"]}),
        ("b -= lr * grad_b", "pass", {"step_b": ["parameter-not-updated"]}),
        ("b -= lr * grad_b", "b -= grad_b", {"step_b": ["learning-rate-unused"]}),
        ("= d.sum(axis=0)", "= d.mean(axis=0)", {"step_b": ["batch-mean-inconsistent"]}),
        (
            "d = (p - y) / len(x)",
            "d = (p - y) / len(x) ** 2",
            {"step_W": ["batch-mean-doubled"], "step_b": ["batch-mean-doubled"]},
        ),
        (
            "lr * grad_W",
            "lr * lr * grad_W",
            {"step_W": ["learning-rate-in-gradient"]},
        ),
    ],
)
def test_a_wrong_step_is_found(
    tmp_path: Path, old: str, new: str, expected: dict[str, list[str]]
) -> None:
    assert bugs(report_of(tmp_path, changed(old, new))) == expected


def test_gradients_of_the_step_before_are_seen_in_the_second_step(tmp_path: Path) -> None:
    source = changed("lr = 0.1\n", "lr = 0.1\ngrad_W = np.zeros((4, 3))\n")
    source = source.replace("    grad_W = x.T", "    grad_W += x.T")
    assert bugs(report_of(tmp_path, source)) == {"step_W": ["gradients-not-reset"]}


def test_a_momentum_is_not_judged_and_why_is_told(tmp_path: Path) -> None:
    source = changed("lr = 0.1\n", "lr = 0.1\nvelocity = np.zeros((4, 3))\n")
    source = source.replace(
        "W -= lr * grad_W", "velocity = 0.9 * velocity + lr * grad_W\n    W -= 2 * velocity"
    )
    report = report_of(tmp_path, source)
    assert not list(report)
    assert any("no plain gradient descent" in note for note in report.notes)


def test_a_loss_that_is_not_descended_is_not_judged(tmp_path: Path) -> None:
    report = report_of(tmp_path, changed("0.5 * np.sum((p - y) ** 2)", "np.sum(np.abs(p) ** 3)"))
    assert not bugs(report)
    assert any("another loss" in note for note in report.notes)


def test_a_loop_that_draws_random_numbers_anew_is_not_judged(tmp_path: Path) -> None:
    source = changed("np.random.randn(4, 3)", "np.random.randn(4, 3)\nrng = iter(range(10**6))")
    source = source.replace("p = x @ W + b", "p = x @ W + b + next(rng)")
    assert not bugs(report_of(tmp_path, source))


def test_a_weight_decay_outside_of_the_loss_is_not_wrong(tmp_path: Path) -> None:
    source = changed("W -= lr * grad_W", "W -= lr * (grad_W + weight_decay * W)")
    source = source.replace("lr = 0.1\n", "lr = 0.1\nweight_decay = 0.1\n")
    assert not bugs(report_of(tmp_path, source))


def test_a_learning_rate_that_is_written_into_the_step_is_right(tmp_path: Path) -> None:
    report = report_of(tmp_path, LOOP.replace("lr = 0.1\n", "").replace("lr *", "0.1 *"))
    assert {r.check: r.status for r in report} == dict.fromkeys(("loss", "step_W", "step_b"), "ok")


def test_a_layer_that_is_wrong_is_told_and_not_the_step(tmp_path: Path) -> None:
    path = tmp_path / "homework.py"
    path.write_text(DENSE, "utf-8")
    report = judge_target(str(path), Settings())
    assert {r.op for r in report if r.status == "wrong"} == {"linear"}
    assert "not_judged" in {r.status for r in report if r.op == "training_step"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("lr * grad_W", "lr * (grad_W + 0.01 * np.sign(W))"),
        ("lr * grad_b", "2 * lr * grad_b"),
        ("lr * grad_W", "lr * grad_W / np.linalg.norm(grad_W)"),
    ],
)
def test_steps_that_may_be_meant_are_not_judged(tmp_path: Path, old: str, new: str) -> None:
    assert not list(report_of(tmp_path, changed(old, new)))


def test_a_sum_may_be_printed_where_the_mean_is_descended(tmp_path: Path) -> None:
    report = report_of(tmp_path, changed("** 2) / len(x)", "** 2)"))
    assert {r.status for r in report} == {"convention", "ok"}


def test_a_step_that_returns_in_its_middle_is_not_judged(tmp_path: Path) -> None:
    source = LOOP.replace("for i in", "def fit():\n  for i in").replace("\n    ", "\n      ")
    source = source.replace("W -=", "W[:] -=").replace("b -=", "b[:] -=")
    report = report_of(tmp_path, source + "      if loss < 1e9:\n          return W\n")
    assert not list(report)
    assert any("returns in the middle" in note for note in report.notes)


def test_a_rate_that_a_function_of_the_module_reads_is_known(tmp_path: Path) -> None:
    source = LOOP.replace("W -= lr * grad_W", "descend(W, grad_W)")
    source = source.replace("for i in", "def descend(p, grad):\n    p -= lr * grad\nfor i in")
    assert {r.status for r in report_of(tmp_path, source)} == {"ok"}


def test_a_rate_that_was_read_before_cannot_be_set(tmp_path: Path) -> None:
    report = report_of(tmp_path, IN_A_CLOSURE)
    assert not bugs(report)
    assert {r.check for r in report if r.status == "ok"} == {"loss", "step_self.W", "step_self.b"}


def test_one_parameter_alone_that_goes_up_is_wrong(tmp_path: Path) -> None:
    source = changed("    b -= lr * grad_b\n", "").replace(" + b\n", "\n")
    source = source.replace("lr = 0.1\n", "").replace("W -= lr", "W += 0.1")
    assert bugs(report_of(tmp_path, source)) == {"step_W": ["ascent"]}


def test_what_is_right_for_one_sample_alone_is_not_judged(tmp_path: Path) -> None:
    source = changed("= d.sum(axis=0)", "= d[0]")
    source = source.replace("0.5 * np.sum((p - y) ** 2)", "np.sum(np.log(np.cosh(p - y)))")
    source = source.replace("d = (p - y)", "d = np.tanh(p - y)")
    assert "ok" not in {r.status for r in report_of(tmp_path, source) if r.check == "step_b"}


IN_A_CLOSURE = """
import numpy as np


def sgd(lr):
    def update(p, g):
        p -= lr * g

    return update


class Net:
    def __init__(self, d=4, k=3, lr=0.1):
        self.lr = lr
        self.update = sgd(lr)
        self.W = np.random.randn(d, k) * 0.1
        self.b = np.zeros(k)

    def train_step(self, x, y):
        p = x @ self.W + self.b
        loss = np.mean((p - y) ** 2)
        d = 2 * (p - y) / p.size
        self.update(self.W, x.T @ d)
        self.update(self.b, d.sum(0))
        return loss
"""


def test_a_layer_that_is_left_as_it_is_may_be_meant(tmp_path: Path) -> None:
    report = report_of(tmp_path, TWO_LAYERS.replace("    W1 -= lr * d @ x\n", ""))
    assert {r.check: r.status for r in report if r.status != "ok"} == {"step_W1": "not_judged"}


def test_a_layer_whose_gradient_is_computed_is_forgotten_if_it_is_not_updated(
    tmp_path: Path,
) -> None:
    report = report_of(tmp_path, TWO_LAYERS.replace("W1 -= lr * d @ x", "dW1 = d @ x"))
    assert bugs(report) == {"step_W1": ["parameter-not-updated"]}


TWO_LAYERS = """
import numpy as np
from data import x_train, y_train

W1 = np.random.randn(5, 4)
W2 = np.random.randn(3, 5)
b2 = np.zeros((3, 1))
lr = 0.1
for x, y in zip(x_train.T, y_train.T):
    x, y = x.reshape(1, -1), y.reshape(-1, 1)
    h = np.tanh(W1 @ x.T)
    p = W2 @ h + b2
    loss = 0.5 * np.sum((p - y) ** 2)
    d = (W2.T @ (p - y)) * (1 - h ** 2)
    W2 -= lr * (p - y) @ h.T
    b2 -= lr * (p - y)
    W1 -= lr * d @ x
"""


def test_a_step_that_no_made_up_data_suits_runs_on_the_data_of_its_script(tmp_path: Path) -> None:
    report = report_of(tmp_path, WITH_A_MAIN)
    assert {r.check: r.status for r in report} == {"step_net.W": "ok", "step_net.b": "ok"}


def test_a_wrong_step_on_the_data_of_its_script_is_found(tmp_path: Path) -> None:
    report = report_of(tmp_path, WITH_A_MAIN.replace("net.b -= rate", "net.b += rate"))
    assert bugs(report) == {"step_net.b": ["ascent"]}


def test_the_steps_of_most_parameters_tell_a_rate_that_is_not_named(tmp_path: Path) -> None:
    source = TWO_LAYERS.replace("lr = 0.1\n", "").replace("lr *", "0.25 *")
    report = report_of(tmp_path, source.replace("W1 -= 0.25", "W1 += 0.25"))
    assert bugs(report) == {"step_W1": ["ascent"]}


def test_steps_of_several_sizes_may_be_meant(tmp_path: Path) -> None:
    source = TWO_LAYERS.replace("lr = 0.1\n", "").replace("lr *", "0.25 *")
    report = report_of(tmp_path, source.replace("W1 -= 0.25", "W1 -= 0.5"))
    assert not list(report)


def test_a_step_of_tensors_is_given_tensors(tmp_path: Path) -> None:
    report = report_of(tmp_path, OF_TENSORS)
    expected = dict.fromkeys(("loss", "step_W", "step_b"), "ok")
    assert {r.check: r.status for r in report} == expected
    assert not bugs(report)


OF_TENSORS = """
import torch

W = torch.randn(4, 3)
b = torch.zeros(3)


def train_step(x, y, lr):
    p = x.mm(W) + b
    loss = 0.5 * (p - y).pow(2).sum()
    W.sub_(lr * x.t().mm(p - y))
    b.sub_(lr * (p - y).sum(0))
    return loss.item()
"""
WITH_A_MAIN = """
import numpy as np


class Net:
    def __init__(self, pieces):
        self.pieces = pieces
        self.W = np.random.randn(2 * pieces, 1)
        self.b = np.zeros(1)

    def forward(self, x):
        assert x.shape[1] == 2 and x.shape[2] == self.pieces
        self.x = x.reshape(len(x), -1)
        return self.x @ self.W + self.b


def fit(net, x, y, rate):
    for i in range(0, len(x), 4):
        x_batch, y_batch = x[i:i + 4], y[i:i + 4]
        d = net.forward(x_batch) - y_batch
        loss = 0.5 * np.sum(d ** 2)
        net.W -= rate * net.x.T @ d
        net.b -= rate * d.sum(axis=0)


def main():
    x = np.random.randn(8, 2, 3)
    net = Net(3)
    fit(net, x, np.random.randn(8, 1), rate=0.01)


if __name__ == "__main__":
    main()
"""
DENSE = """
import numpy as np


class Dense:
    def __init__(self, n_in, n_out):
        self.weights = np.random.randn(n_in, n_out)
        self.bias = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weights + self.bias

    def backward(self, grad, learning_rate):
        grad_x = grad @ self.weights.T
        self.weights += learning_rate * (self.x.T @ grad)
        self.bias -= learning_rate * grad.sum(axis=0)
        return grad_x


layer = Dense(4, 3)


def train_step(x, y, learning_rate):
    out = layer.forward(x)
    loss = 0.5 * np.sum((out - y) ** 2)
    layer.backward(out - y, learning_rate)
    return loss
"""
