"""Gradients that are written out line by line, beside the slopes of their own loss."""

from pathlib import Path

import pytest

from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import Settings, judge_target

pytestmark = pytest.mark.one_python

START = """
import numpy as np
rng = np.random.default_rng(0)
n = 6
X = rng.standard_normal((n, 4))
y = rng.integers(0, 3, n)
W1 = rng.standard_normal((4, 5))
b1 = rng.standard_normal(5)
W2 = rng.standard_normal((5, 3))
b2 = rng.standard_normal(3)
"""
FORWARD = """
pre = X @ W1 + b1
h = np.maximum(pre, 0)
scores = h @ W2 + b2
e = np.exp(scores - scores.max(1, keepdims=True))
p = e / e.sum(1, keepdims=True)
loss = -np.log(p[range(n), y]).mean()
"""
BACKWARD = """
dscores = p.copy()
dscores[range(n), y] -= 1
dscores /= n
dW2 = h.T @ dscores
db2 = dscores.sum(0)
dh = dscores @ W2.T
dpre = dh * (pre > 0)
dW1 = X.T @ dpre
db1 = dpre.sum(0)
"""
ALL = {"scores", "W2", "b2", "h", "pre", "W1", "b1"}


def judged(tmp_path: Path, text: str) -> Report:
    path = tmp_path / "homework.py"
    path.write_text(text)
    return judge_target(str(path), Settings(ops=("network",)))


def changed(old: str, new: str) -> str:
    text = START + FORWARD + BACKWARD
    assert old in text
    return text.replace(old, new)


def wrong(report: Report) -> dict[str, list[str]]:
    return {r.check: [bug.id for bug in r.bugs] for r in report if r.status == "wrong"}


def test_every_gradient_that_is_right_is_a_result(tmp_path: Path) -> None:
    report = judged(tmp_path, START + FORWARD + BACKWARD)
    assert report.verdict == "ok"
    assert {result.check for result in report} == {f"grad_{name}" for name in ALL}
    assert {result.implementation for result in report} == {"line 19"}


def test_what_a_function_draws_from_a_generator_of_the_module_is_the_same_in_every_run(
    tmp_path: Path,
) -> None:
    start = START.replace("rng.standard_normal((4, 5))", "drawn(4, 5).numpy()")
    start = start.replace("rng.standard_normal((5, 3))", "drawn(5, 3).numpy()")
    start = start.replace("n = 6", TORCH + "n = 6")
    report = judged(tmp_path, start + FORWARD + BACKWARD)
    assert report.verdict == "ok"
    assert {result.check for result in report} == {f"grad_{name}" for name in ALL}


TORCH = """
import torch
generator = torch.Generator().manual_seed(1)
def drawn(*shape): return torch.randn(*shape, generator=generator, dtype=torch.float64)
"""


def test_numbers_that_are_drawn_anew_in_every_run_are_not_judged(tmp_path: Path) -> None:
    text = START.replace("rng.standard_normal((4, 5))", "drawn((4, 5))")
    text = text.replace(
        "n = 6", "import secrets\ndrawn = np.random.default_rng(secrets.randbits(64)).normal\nn = 6"
    ).replace("drawn((4, 5))", "drawn(size=(4, 5))")
    assert not wrong(judged(tmp_path, text + FORWARD + BACKWARD))


@pytest.mark.parametrize(
    ("old", "new", "check", "bugs"),
    [
        ("dW1 = X.T @ dpre", "dW1 = -X.T @ dpre", "grad_W1", ["sign-flipped"]),
        ("dscores /= n", "dscores /= 1", "grad_scores", ["batch-mean-missing"]),
        ("dW2 = h.T @ dscores", "dW2 = h.T @ dscores / n", "grad_W2", ["batch-mean-doubled"]),
        ("dW2 = h.T @ dscores", "dW2 = dscores.T @ h", "grad_W2", ["transposed-weight"]),
        ("db1 = dpre.sum(0)", "db1 = dpre[0]", "grad_b1", ["first-sample-only"]),
        ("db1 = dpre.sum(0)", "db1 = dpre[-1]", "grad_b1", ["last-sample-only"]),
        ("dh * (pre > 0)", "dh * (dh > 0)", "grad_pre", ["relu-mask-from-gradient"]),
        ("dh * (pre > 0)", "1.0 * (pre > 0)", "grad_pre", ["upstream-ignored"]),
        ("dW1 = X.T @ dpre", "dW1 = X.T @ dpre + W1", "grad_W1", []),
        ("dW1 = X.T @ dpre", "dW1 = X.T @ dpre\ndW1 *= 2", "grad_W1", []),
    ],
)
def test_the_first_gradient_that_is_wrong_is_named(
    tmp_path: Path, old: str, new: str, check: str, bugs: list[str]
) -> None:
    report = judged(tmp_path, changed(old, new))
    assert wrong(report) == {check: bugs}


def test_what_is_computed_from_a_wrong_gradient_is_told_and_not_blamed(tmp_path: Path) -> None:
    report = judged(tmp_path, changed("dh = dscores", "dh = -dscores"))
    (result,) = [r for r in report if r.status == "wrong"]
    assert result.verdict.message.endswith("is not looked at: dpre, dW1, db1")
    assert {r.check for r in report if r.status == "ok"} == {
        "grad_scores",
        "grad_W2",
        "grad_b2",
    }


def test_two_bugs_that_have_nothing_to_do_with_each_other_are_two(tmp_path: Path) -> None:
    text = changed("dW2 = h.T @ dscores", "dW2 = -h.T @ dscores")
    report = judged(tmp_path, text.replace("db1 = dpre.sum(0)", "db1 = dpre[0]"))
    assert set(wrong(report)) == {"grad_W2", "grad_b1"}


def test_a_gradient_that_is_not_added_up_says_so(tmp_path: Path) -> None:
    report = judged(tmp_path, changed("db1 = dpre.sum(0)", "db1 = dpre"))
    (result,) = [r for r in report if r.status == "wrong"]
    assert "added up over the samples it would be right" in result.verdict.message


def test_a_gradient_with_few_entries_is_looked_at_where_they_are(tmp_path: Path) -> None:
    text = START.replace("n = 6", "n = 60") + FORWARD.replace(
        "loss =", "logp = np.log(p)\nloss ="
    ).replace("np.log(p[range(n), y])", "logp[range(n), y]")
    backward = "dlogp = np.zeros_like(p)\ndlogp[range(n), y] = -1\ndp = dlogp / p\n"
    assert wrong(judged(tmp_path, text + backward + BACKWARD)) == {
        "grad_logp": ["batch-mean-missing"]
    }


def test_a_variable_that_goes_on_as_the_gradient_before_it_is_not_judged(tmp_path: Path) -> None:
    text = changed("dpre = dh * (pre > 0)", "dh[h <= 0] = 0").replace("dpre", "dh")
    report = judged(tmp_path, text)
    assert report.verdict == "ok"
    assert {result.check for result in report} == {f"grad_{name}" for name in ALL - {"h", "pre"}}


@pytest.mark.parametrize("bug", ["", "-"])
def test_a_gradient_that_is_that_of_what_comes_before_at_once_is_not_judged(
    tmp_path: Path, bug: str
) -> None:
    text = changed("dpre = dh * (pre > 0)", "").replace(
        "dscores @ W2.T", "dscores @ W2.T * (h > 0)"
    )
    text = text.replace("dpre", "dh").replace("dW1 = ", f"dW1 = {bug}")
    assert wrong(judged(tmp_path, text)) == ({"grad_W1": ["sign-flipped"]} if bug else {})


@pytest.mark.parametrize(
    "more",
    [
        "accuracy = (p.argmax(1) == y).mean()",
        "perplexity = np.exp(loss)",
        "dt = 0.1\nt = np.linspace(0, 1, 5)",
        "smooth = 5.0\nsmooth = smooth * 0.9 + loss * 0.1",
    ],
)
def test_other_numbers_are_not_taken_for_the_loss(tmp_path: Path, more: str) -> None:
    assert judged(tmp_path, f"{START}{FORWARD}{more}\n{BACKWARD}").verdict == "ok"


def test_the_regularisation_belongs_to_the_loss(tmp_path: Path) -> None:
    forward = (
        FORWARD.replace("loss =", "data =") + "reg = 0.1 * (W1 ** 2).sum()\ntotal = data + reg\n"
    )
    report = judged(tmp_path, START + forward + BACKWARD)
    assert wrong(report) == {"grad_W1": []}
    right = BACKWARD + "dW1 += 0.2 * W1\n"
    assert judged(tmp_path, START + forward + right).verdict == "ok"


def test_gradients_of_nothing_that_is_computed_are_not_judged(tmp_path: Path) -> None:
    (layer,) = judged(tmp_path, START + FORWARD.replace(".mean()", "") + BACKWARD).layers
    assert "no line computes the loss as one number" in layer.understood


def test_data_that_is_not_there_is_told(tmp_path: Path) -> None:
    text = changed("X = rng.standard_normal((n, 4))", "X = np.load('x.npy')")
    (layer,) = judged(tmp_path, text).layers
    assert "X could not be computed (line 5: FileNotFoundError" in layer.understood
    assert "give small random arrays in its place" in layer.understood


def test_the_backward_pass_of_a_layer_is_none_that_is_written_out(tmp_path: Path) -> None:
    text = "def dense_backward(dout, cache):\n    x, w, b = cache\n    dx = dout @ w.T\n"
    text += "    dw = x.T @ dout\n    db = dout.sum(0)\n    return dx, dw, db\n"
    assert judged(tmp_path, text).layers == ()


SUM_OF_AN_EPOCH = """
loss = 0.0
for start in range(0, n, 3):
    x, t = X[start:start + 3], y[start:start + 3] % 2
    pre = np.zeros((3, 5))
    for i in range(3):
        pre[i] = x[i] @ W1 + b1
    h = np.maximum(pre, 0)
    out = 1 / (1 + np.exp(-(h @ W2[:, 0] + b2[0])))
    loss += -np.sum(t * np.log(out) + (1 - t) * np.log(1 - out))
    dout = (out - t) / 3
    dh = np.outer(dout, W2[:, 0])
    dpre = dh * (pre > 0)
    dW1 = x.T @ dpre
    db1 = dpre.sum(0)
"""


def test_of_a_loss_that_is_added_up_a_common_factor_is_a_convention(tmp_path: Path) -> None:
    report = judged(tmp_path, START + SUM_OF_AN_EPOCH)
    assert report.verdict == "ok"
    assert {result.check for result in report} == {"grad_h", "grad_pre", "grad_W1", "grad_b1"}
    assert "0.333333 times its slopes: a convention" in next(iter(report)).convention


def test_of_a_loss_that_is_added_up_a_gradient_of_another_factor_is_wrong(tmp_path: Path) -> None:
    text = SUM_OF_AN_EPOCH.replace("db1 = dpre.sum(0)", "db1 = dpre.mean(0)")
    assert set(wrong(judged(tmp_path, START + text))) == {"grad_b1"}


def test_what_a_loop_fills_is_moved_after_the_loop(tmp_path: Path) -> None:
    filled = "pre = np.zeros((n, 5))\nfor i in range(n):\n    pre[i] = X[i] @ W1 + b1"
    report = judged(tmp_path, changed("pre = X @ W1 + b1", filled))
    assert report.verdict == "ok"
    assert {result.check for result in report} == {f"grad_{name}" for name in ALL}
