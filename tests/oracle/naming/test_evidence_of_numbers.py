"""Whether a bug is as right as homework that is right, whatever the shape of its numbers."""

import numpy as np

from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.naming.evidence import is_as_right
from tests.helpers.observed import bug_named, finding_of, observed


def summed_over(rows, *, keep):
    """Return a dense layer whose bias gradient is summed over some rows alone."""

    def implementation(x, weight, bias):
        out, pullback = twin_of("linear")(x, weight, bias)
        return out, lambda g: (*pullback(g)[:2], g[:rows].sum(0, keepdims=keep))

    return implementation


def dense(implementation, n):
    arrays = {"x": np.ones((n, 2)), "weight": np.ones((3, 2)), "bias": np.ones(3)}
    return finding_of("grad_bias", [observed("linear", implementation, arrays)])


NOT_SUMMED = "linear-bias-missing-grad_bias_not_summed"


def test_a_bug_is_as_right_as_homework_whose_numbers_it_gives_in_another_shape():
    # For one row (1, K) and (K,) hold the same.
    assert is_as_right(bug_named(NOT_SUMMED), dense(summed_over(1, keep=False), 1))


def test_a_bug_that_gives_other_numbers_is_not_as_right():
    assert not is_as_right(bug_named("linear-sign-flipped-grad_bias"), dense(twin_of("linear"), 1))


def test_a_bug_that_gives_more_numbers_is_not_as_right():
    assert not is_as_right(bug_named(NOT_SUMMED), dense(summed_over(1, keep=False), 2))


def test_an_output_of_another_shape_is_not_as_right():
    def in_a_row(x, weight, bias):
        out, pullback = twin_of("linear")(x, weight, bias)
        return out.reshape(-1), pullback

    arrays = {"x": np.ones((2, 2)), "weight": np.ones((3, 2)), "bias": np.ones(3)}
    finding = finding_of("forward", [observed("linear", in_a_row, arrays)])
    assert not is_as_right(bug_named(NOT_SUMMED), finding)


def test_a_bug_is_as_right_as_homework_that_does_the_same():
    arrays = {"x": np.ones((2, 2)), "weight": np.ones((3, 2)), "bias": np.ones(3)}
    finding = finding_of("forward", [observed("linear", twin_of("linear"), arrays)])
    assert is_as_right(bug_named(NOT_SUMMED), finding)


def test_a_bug_has_to_give_the_numbers_of_every_case():
    cases = [dense(summed_over(1, keep=False), n).observations for n in (1, 2)]
    seen = [one for case in cases for one in case]
    assert not is_as_right(bug_named(NOT_SUMMED), finding_of("grad_bias", seen))
