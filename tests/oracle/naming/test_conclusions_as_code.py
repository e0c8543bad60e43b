"""The code that reproduces what a result shows: which call it makes, and whether there is any."""

import numpy as np
import pytest

from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.observation import Observation
from scratchcnn.oracle.checks.results import NamedBug, Result
from scratchcnn.oracle.naming import conclusions as module
from tests.helpers.observed import finding_of, observed, trial_of
from tests.helpers.samples.living import Dense, MaxPool, plan_of
from tests.helpers.unshrinking import conclusions

ARRAYS = {"x": [[1.0, 2.0], [3.0, 4.0]], "weight": [[5.0, 6.0]], "bias": [7.0]}


def linear(change_out=0.0, change_grad=0.0, from_call=1):
    """Return a linear layer that is off by so much, from one of its calls on."""
    calls = []

    def implementation(x, weight, bias):
        calls.append(x)
        out, pullback = twin_of("linear")(x, weight, bias)
        off = len(calls) >= from_call
        return out + off * change_out, lambda g: tuple(
            one + off * change_grad for one in pullback(g)
        )

    return implementation


@pytest.fixture
def asked(monkeypatch):
    """What the lines are asked for, in the place of the lines."""
    calls = []

    def note(*arguments):
        calls.append(arguments)
        return "lines"

    monkeypatch.setattr(module, "reproducer", note)
    return calls


def told(check, implementation):
    """Return the result of a check on one trial of a Dense, and the trial."""
    seen = observed("linear", implementation, ARRAYS)
    found = finding_of(check, [seen])
    return conclusions("linear", plan_of(Dense)).result(found, [found]), seen.trial


def assert_is(setting, trial, rate=1.0):
    assert (setting.op, setting.rate) == ("linear", rate)
    assert setting.arrays is trial.arrays
    assert setting.options is trial.options


@pytest.mark.parametrize(
    ("check", "implementation"),
    [
        ("forward", linear(change_out=0.1234)),
        ("grad_weight", linear(change_grad=0.1234)),
    ],
)
def test_the_lines_make_the_call_that_is_shown(asked, check, implementation):
    result, trial = told(check, implementation)
    ((plan, setting, grad_out, looked_at, expected, before),) = asked
    assert result.reproducer == "lines"
    assert result.counterexample is trial
    assert plan.name == "Dense"
    assert_is(setting, trial)
    assert grad_out is trial.grad_out
    assert looked_at == check
    assert expected is result.verdict.expected
    assert before is None


@pytest.mark.parametrize(
    ("change", "expected"), [("change_out", "forward"), ("change_grad", "grad_x")]
)
def test_the_lines_of_a_second_call_make_the_first_one_before_it(asked, change, expected):
    result, first = told("repeatable", linear(from_call=2, **{change: 0.1234}))
    ((_, setting, grad_out, looked_at, _, (before, upstream)),) = asked
    second = result.counterexample
    assert second.arrays["x"].tolist() == [[4.0, 3.0], [2.0, 1.0]]
    assert_is(setting, second)
    assert_is(before, first)
    assert (grad_out is second.grad_out, upstream is first.grad_out) == (True, True)
    assert looked_at == expected


def test_the_lines_of_a_changed_argument_call_backward_too(asked):
    def writing(x, weight, bias):
        out, pullback = twin_of("linear")(x.copy(), weight, bias)
        x += 1
        return out, pullback

    told("inputs_unchanged", writing)
    ((_, _, _, looked_at, expected, _),) = asked
    assert (looked_at, expected) == ("grad_x", None)


def test_the_lines_have_the_options_and_the_learning_rate(asked):
    trial = trial_of("max_pool2d", {"x": np.ones((1, 1, 4, 4))}, kernel_size=2, stride=1)
    seen = Observation(lambda: lambda **_: (np.zeros((1, 1, 3, 3)), None), trial, 1 / 8)
    found = finding_of("forward", [seen])
    conclusions("max_pool2d", plan_of(MaxPool)).result(found, [found])
    ((_, setting, *_),) = asked
    assert (setting.options, setting.rate) == ({"kernel_size": 2, "stride": 1}, 1 / 8)


def test_what_no_second_call_says_has_no_lines(asked):
    seen = observed("linear", linear(), ARRAYS)
    found = finding_of("repeatable", [seen])
    about = conclusions("linear", plan_of(Dense))
    result = about.shown_by(found, seen, Verdict(False, message="a choice"))
    assert (result.counterexample, result.reproducer) == (seen.trial, None)
    assert asked == []


def test_what_has_no_plan_has_no_lines(asked):
    seen = observed("linear", linear(change_out=0.1234), ARRAYS)
    found = finding_of("forward", [seen])
    assert conclusions("linear").result(found, [found]).reproducer is None
    assert asked == []


def test_what_a_layout_has_no_place_for_has_no_lines(monkeypatch):
    def misfit(*arguments):
        raise Misfit("no place")

    monkeypatch.setattr(module, "reproducer", misfit)
    result, trial = told("forward", linear(change_out=0.1234))
    assert (result.counterexample, result.reproducer) == (trial, None)


def together(gradient, *known, status="wrong"):
    """Return what is concluded where all is mixed and these bugs are known from elsewhere."""
    seen = observed("linear", gradient, ARRAYS)
    mixed = finding_of("grad_weight", [seen], "mixed")
    bugs = [NamedBug(one, "", "", "") for one in known]
    others = [("grad_weight", (bug,)) for bug in bugs] + [("grad_x", (NamedBug("x", *"   "),))]
    verdict = Verdict(False)
    results = [Result("linear", check, "basic", 1, verdict, bugs=b) for check, b in others]
    return conclusions("linear", plan_of(Dense)).together(mixed, [], results)


WORDS = ": what other regimes show comes together here"


def test_two_bugs_that_come_together_have_words_and_neither_case_nor_lines(asked):
    result = together(linear(change_grad=0.1234), "a", "b")
    assert (result.status, result.check, result.regime) == ("wrong", "grad_weight", "mixed")
    assert result.verdict.message == f"grad_weight differs in 2 of 2 elements{WORDS}"
    assert (result.counterexample, result.reproducer) == (None, None)


def test_one_bug_does_not_come_together_with_one_of_another_check(asked):
    result = together(linear(change_grad=0.1234), "a", "a")
    assert WORDS not in result.verdict.message
    assert (result.counterexample is None, result.reproducer) == (False, "lines")


def flipped(x, weight, bias):
    out, pullback = twin_of("linear")(x, weight, bias)
    return out, lambda g: tuple(-one for one in pullback(g))


def rounded(x, weight, bias):
    out, pullback = twin_of("linear")(x, weight, bias)
    return out, lambda g: tuple(one * (1 + 1e-8) for one in pullback(g))


@pytest.mark.parametrize(
    ("implementation", "status"),
    [(flipped, "wrong"), (rounded, "convention"), (linear(), "ok")],
)
def test_what_is_known_or_may_be_does_not_come_together(asked, implementation, status):
    result = together(implementation, "a", "b")
    assert result.status == status
    assert WORDS not in result.verdict.message
    assert (result.counterexample is None) == (status == "ok")
