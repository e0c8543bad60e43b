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
            {"step_W": []},
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
