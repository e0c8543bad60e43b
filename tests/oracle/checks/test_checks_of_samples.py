"""A sample alone gives what it gives in its batch."""

from typing import Any

import numpy as np
import pytest
from affine import (
    GRAD_OUT,
    GRAD_X,
    OUT,
    WEIGHT,
    X,
    a_trial,
    affine,
    assert_verdict,
    changed,
    errs_by,
    judged,
    plus,
    without_error,
)

from scratchcnn.oracle.cases.bounds import Bound
from scratchcnn.oracle.cases.case import Implementation
from scratchcnn.oracle.checks import checks
from scratchcnn.oracle.checks.checks import NotJudged

# What the second, third and fourth calls are; the first is not judged.
WHEN = {
    2: "after a call with other data",
    3: "on a later call with a larger batch",
    4: "after a call with a larger batch",
}


def by_batch(out: Any = 0.0, grad_x: Any = 0.0) -> Implementation:
    """Return `affine` that adds something to every sample but the first of its batch."""

    def implementation(**arrays: Any) -> tuple[Any, Any]:
        place = (np.arange(len(arrays["x"])) > 0)[:, np.newaxis]
        return changed(out=plus(out * place), grad_x=plus(grad_x * place))(**arrays)

    return implementation


def test_samples_that_do_not_see_each_other_are_independent() -> None:
    verdict = checks.batch_independent(affine, a_trial(0.5))
    assert_verdict(verdict, True, **without_error(OUT[:1], allowed=1.0))


def test_a_sample_may_differ_from_itself_in_the_batch_by_twice_its_limit() -> None:
    verdict = checks.batch_independent(by_batch(out=1), a_trial(0.5))
    assert_verdict(
        verdict, True, error=1.0, allowed=1.0, index=(0, 0), got=OUT[1:], expected=[[19, 16, 49]]
    )


def test_an_output_that_depends_on_the_batch_is_told_with_its_sample() -> None:
    verdict = checks.batch_independent(by_batch(out=[0, 0, 1.25]), a_trial(0.5))
    assert_verdict(
        verdict,
        False,
        "out of sample 1 differs in 1 of 3 elements",
        error=1.25,
        allowed=1.0,
        index=(0, 2),
        got=OUT[1:],
        expected=[[18, 15, 49.25]],
    )


def test_a_gradient_that_depends_on_the_batch_is_told_with_its_sample() -> None:
    verdict = checks.batch_independent(by_batch(grad_x=2), a_trial(0.5))
    assert_verdict(
        verdict,
        False,
        "grad_x of sample 1 differs in 3 of 3 elements",
        error=2.0,
        allowed=1.0,
        index=(0, 0),
        got=GRAD_X[1:],
        expected=[[-6, -3, -16]],
    )


def test_a_mean_over_the_batch_is_seen_in_its_first_sample() -> None:
    def centred(x: Any, weight: Any) -> tuple[Any, Any]:
        return affine(x - x.mean(0), weight)

    verdict = judged(checks.batch_independent(centred, a_trial(x=X, weight=WEIGHT)))
    assert verdict.message == "out of sample 0 differs in 3 of 3 elements"


def test_every_element_of_a_sample_has_its_own_limit() -> None:
    rows = {
        "out": errs_by([[0, 0, 0], [0.5, 0, 0]]),
        "grad_x": errs_by([[0, 0, 0], [0, 1, 0]]),
    }
    wrong = by_batch(out=[1, 0, 0], grad_x=[0, 2, 0])
    assert judged(checks.batch_independent(wrong, a_trial(bound=rows))).ok


def test_a_single_precision_sample_has_the_limit_of_single_precision() -> None:
    def single(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = by_batch(out=5, grad_x=5)(**arrays)
        return np.float32(out), lambda grad_out: tuple(map(np.float32, pullback(grad_out)))

    # Four roundings of 2**-24, in the batch and alone, allow for 8.
    one = a_trial(bound=dict.fromkeys(("out", "grad_x"), Bound(0, 2.0**24)))
    verdict = judged(checks.batch_independent(single, one))
    assert verdict.ok
    assert verdict.share == pytest.approx(5 / 8, rel=1e-6)


def test_a_batch_of_one_is_judged_too() -> None:
    one = a_trial(x=X[:1], weight=WEIGHT, grad_out=GRAD_OUT[:1])
    assert judged(checks.batch_independent(affine, one)).ok


def test_an_empty_batch_has_no_samples_to_judge() -> None:
    one = a_trial(x=np.zeros((0, 3)), weight=WEIGHT, grad_out=np.zeros((0, 3)))
    assert checks.batch_independent(affine, one) is None


def test_samples_are_not_judged_without_an_output() -> None:
    with pytest.raises(NotJudged):
        checks.batch_independent(changed(out=np.transpose), a_trial())
