"""Which case shows what is wrong: of those that were drawn, and made smaller."""

from dataclasses import replace

import numpy as np
import pytest

from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.verdicts import check_named
from scratchcnn.oracle.naming.precision import SINGLE
from tests.helpers.gradients_of_relu import flipped, odd, slope_at_zero, with_gradient
from tests.helpers.observed import finding_of, observed, relu
from tests.helpers.unshrinking import conclusions


def twice_below(x, g):
    """Return a gradient with the slope of 1 at 0, which may be, and another one below."""
    return g * np.where(x < 0, 2, 1)


def refusing(x):
    raise Misfit("no place")


def in_single_precision(x):
    return relu(np.float32(x).astype(float))


def seen_of(gradient, *arrays):
    return [observed("relu", with_gradient(gradient), {"x": x}) for x in arrays]


def gradients(gradient, *arrays, regime="basic"):
    return finding_of("grad_x", seen_of(gradient, *arrays), regime)


def concluded(finding, about=None):
    return (about or conclusions()).result(finding, [finding])


def shown(result):
    return result.counterexample.arrays["x"].tolist()


@pytest.mark.parametrize(
    ("implementation", "check", "status"),
    [
        (refusing, "forward", "unsupported"),
        (in_single_precision, "forward", "convention"),
        (with_gradient(odd), "grad_x", "wrong"),
    ],
)
def test_the_smallest_of_the_cases_that_are_always_drawn_is_shown(implementation, check, status):
    cases = [[[0.1, 0.2, 0.3]], *[[[0.1, 0.2]]] * 11, [[0.1]]]
    seen = [observed("relu", implementation, {"x": x}) for x in cases]
    result = concluded(finding_of(check, seen))
    assert (result.status, shown(result)) == (status, [[0.1, 0.2]])


def test_a_result_is_that_of_its_check_in_its_regime():
    result = concluded(gradients(odd, [[1.0]], [[-1.0]], regime="batch"))
    assert (result.op, result.check, result.regime) == ("relu", "grad_x", "batch")
    assert result.examples == 2


def test_a_convention_is_told_in_its_words_and_has_no_bug():
    seen = [observed("relu", in_single_precision, {"x": [[0.1, 0.2]]})]
    result = concluded(finding_of("forward", seen))
    assert (result.status, result.verdict.message, result.bugs) == ("convention", SINGLE.words, ())


def test_what_is_wrong_is_shown_and_pictured_by_no_case_that_may_be():
    found = gradients(twice_below, [[0.0]], [[1.0, -1.0]], [[0.0, 0.0, 0.0]])
    assert len(found.bad) == 3
    result = concluded(found)
    assert (result.status, shown(result)) == ("wrong", [[1.0, -1.0]])
    assert result.pictured[0] is found.observations[1].trial


def test_what_may_be_in_all_cases_is_shown_by_the_smallest_and_pictured_by_the_largest():
    found = gradients(slope_at_zero, [[0.0, -1.0, 0.0]], [[0.0, -1.0]])
    result = concluded(found)
    assert (result.status, shown(result)) == ("convention", [[0.0, -1.0]])
    assert result.pictured[0] is found.observations[0].trial


def test_the_case_that_was_made_smaller_is_shown():
    (small,) = gradients(flipped, [[2.0]]).bad
    about = conclusions(smallest=small)
    found = gradients(flipped, [[1.0, 2.0]])
    assert shown(concluded(found, about)) == [[2.0]]
    assert shown(concluded(found, about)) == [[2.0]]


def test_a_bug_is_made_smaller_once():
    about = conclusions()
    results = [
        concluded(gradients(flipped, x, regime=regime), about)
        for x, regime in (([[1.0, 2.0]], "basic"), ([[3.0]], "basic"), ([[4.0]], "batch"))
    ]
    assert len(about.judge.asked) == 1
    assert [shown(one) for one in results] == [[[1.0, 2.0]], [[1.0, 2.0]], [[4.0]]]


@pytest.mark.parametrize("regime", ["kink", "ties"])
def test_a_bug_that_shows_elsewhere_is_not_shown_by_a_kink_or_a_tie(regime):
    about = conclusions()
    concluded(gradients(flipped, [[1.0, 2.0]]), about)
    assert shown(concluded(gradients(flipped, [[3.0]], regime=regime), about)) == [[1.0, 2.0]]


def test_what_has_no_name_is_shown_by_a_kink_if_it_shows_there():
    about = conclusions()
    concluded(gradients(odd, [[1.0, 2.0]]), about)
    assert shown(concluded(gradients(odd, [[3.0]], regime="kink"), about)) == [[3.0]]


def test_two_checks_and_two_bugs_are_made_smaller_each():
    about = conclusions()
    gradient, other = gradients(odd, [[1.0, 2.0]]), gradients(flipped, [[3.0]])
    output = finding_of("forward", [observed("relu", lambda x: (1.2345 * x, None), {"x": [[4.0]]})])
    told = [shown(concluded(found, about)) for found in (gradient, other, output)]
    assert told == [[[1.0, 2.0]], [[3.0]], [[4.0]]]
    assert len(about.judge.asked) == 3


def accepts(found, gradient, x, **changes):
    """Return whether a case stands for what was found, however it was drawn."""
    about = conclusions()
    concluded(found, about)
    ((check, accept),) = about.judge.asked
    (seen,) = seen_of(gradient, x)
    verdict = check(seen)
    assert not verdict.ok
    return accept(seen, replace(verdict, **changes))


def test_a_smaller_case_has_the_same_bug():
    found = gradients(flipped, [[1.0, 2.0]])
    assert accepts(found, flipped, [[3.0]])
    assert not accepts(found, odd, [[3.0]])


def test_a_smaller_case_of_what_has_no_name_is_wrong_in_any_way():
    found = gradients(odd, [[1.0, 2.0]])
    assert accepts(found, odd, [[3.0]])
    assert accepts(found, flipped, [[3.0]])


def test_a_smaller_case_is_neither_refused_nor_a_choice():
    found = gradients(odd, [[1.0, 2.0]])
    assert not accepts(found, odd, [[3.0]], status="unsupported")
    assert not accepts(found, slope_at_zero, [[0.0]])


def test_a_smaller_case_of_a_symptom_is_wrong_in_any_way():
    def writing(x):
        out, pullback = relu(x.copy())
        x += 1
        return out, lambda g: pullback(np.add(g, 1, out=g))

    about = conclusions()
    seen = observed("relu", writing, {"x": [[1.0, 2.0]]})
    (bug,) = concluded(finding_of("inputs_unchanged", [seen]), about).bugs
    assert (bug.id, bug.evidence) == ("inputs-mutated", "changed in 1 cases")
    ((_, accept),) = about.judge.asked
    assert accept(seen, Verdict(False))


def test_a_second_call_is_made_smaller_without_what_is_wrong_on_a_first_one():
    calls = []

    def wearing(x, weight):
        calls.append(x)
        out, pullback = twin_of("linear")(x, weight)
        return out, lambda g: tuple(one + 1.2345 * (len(calls) > 1) for one in pullback(g))

    seen = observed("linear", wearing, {"x": [[1.0, 2.0]], "weight": [[3.0, 4.0]]})
    found = finding_of("repeatable", [seen])
    about = conclusions("linear")
    about.result(found, [found], {"grad_x"})
    ((check, _),) = about.judge.asked
    assert "grad_x" in check_named("repeatable")(seen).message
    assert "grad_weight" in check(seen).message
