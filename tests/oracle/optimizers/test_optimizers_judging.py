"""Optimizers of homework: how they are called, whose formula theirs is, and what is not judged."""

from pathlib import Path

import pytest
from judged_sources import bugs, judged, statuses

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_target

MOMENTUM = """
import numpy as np
class Momentum:
    def __init__(self, lr=0.1, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, 0.0
    def update(self, w, grad):
        self.v = self.momentum * self.v + grad
        return w - self.lr * self.v
"""
ADAM = """
import numpy as np
class Adam:
    def __init__(self, params, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.params, self.lr, self.t = params, lr, 0
        self.beta1, self.beta2, self.eps = beta1, beta2, eps
        self.m = [np.zeros_like(p.data) for p in params]
        self.v = [np.zeros_like(p.data) for p in params]
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * p.grad
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * p.grad**2
            m = self.m[i] / (1 - self.beta1**self.t)
            v = self.v[i] / (1 - self.beta2**self.t)
            p.data -= self.lr * m / (np.sqrt(v) + self.eps)
"""


def reasons(report: Report) -> str:
    return "\n".join(note for note in report.notes if "not judged as an optimizer" in note)


def test_a_right_optimizer_is_right_in_every_regime(tmp_path: Path) -> None:
    report = judged(tmp_path, ADAM)
    assert report.verdict == "ok"
    regimes = ("basic", "learning_rate", "small_gradients", "parameters")
    assert statuses(report) == dict.fromkeys(regimes, "ok")


def test_both_meanings_of_momentum_differ_only_where_the_learning_rate_changes(
    tmp_path: Path,
) -> None:
    changes = ("+ grad", "+ self.lr * grad"), ("w - self.lr * self.v", "w - self.v")
    report = judged(tmp_path, MOMENTUM, *changes)
    assert statuses(report) == {"basic": "ok", "learning_rate": "convention"}
    (told,) = (r.verdict.message for r in report if r.status == "convention")
    assert "sum of steps, as in Keras" in told


def test_a_mixture_of_both_is_wrong(tmp_path: Path) -> None:
    report = judged(tmp_path, MOMENTUM, ("+ grad", "+ self.lr * grad"))
    assert bugs(report) == {"learning-rate-twice"}
    assert report.verdict == "wrong"


def test_without_a_learning_rate_to_change_it_is_said_that_both_are_the_same(
    tmp_path: Path,
) -> None:
    report = judged(tmp_path, MOMENTUM, ("lr=0.1, ", ""), ("= lr, momentum", "= 0.1, momentum"))
    assert statuses(report) == {"basic": "ok"}
    assert "both meanings of momentum are the same" in next(iter(report)).convention


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Clipped, zeroed, in place or returned, asserted: the step is the same.
        ("self.v = self.momentum", "grad = np.clip(grad, -1, 1); self.v = self.momentum"),
        ("return w - self.lr * self.v", "w -= self.lr * self.v; grad[...] = 0"),
        ("return w - self.lr * self.v", "w -= self.lr * self.v; return w"),
        ("grad\n", "np.asarray(grad)\n"),
        ("+ grad\n", "+ grad.astype(np.float32)\n"),
    ],
)
def test_what_changes_no_step_is_right(tmp_path: Path, old: str, new: str) -> None:
    assert judged(tmp_path, MOMENTUM, (old, new)).verdict == "ok"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("return w - self.lr", "self.lr *= 0.9\n        return w - self.lr", "no formula of sgd"),
        ("def update(self, w, grad)", "def update(self, w, grad, k)", "how it is called"),
        ("lr=0.1, momentum=0.9", "lr, momentum, horizon", "what its horizon is"),
        ("def update(self, w, grad):", "def update(self, w, grad):\n        raise KeyError(1)", ""),
    ],
)
def test_what_is_not_understood_is_not_judged(tmp_path: Path, old: str, new: str, why: str) -> None:
    report = judged(tmp_path, MOMENTUM, (old, new))
    assert not list(report)
    assert why in reasons(report)
    assert "Momentum" in reasons(report)


def test_what_may_be_minus_a_gradient_is_added_rightly(tmp_path: Path) -> None:
    changes = ("grad", "delta"), ("w - self.lr", "w + self.lr")
    report = judged(tmp_path, MOMENTUM, *changes)
    assert not list(report)
    assert "minus the gradient" in reasons(report)


def test_a_look_ahead_of_the_gradient_itself_cannot_be_seen(tmp_path: Path) -> None:
    changes = ("class Momentum:", "class Nesterov:\n    # call look_ahead(w) before the gradient")
    report = judged(tmp_path, MOMENTUM, changes)
    assert not list(report)
    assert "taken ahead" in reasons(report)


def test_shares_of_the_new_value_are_not_swapped(tmp_path: Path) -> None:
    shares = ("beta1=0.9, beta2=0.999", "beta1=0.1, beta2=0.001")
    old = ("self.beta1 * self.m[i] + (1 - self.beta1)", "(1 - self.beta1) * self.m[i] + self.beta1")
    also = (
        "self.beta2 * self.v[i] + (1 - self.beta2)",
        "(1 - self.beta2) * self.v[i] + self.beta2",
    )
    assert bugs(judged(tmp_path, ADAM, old, also)) == {"averages-swapped"}
    assert not list(judged(tmp_path, ADAM, shares, old, also))


def test_adam_without_correction_is_mlxs(tmp_path: Path) -> None:
    changes = [(f" / (1 - self.beta{n}**self.t)", "") for n in (1, 2)]
    report = judged(tmp_path, ADAM, *changes)
    assert report.verdict == "ok"
    assert any("as by default in MLX" in result.verdict.message for result in report)


def test_a_first_step_that_divides_by_zero_is_that_of_a_late_count(tmp_path: Path) -> None:
    late = ("self.t += 1", "t = self.t; self.t += 1")
    whole = (
        "m = self.m[i] / (1 - self.beta1**self.t)",
        "m = self.m[i] * (1 / (1 - self.beta1**t))",
    )
    assert bugs(judged(tmp_path, ADAM, late, whole)) == {"step-count-late"}


def test_only_what_is_asked_for_is_judged(tmp_path: Path) -> None:
    path = tmp_path / "homework.py"
    path.write_text(MOMENTUM + ADAM, "utf-8")
    report = judge_target(str(path), Settings(ops=("adam",)))
    assert {result.op for result in report} == {"adam"}


@pytest.mark.parametrize(
    "source",
    [
        "def gradient_descent(X, y, theta, rounds):\n    return theta",
        "class AdamPerceptron:\n    def predict(self, x):\n        return x",
    ],
)
def test_what_only_has_the_name_is_not_spoken_of(tmp_path: Path, source: str) -> None:
    report = judged(tmp_path, source)
    assert not list(report)
    assert reasons(report) == ""


def test_a_mistake_in_single_precision_is_not_proven(tmp_path: Path) -> None:
    wrong = ("m = self.m[i] / (1 - self.beta1**self.t)", "m = self.m[i]")
    assert bugs(judged(tmp_path, ADAM, wrong)) == {"bias-correction-of-one"}
    coarse = (" * p.grad\n", " * p.grad.astype(np.float32)\n")
    report = judged(tmp_path, ADAM, wrong, coarse)
    assert not list(report)
    assert "no formula of adam that is known" in reasons(report)
