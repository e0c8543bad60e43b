from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from scratchcnn.oracle.cards.trials import MINIMUM, draw
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks import homework
from scratchcnn.oracle.checks.homework import Judge, rate_of, size_of, smallest_of
from scratchcnn.oracle.checks.verdicts import check_named
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.understanding.calls.pairs import Subject
from tests.helpers.observed import Layer, observed, relu, subject


def judge(implementation=relu, op="relu", *, has_rate=False, seed=0):
    return Judge(subject(implementation, op, has_rate=has_rate), seed)


def steep(x):
    out, pullback = relu(x)
    return out, lambda grad_out: (2 * pullback(grad_out)[0],)


def arrays_of(trials):
    return [array.tobytes() for one in trials for array in one.arrays.values()]


def test_the_same_seed_draws_the_same_trials():
    one = draw.__wrapped__("relu", Offer(), "basic", 5, 0)
    other = draw.__wrapped__("relu", Offer(), "basic", 5, 0)
    assert arrays_of(one) == arrays_of(other)


def test_another_seed_draws_other_trials():
    assert arrays_of(draw("relu", Offer(), "mixed", 9, 0)) != arrays_of(
        draw("relu", Offer(), "mixed", 9, 1)
    )


def test_trials_are_drawn_in_double_precision():
    assert {one.dtype for one in draw("linear", Offer(), "basic", 5, 0)} == {np.dtype(float)}


def test_both_rates_come_in_turn():
    assert [rate_of(index) for index in range(4)] == [1, 1 / 8, 1, 1 / 8]


def test_every_check_has_its_finding():
    findings = list(judge().examine("basic"))
    assert [one.check for one in findings] == ["forward", "grad_x", "inputs_unchanged"]
    assert not any(one.bad for one in findings)


def test_a_finding_knows_what_is_bad():
    findings = {one.check: one for one in judge(steep).examine("basic")}
    assert not findings["forward"].bad
    # Where no entry is above 0, twice the gradient is the gradient: 0.
    seen = [one for one, _ in findings["grad_x"].verdicts]
    steeper = [one for one in seen if (one.trial.arrays["x"] > 0).any()]
    assert [one for one, _ in findings["grad_x"].bad] == steeper != []


def test_homework_that_used_its_budget_up_gets_the_least_number_of_cases(monkeypatch):
    monkeypatch.setattr(homework, "monotonic", lambda: 60)
    (forward, *_) = judge().examine("mixed", end=60)
    assert len(forward.verdicts) <= MINIMUM


def test_homework_within_its_budget_gets_more_however_slow_one_regime_is(monkeypatch):
    clock = count(step=30)
    least = len(next(judge().examine("mixed", end=0)).verdicts)
    monkeypatch.setattr(homework, "monotonic", lambda: next(clock))
    assert len(next(judge().examine("mixed", end=60)).verdicts) > least


def test_after_a_timeout_no_more_cases_of_a_regime_run():
    def slow(x):
        raise HomeworkFailure(Failure("timeout"), "forward")

    one = judge(slow)
    (finding, *_) = one.examine("basic")
    assert len(finding.verdicts) == one.calls == 1


def test_second_calls_are_looked_at_once_all_regimes_are_through():
    one = judge()
    list(one.examine("basic"))
    list(one.examine("batch"))
    assert [(found.check, found.regime) for found in one.again(())] == [
        ("repeatable", "basic"),
        ("repeatable", "batch"),
    ]


def test_a_failing_case_is_made_small():
    one = judge(steep)
    findings = {found.check: found for found in one.examine("mixed")}
    check = check_named("grad_x")
    seen, verdict = one.shrink(findings["grad_x"], check, lambda *_: True)
    assert not verdict.ok
    assert size_of(seen) <= size_of(smallest_of(findings["grad_x"].bad)[0])


def test_shrinking_takes_so_many_calls_and_no_more(monkeypatch):
    monkeypatch.setattr(homework, "SHRINKING", 7)
    one = judge(steep, has_rate=True)
    findings = {found.check: found for found in one.examine("basic")}
    before = one.calls
    one.shrink(findings["grad_x"], check_named("grad_x"), lambda *_: True)
    assert one.calls - before <= 7


def test_what_fails_in_another_way_is_not_accepted():
    one = judge(steep)
    findings = {found.check: found for found in one.examine("basic")}
    assert one.shrink(findings["grad_x"], check_named("grad_x"), lambda *_: False) is None


def test_the_smallest_of_some_cases_has_the_fewest_numbers():
    seen = [observed("relu", steep, {"x": np.ones((1, n))}) for n in (3, 1, 2)]
    pairs = [(one, check_named("grad_x")(one)) for one in seen]
    assert smallest_of(pairs) == pairs[1]


def test_objects_are_let_go():
    closed = []

    class Closing(Layer):
        def close(self):
            closed.append(1)

    one = Judge(Subject("relu", Offer(), lambda rate: Closing(relu), has_rate=False))
    (forward, *_) = one.examine("basic")
    one.close()
    assert len(closed) == len(forward.observations)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_judge_draws_by_its_seed(seed):
    one = judge(seed=seed)
    (forward, *_) = one.examine("basic", 5)
    drawn = draw("relu", Offer(), "basic", 5, seed)
    assert arrays_of(s.trial for s in forward.observations) == arrays_of(drawn)


def lower(x, weight, bias=None, **options):
    """A convolution whose `same` has the further zeros at the beginning."""
    if options.get("padding") == "same":
        options["padding"] = tuple((side // 2, (side - 1) // 2) for side in weight.shape[2:])
    return twin_of("conv2d")(x, weight, bias, **options)


def flipped(x, weight, bias=None, **options):
    out, _ = twin_of("conv2d")(x, weight[:, :, ::-1, ::-1].copy(), bias, **options)
    return out, twin_of("conv2d")(x, weight, bias, **options)[1]


def bound_by(implementation):
    offer = Offer(named_padding=("same", "valid"))
    one = Judge(replace(subject(implementation, "conv2d"), offer=offer))
    for _ in one.examine("same"):
        pass
    return one.bound["same"]


def test_gradients_are_bound_to_a_convention_that_explains_all_outputs():
    assert len(bound_by(lower)) == 1


def test_a_convention_that_explains_some_outputs_by_chance_binds_nothing():
    assert bound_by(flipped) == []
