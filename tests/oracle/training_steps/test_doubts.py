"""Steps of a training of which it is not sure what they are meant to be."""

from pathlib import Path

import pytest
from training_loops import (
    IN_A_CLOSURE,
    LOOP,
    TWO_LAYERS,
    TWO_LOSSES,
    bugs,
    changed,
    report_of,
)

pytestmark = pytest.mark.one_python


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
    source = changed("p = x @ W + b", "p = x @ W + b + time.perf_counter() % 1")
    report = report_of(tmp_path, f"import time\n{source}")
    assert not list(report)
    assert any("draws random numbers" in note for note in report.notes)


def test_a_weight_decay_outside_of_the_loss_is_not_wrong(tmp_path: Path) -> None:
    source = changed("W -= lr * grad_W", "W -= lr * (grad_W + weight_decay * W)")
    source = source.replace("lr = 0.1\n", "lr = 0.1\nweight_decay = 0.1\n")
    assert not list(report_of(tmp_path, source))


def test_a_loop_that_may_descend_the_sum_of_two_losses_is_not_judged(tmp_path: Path) -> None:
    report = report_of(tmp_path, TWO_LOSSES)
    assert not list(report)
    assert any("may descend their sum" in note for note in report.notes)


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


def test_a_rate_that_was_read_before_cannot_be_set(tmp_path: Path) -> None:
    report = report_of(tmp_path, IN_A_CLOSURE)
    assert not bugs(report)
    assert {r.check for r in report if r.status == "ok"} == {"loss", "step_self.W", "step_self.b"}


def test_what_is_right_for_one_sample_alone_is_not_judged(tmp_path: Path) -> None:
    source = changed("= d.sum(axis=0)", "= d[0]").replace(" / len(x)", "")
    source = source.replace("0.5 * np.sum((p - y) ** 2)", "np.sum(np.log(np.cosh(p - y)))")
    report = report_of(tmp_path, source.replace("d = (p - y)", "d = np.tanh(p - y)"))
    assert not list(report)
    assert any("right for one sample alone" in note for note in report.notes)


def test_a_layer_that_is_left_as_it_is_may_be_meant(tmp_path: Path) -> None:
    report = report_of(tmp_path, TWO_LAYERS.replace("    W1 -= lr * d @ x\n", ""))
    assert {r.check: r.status for r in report if r.status != "ok"} == {"step_W1": "not_judged"}


def test_a_layer_whose_gradient_is_computed_is_forgotten_if_it_is_not_updated(
    tmp_path: Path,
) -> None:
    report = report_of(tmp_path, TWO_LAYERS.replace("W1 -= lr * d @ x", "dW1 = d @ x"))
    assert bugs(report) == {"step_W1": ["parameter-not-updated"]}


def test_a_bias_whose_weight_is_updated_is_forgotten(tmp_path: Path) -> None:
    report = report_of(tmp_path, TWO_LAYERS.replace("    b2 -= lr * (p - y)\n", ""))
    assert bugs(report) == {"step_b2": ["parameter-not-updated"]}


def test_steps_of_several_sizes_may_be_meant(tmp_path: Path) -> None:
    source = TWO_LAYERS.replace("lr = 0.1\n", "").replace("lr *", "0.25 *")
    report = report_of(tmp_path, source.replace("W1 -= 0.25", "W1 -= 0.5"))
    assert not list(report)
