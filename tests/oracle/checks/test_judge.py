"""The judge: the same cases for the same seed, the smallest counterexample, no crash."""

import pickle
from typing import Any

import numpy as np
import pytest

from reference import ops as twins
from scratchcnn import ops, oracle
from scratchcnn.oracle.cards.bugs import BUGS
from scratchcnn.oracle.cards.table import ours
from scratchcnn.oracle.checks import judge
from scratchcnn.oracle.checks.asked import checks_of
from scratchcnn.oracle.checks.checks import forward
from scratchcnn.oracle.checks.judge import draw_trials, judge_regime
from scratchcnn.oracle.report.report import Report


def test_a_failing_report_comes_through_another_process() -> None:
    report = oracle.check(ops.tanh, op="relu", examples=2, refusals=False)
    arrived = pickle.loads(pickle.dumps(report))
    assert [(one.check, one.regime, bool(one)) for one in arrived] == [
        (one.check, one.regime, bool(one)) for one in report
    ]
    assert not arrived
    (sent, got) = (next(one for one in each if not one) for each in (report, arrived))
    assert sent.counterexample is not None
    assert got.counterexample is not None
    np.testing.assert_array_equal(got.counterexample.out, sent.counterexample.out)


@pytest.mark.parametrize("op", ours())
def test_what_the_judge_knows_of_an_op_can_be_sent(op: str) -> None:
    (one, *_) = draw_trials(op, "basic", 1)
    assert one.bounds
    assert one.grads
    arrived = pickle.loads(pickle.dumps(one))
    np.testing.assert_array_equal(arrived.out, one.out)


def drawn(seed: int) -> list[tuple[Any, ...]]:
    draw_trials.cache_clear()
    trials = draw_trials("conv2d", "stride", 5, seed)
    return [(trial.arrays["x"].tolist(), dict(trial.options), trial.dtype) for trial in trials]


def test_the_same_seed_draws_the_same_cases() -> None:
    assert drawn(3) == drawn(3)


def test_another_seed_draws_other_cases() -> None:
    assert drawn(3) != drawn(4)


def test_every_case_is_run_in_both_precisions() -> None:
    trials = draw_trials("relu", "basic", 5)
    assert {str(trial.dtype) for trial in trials} == {"float32", "float64"}
    assert len(trials) == 10


def test_a_right_implementation_is_accepted() -> None:
    report = oracle.check(twins.relu, op="relu", examples=3, refusals=False)
    assert report
    assert len(report) > 20


def test_a_wrong_one_is_refused_with_its_smallest_case() -> None:
    def shifted(x: Any) -> Any:
        out, pullback = twins.relu(x)
        return np.where(x > 2, out + 1, out), pullback

    assert not oracle.check(shifted, op="relu", examples=2, refusals=False)
    failed = judge_regime(shifted, ours()["relu"], "basic", forward, 20, 0)
    assert failed is not None
    assert not failed
    assert failed.counterexample is not None
    assert failed.counterexample.arrays["x"].shape == (1,)
    assert failed.verdict.message == "out differs in 1 of 1 elements"


@pytest.mark.parametrize(
    ("bug", "check", "regime", "shape"),
    [
        ("conv2d-stride-ignored-forward", "forward", "stride", (1, 1, 1, 3)),
        ("conv2d-padding-zero-slice-grad_x", "grad_x", "no_padding", (1, 1, 1, 1)),
        ("max_pool2d-ties-all-receive-grad_x", "grad_x", "ties", (1, 1, 1, 2)),
        ("max_pool2d-overlap-overwritten-grad_x_by_window", "grad_x", "overlap", (1, 1, 2, 3)),
    ],
)
def test_a_failure_shrinks_to_what_a_person_can_work_through_by_hand(
    bug: str, check: str, regime: str, shape: tuple[int, ...]
) -> None:
    (planted,) = (one for one in BUGS if one.name == bug)
    entry = ours()[planted.op]
    (judged,) = (one for one in checks_of(entry, regime) if one.__name__ == check)
    result = judge_regime(planted.make(), entry, regime, judged, 20, 0)
    assert result is not None
    assert result.counterexample is not None
    x = result.counterexample.arrays["x"]
    assert x.size <= 2 * np.prod(shape)
    np.testing.assert_array_equal(x, np.rint(x))


def test_one_failure_does_not_hide_what_is_right() -> None:
    def backwards(x: Any) -> Any:
        out, pullback = twins.relu(x)
        return out, lambda grad_out: (-pullback(grad_out)[0],)

    report = oracle.check(backwards, op="relu", examples=3, refusals=False)
    verdicts = {(r.check, r.regime): bool(r) for r in report}
    assert verdicts["forward", "basic"]
    assert not verdicts["grad_x", "basic"]


def test_what_the_implementation_raises_is_a_wrong_result() -> None:
    def crash(x: Any) -> Any:
        raise IndexError("index 7 is out of bounds")

    report = oracle.check(crash, op="relu", examples=2, refusals=False)
    assert {result.status for result in report} == {"wrong"}
    assert next(iter(report)).verdict.message == "raised IndexError: index 7 is out of bounds"


def test_what_is_not_implemented_is_said_to_be_so() -> None:
    def later(x: Any) -> Any:
        raise NotImplementedError("not yet")

    report = oracle.check(later, op="relu", examples=2, refusals=False)
    assert {result.status for result in report} == {"unimplemented"}


def test_gradients_of_an_output_of_the_wrong_shape_are_not_judged() -> None:
    def flat(x: Any) -> Any:
        out, pullback = twins.relu(x)
        return np.append(out, 0.0), pullback

    report = oracle.check(flat, op="relu", examples=2, refusals=False)
    # These two look at memory, not at values.
    assert {result.check for result in report} == {"forward", "inputs_unchanged", "no_aliasing"}
    assert {result.check for result in report if not result} == {"forward"}


def test_a_failure_that_shrinking_does_not_find_again_is_shown_as_it_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # It would not be found in a thousand cases either.
    monkeypatch.setattr(judge, "SHRINKING", 50)
    calls = 0

    def flaky(x: Any) -> Any:
        nonlocal calls
        calls += 1
        out, pullback = twins.relu(x)
        return (out + 1 if calls == 1 else out), pullback

    result = judge_regime(flaky, ours()["relu"], "basic", forward, 2, 0)
    assert result is not None
    assert not result
    assert result.counterexample is not None


def test_numpy_s_warnings_are_no_failures() -> None:
    report = oracle.check(twins.softmax, op="softmax", examples=3, refusals=False)
    assert report


def test_a_report_in_which_nothing_ran_is_no_success() -> None:
    assert not Report("mine", (), 0)


def test_an_unknown_op_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^op must be one of conv2d, .*, got 'conv4d'$"):
        oracle.check(twins.relu, op="conv4d")


def test_zero_examples_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^examples must be at least 1, got 0$"):
        oracle.check(twins.relu, op="relu", examples=0)


def test_the_implementation_is_reported_by_its_name() -> None:
    assert oracle.check(twins.relu, op="relu", examples=1).target == "reference.activations.relu"


def test_what_has_no_hash_is_judged_by_its_arguments() -> None:
    class Without:
        __hash__ = None  # as a dataclass that can be compared

        def __call__(self, x: Any) -> Any:
            return ops.relu(x)

    result = judge_regime(Without(), ours()["relu"], "basic", forward, 2, 0)
    assert result is not None
    assert result.status == "ok"
