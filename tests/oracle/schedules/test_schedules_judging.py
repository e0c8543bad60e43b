"""Schedules of homework: how they are called, whose formula theirs is, and what is not judged."""

from pathlib import Path

import pytest
from judged_sources import bugs, judged, statuses

from scratchcnn.oracle.judging import Settings, reported_ops
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_target

STEP = """
class StepLR:
    def __init__(self, optimizer, step_size, gamma=0.1):
        self.optimizer, self.step_size, self.gamma = optimizer, step_size, gamma
        self.first, self.epoch = optimizer.lr, 0
    def step(self):
        self.epoch += 1
        self.optimizer.lr = self.first * self.gamma ** (self.epoch // self.step_size)
"""
POLYNOMIAL = """
class PolynomialDecay:
    def __init__(self, initial_lr, decay_steps, power=1.0):
        self.initial_lr, self.decay_steps, self.power = initial_lr, decay_steps, power
    def __call__(self, step):
        return self.initial_lr * (1 - step / self.decay_steps) ** self.power
"""
EXPONENTIAL = """
import numpy as np
def exponential_decay(lr0, epoch, decay_rate):
    return lr0 * np.exp(-decay_rate * epoch)
"""
KEPT = """
class TimeBasedDecay:
    def __init__(self, lr, decay):
        self.lr, self.decay = lr, decay
    def get_lr(self, epoch):
        self.lr = self.lr / (1 + self.decay * epoch)
        return self.lr
"""


def told(report: Report) -> str:
    return "\n".join(note for note in report.notes if "as a schedule" in note)


def test_a_right_schedule_is_right(tmp_path: Path) -> None:
    report = judged(tmp_path, STEP)
    assert statuses(report) == {"basic": "ok"}
    assert {result.op for result in report} == {"step_lr"}


@pytest.mark.parametrize(
    "place", ["optimizer.learning_rate", "optimizer.param_groups[0]['lr']", "optimizer.eta"]
)
def test_the_rate_is_found_wherever_an_optimizer_may_have_it(tmp_path: Path, place: str) -> None:
    assert statuses(judged(tmp_path, STEP, ("optimizer.lr", place))) == {"basic": "ok"}


def test_step_may_be_called_before_an_epoch_which_is_said(tmp_path: Path) -> None:
    changes = ("self.epoch += 1", "pass"), ("step_size)\n", "step_size)\n        self.epoch += 1\n")
    report = judged(tmp_path, STEP, *changes)
    assert statuses(report) == {"basic": "convention"}
    (message,) = (result.verdict.message for result in report)
    assert "before an epoch" in message


def test_an_interval_that_begins_a_step_too_early_is_said(tmp_path: Path) -> None:
    report = judged(tmp_path, STEP, ("optimizer.lr, 0", "optimizer.lr, 1"))
    assert statuses(report) == {"basic": "convention"}


def test_a_skipped_step_is_wrong(tmp_path: Path) -> None:
    source = """
class ExponentialLR:
    def __init__(self, optimizer, gamma):
        self.optimizer, self.gamma = optimizer, gamma
        self.first, self.epoch = optimizer.lr, 1
    def step(self):
        self.epoch += 1
        self.optimizer.lr = self.first * self.gamma ** self.epoch
"""
    assert bugs(judged(tmp_path, source)) == {"schedule-off-by-one"}


def test_the_message_has_the_step_and_both_rates(tmp_path: Path) -> None:
    report = judged(tmp_path, STEP, ("self.first *", "self.optimizer.lr *"))
    assert bugs(report) == {"schedule-compounds"}
    (result,) = report
    assert result.verdict.index == (4,)
    assert result.verdict.message.startswith(
        "at step 4 the rate is 0.254893, but 0.3071 by step_lr"
    )


def test_past_its_end_a_schedule_of_keras_stays_where_it_is(tmp_path: Path) -> None:
    report = judged(tmp_path, POLYNOMIAL)
    assert statuses(report) == {"basic": "ok", "past_end": "wrong"}
    assert bugs(report) == {"schedule-not-clipped"}


def test_past_the_end_of_training_nothing_is_asked(tmp_path: Path) -> None:
    report = judged(tmp_path, POLYNOMIAL, ("decay_steps", "total_steps"))
    assert statuses(report) == {"basic": "ok"}
    assert all("nothing is asked" in layer.understood for layer in report.layers)


def test_a_function_may_never_be_called_past_its_end(tmp_path: Path) -> None:
    source = """
def polynomial_decay(step, lr, decay_steps):
    return lr * (1 - step / decay_steps)
"""
    assert statuses(judged(tmp_path, source)) == {"basic": "ok"}


def test_a_rate_that_grows_is_wrong_unless_its_number_may_be_negative(tmp_path: Path) -> None:
    grows = ("np.exp(-", "np.exp(")
    assert bugs(judged(tmp_path, EXPONENTIAL, grows)) == {"schedule-grows"}
    report = judged(tmp_path, EXPONENTIAL, grows, ("decay_rate", "k"))
    assert list(report) == []
    assert "it falls if k is negative" in told(report)


def test_a_division_by_a_power_is_right_for_numbers_above_1(tmp_path: Path) -> None:
    report = judged(tmp_path, EXPONENTIAL, ("np.exp(-decay_rate * epoch)", "decay_rate ** -epoch"))
    assert list(report) == []
    assert "above 1" in told(report)


def test_a_required_parameter_that_is_not_known_is_told(tmp_path: Path) -> None:
    report = judged(tmp_path, EXPONENTIAL, ("decay_rate):", "decay_rate, batches):"))
    assert list(report) == []
    assert "the meaning of its parameter `batches` is not known" in told(report)


def test_beside_a_parameter_that_is_not_known_nothing_is_called_wrong(tmp_path: Path) -> None:
    changes = ("decay_rate):", "decay_rate, offset=0):"), ("np.exp(-", "np.exp(")
    assert "`offset` is not known" in told(judged(tmp_path, EXPONENTIAL, *changes))
    assert statuses(judged(tmp_path, EXPONENTIAL, changes[0])) == {"basic": "convention"}


def test_the_last_rate_divided_is_in_doubt(tmp_path: Path) -> None:
    report = judged(tmp_path, KEPT)
    assert list(report) == []
    assert "some take the last rate" in told(report)


def test_a_rate_that_never_changes_is_not_judged(tmp_path: Path) -> None:
    report = judged(tmp_path, STEP, ("self.optimizer.lr =", "rate ="))
    assert "its rate never changes" in told(report)


def test_a_rate_that_changes_once_shows_no_formula(tmp_path: Path) -> None:
    power = "(end_lr / lr0) ** (epoch / 50)"
    changes = ("decay_rate):", "end_lr):"), ("np.exp(-decay_rate * epoch)", power)
    report = judged(tmp_path, EXPONENTIAL, *changes, ("return", "one = 1.0\n    return"))
    assert list(report) == []
    assert "its rate changes once" in told(report)


def test_the_rate_may_be_a_property(tmp_path: Path) -> None:
    source = """
class InverseTimeDecay:
    def __init__(self, initial_lr, decay):
        self.initial_lr, self.decay, self.t = initial_lr, decay, 0
    @property
    def lr(self):
        return self.initial_lr / (1 + self.decay * self.t)
    def step(self):
        self.t += 1
"""
    assert statuses(judged(tmp_path, source)) == {"basic": "ok"}


def test_rates_of_no_known_formula_are_not_judged(tmp_path: Path) -> None:
    report = judged(tmp_path, EXPONENTIAL, ("np.exp(", "np.tanh("))
    assert "those of no formula of exponential_lr" in told(report)


def test_a_schedule_that_raises_is_told_with_what_it_raised(tmp_path: Path) -> None:
    report = judged(tmp_path, EXPONENTIAL, ("np.exp(-", "np.exp(unbound * -"))
    assert "NameError" in told(report)


def test_a_schedule_of_another_kind_is_told(tmp_path: Path) -> None:
    source = """
class ReduceLROnPlateau:
    def __init__(self, optimizer, patience=3):
        self.optimizer, self.patience = optimizer, patience
    def step(self, loss):
        self.optimizer.lr *= 0.5
"""
    assert "no formula of its kind is known" in told(judged(tmp_path, source))


def test_a_linear_warm_up_is_no_linear_layer(tmp_path: Path) -> None:
    source = """
def linear_warmup(step, warmup_steps, lr):
    return lr * step / warmup_steps
"""
    report = judged(tmp_path, source)
    assert {result.op for result in report} == {"linear_warmup"}
    assert report.verdict == "ok"


def test_numbers_are_found_in_the_source(tmp_path: Path) -> None:
    source = """
import math
def step_decay(epoch):
    return 0.08 * 0.5 ** math.floor(epoch / 40)
"""
    report = judged(tmp_path, source)
    assert statuses(report) == {"basic": "ok"}
    assert "lr 0.08, gamma 0.5, size 40" in report.layers[0].understood


def test_single_precision_is_right_where_it_is_right(tmp_path: Path) -> None:
    single = (
        "lr0 * np.exp(-decay_rate * epoch)",
        "np.float32(lr0) * np.exp(np.float32(-decay_rate * epoch))",
    )
    assert statuses(judged(tmp_path, EXPONENTIAL, single)) == {"basic": "convention"}


def test_a_schedule_can_be_asked_for_alone(tmp_path: Path) -> None:
    path = tmp_path / "homework.py"
    path.write_text(STEP + EXPONENTIAL, "utf-8")
    report = judge_target(str(path), Settings(ops=("step_lr",)))
    assert {result.op for result in report} == {"step_lr"}
    assert {"step_lr", "exponential_lr", "linear_lr", "warmup_cosine"} <= set(reported_ops())
