"""How two arrays are compared, and which verdict is told."""

from fractions import Fraction
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from affine import a_trial, assert_verdict, changed
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from reference import ops as twins
from scratchcnn.oracle.cases import bounds
from scratchcnn.oracle.cases.bounds import Bound
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.checks import checks, comparing
from scratchcnn.oracle.checks.checks import NotJudged
from scratchcnn.oracle.checks.comparing import Verdict


def compared(got: Any, expected: Any, allowed: Any = 0.0) -> Verdict:
    return comparing.compare("out", got, np.asarray(expected, float), np.asarray(allowed, float))


@pytest.mark.parametrize(
    ("got", "what"),
    [
        (1.0, "float"),
        (1, "int"),
        (None, "NoneType"),
        ([1.0], "list"),
        (np.array([1], np.int32), "int32 array"),
        (np.array([1 + 0j]), "complex128 array"),
        (np.array([1], np.float16), "float16 array"),
        (np.array(["a"]), "<U1 array"),
        (np.int64(1), "int64"),
    ],
)
def test_a_result_that_is_no_array_of_floats_is_wrong(got: Any, what: str) -> None:
    message = f"out is {what}, but should be a float32 or float64 array"
    assert_verdict(compared(got, [1]), False, message, got=got, expected=[1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_either_floating_point_dtype_is_right(dtype: Any) -> None:
    got = np.array([1, 2], dtype)
    assert_verdict(compared(got, [1, 2]), True, index=(0,), got=got, expected=[1, 2])


def test_a_numpy_scalar_is_an_array_without_axes() -> None:
    assert_verdict(compared(np.float64(2), 2), True, index=(), got=2, expected=2)


@pytest.mark.parametrize("shape", [(3, 2), (6,), (1, 2, 3), (2, 1), ()])
def test_a_wrong_shape_is_wrong_even_if_it_could_be_broadcast(shape: tuple[int, ...]) -> None:
    got, expected = np.zeros(shape), np.zeros((2, 3))
    message = f"out has the shape {shape}, but should have (2, 3)"
    verdict = compared(got, expected, 1)
    assert verdict.got is got
    assert_verdict(verdict, False, message, got=got, expected=expected)


def test_nothing_is_equal_to_nothing() -> None:
    empty = np.zeros((0, 3))
    assert_verdict(compared(empty, empty), True, got=empty, expected=empty)


def test_one_element_can_be_wrong() -> None:
    assert_verdict(
        compared(np.array([3.0]), [1], 0.5),
        False,
        "out differs in 1 of 1 elements",
        error=2.0,
        allowed=0.5,
        index=(0,),
        got=[3],
        expected=[1],
    )


def test_an_error_of_exactly_the_limit_is_allowed() -> None:
    got = np.array([1, 2.5])
    verdict = compared(got, [1, 2], [0.25, 0.5])
    assert_verdict(verdict, True, error=0.5, allowed=0.5, index=(1,), got=got, expected=[1, 2])
    assert verdict.share == 1


def test_an_error_just_above_the_limit_is_wrong() -> None:
    got = np.array([1, np.nextafter(2.5, 3)])
    assert_verdict(
        compared(got, [1, 2], [0.25, 0.5]),
        False,
        "out differs in 1 of 2 elements",
        error=0.5 + 2.0**-51,
        allowed=0.5,
        index=(1,),
        got=got,
        expected=[1, 2],
    )


@pytest.mark.parametrize("got", [3.0, -1.0])
def test_errors_count_on_both_sides(got: float) -> None:
    assert not compared(np.array([got]), [1], 1.5).ok


def test_wrong_elements_are_counted() -> None:
    got = np.array([[1.0, 0, 2], [3, 0, 0]])
    verdict = compared(got, np.zeros((2, 3)), 1)
    assert verdict.message == "out differs in 2 of 6 elements"


def test_the_first_wrong_element_is_reported() -> None:
    got = np.array([[0, 0.875, 0], [0, 2, 9]])
    verdict = compared(got, np.zeros((2, 3)), 1)
    assert (verdict.index, verdict.error) == ((1, 1), 2)


def test_of_right_elements_the_one_nearest_to_its_limit_is_reported() -> None:
    got = np.array([0.5, 0.3, 0, 0.1])
    verdict = compared(got, np.zeros(4), [1, 0.4, 0.1, 10])
    assert verdict.ok
    assert (verdict.index, verdict.error, verdict.allowed) == ((1,), 0.3, 0.4)


def test_a_small_share_of_the_limit_is_still_the_nearest_to_it() -> None:
    assert compared(np.array([0, 0.25]), [0, 0], 1).index == (1,)


def test_without_errors_the_first_element_is_reported() -> None:
    assert_verdict(
        compared(np.array([1.0, 2]), [1, 2], 0), True, index=(0,), got=[1, 2], expected=[1, 2]
    )


def test_one_limit_serves_all_elements() -> None:
    assert compared(np.full((2, 3), 1.5), np.ones((2, 3)), [[1], [0.5]]).ok
    assert not compared(np.full((2, 3), 1.5), np.ones((2, 3)), [[1], [0.25]]).ok


def test_any_finite_error_is_within_an_infinite_limit() -> None:
    assert compared(np.array([1e300]), [0], inf).ok


@pytest.mark.parametrize("got", [nan, inf, -inf])
def test_an_infinite_error_is_wrong_whatever_the_limit(got: float) -> None:
    verdict = compared(np.array([0, got]), [0, 1], inf)
    assert_verdict(
        verdict,
        False,
        "out differs in 1 of 2 elements",
        error=inf,
        allowed=inf,
        index=(1,),
        got=[0, got],
        expected=[0, 1],
    )


def test_where_nan_leaves_no_limit_only_equality_is_right() -> None:
    assert compared(np.array([nan, 1]), [nan, 1], [nan, nan]).ok
    verdict = compared(np.array([nan, 1.5]), [nan, 1], [nan, nan])
    assert not verdict.ok
    assert verdict.index == (1,)


@pytest.mark.parametrize(
    ("got", "expected", "error"),
    [
        (3, 1, 2),
        (1, 3, 2),
        (-0.0, 0, 0),
        (nan, nan, 0),
        (inf, inf, 0),
        (-inf, -inf, 0),
        (inf, -inf, inf),
        (-inf, inf, inf),
        (nan, 1, inf),
        (1, nan, inf),
        (inf, 1, inf),
        (1, inf, inf),
        (nan, inf, inf),
        (inf, nan, inf),
    ],
)
def test_an_error_is_a_distance_and_a_mismatch_of_infinity_or_nan_is_infinite(
    got: float, expected: float, error: float
) -> None:
    errors = comparing.elementwise_errors(np.array([got, 5.0]), np.array([expected, 7.0]))
    assert_array_equal(errors, [error, 2.0])


def test_single_precision_is_compared_in_double() -> None:
    errors = comparing.elementwise_errors(np.array([1], np.float32), np.array([1 + 2.0**-50]))
    assert_array_equal(errors, [2.0**-50])


@pytest.mark.parametrize(
    ("error", "allowed", "share"), [(0, 0, 0), (0, 1, 0), (1, 4, 0.25), (1, 0, inf), (0.5, 1, 0.5)]
)
def test_no_error_is_no_share_and_no_limit_leaves_none(
    error: float, allowed: float, share: float
) -> None:
    assert comparing.share(error, allowed) == share
    assert Verdict(True, error, allowed).share == share


@pytest.mark.parametrize(
    ("ok", "status", "told"),
    [
        (True, "wrong", "ok"),
        (True, "unsupported", "ok"),
        (True, "ok", "ok"),
        (False, "ok", "wrong"),
        (False, "wrong", "wrong"),
        (False, "unsupported", "unsupported"),
    ],
)
def test_a_verdict_is_content_exactly_if_its_status_is_ok(ok: bool, status: str, told: str) -> None:
    assert Verdict(ok, status=status).status == told


def test_a_verdict_without_a_status_is_wrong_or_ok() -> None:
    assert (Verdict(False).status, Verdict(True).status) == ("wrong", "ok")


def test_the_first_bad_verdict_tells() -> None:
    good, bad, worse = Verdict(True, 1, 2), Verdict(False, 3, 2), Verdict(False, 9, 2)
    assert comparing.first_bad([good, bad, worse]) is bad


def test_of_good_verdicts_the_one_nearest_to_its_limit_tells() -> None:
    verdicts = [Verdict(True, 0, 0), Verdict(True, 1, 2), Verdict(True, 2, 8)]
    assert comparing.first_bad(verdicts) is verdicts[1]


@pytest.mark.parametrize("got", [np.zeros(1, int), np.zeros(1, bool), np.array(["a"])])
def test_what_does_not_round_is_judged_in_the_dtype_of_the_arguments(got: Any) -> None:
    one = a_trial(bound={"out": Bound(0, 2.0**24)}, dtype=np.float32)
    assert checks.limit(one, "out", got) == pytest.approx(4, rel=1e-6)


def test_a_result_is_judged_in_its_own_dtype() -> None:
    one = a_trial(bound={"out": Bound(0, 2.0**24), "grad_x": Bound(0, 0)})
    # Four roundings of 2**-24, and hardly anything for the twin's own.
    assert checks.limit(one, "out", np.zeros(1, np.float32)) == pytest.approx(4, rel=1e-6)
    assert checks.limit(one, "grad_x", np.zeros(1, np.float32)) == 0


@pytest.mark.parametrize("got", [1.0, [1.0], None])
def test_what_has_no_dtype_is_judged_in_that_of_the_arguments(got: Any) -> None:
    single = a_trial(bound={"out": Bound(0, 2.0**24)}, dtype=np.float32)
    assert checks.limit(single, "out", got) == pytest.approx(4, rel=1e-6)
    assert checks.limit(a_trial(0.5), "out", got) == 0.5


def test_an_answer_is_what_the_implementation_returns() -> None:
    one, out, pullback = a_trial(), np.zeros((2, 3)), lambda grad_out: ()
    assert checks.answer(lambda **arrays: (out, pullback), one) == (out, pullback)


def test_without_an_output_of_the_right_shape_nothing_more_is_judged() -> None:
    with pytest.raises(NotJudged):
        checks.answer(changed(out=np.transpose), a_trial())


@given(
    st.lists(st.tuples(*[st.integers(-999, 999)] * 2), min_size=1, max_size=8),
    st.sampled_from([np.float32, np.float64]),
)
def test_a_sum_in_the_other_order_is_right_and_twice_its_limit_is_wrong(
    thousandths: list[tuple[int, int]], dtype: Any
) -> None:
    x, weight = (np.array(row, dtype)[np.newaxis] / 1000 for row in zip(*thousandths, strict=True))
    arrays, grad_out = {"x": x, "weight": weight}, np.ones((1, 1), dtype)
    one = Trial(twins.linear, bounds.sum_of_products, arrays, {}, grad_out)

    def backwards(x: Any, weight: Any) -> tuple[Any, Any]:
        total = dtype(0)
        for a, b in zip(x[0, ::-1], weight[0, ::-1], strict=True):
            total += a * b
        return np.array([[total]]), None

    exact = sum(
        Fraction(float(a)) * Fraction(float(b)) for a, b in zip(x[0], weight[0], strict=True)
    )
    assert checks.forward(backwards, one).ok
    limit = checks.limit(one, "out", x)
    # The twin itself is off by no more than half of the limit.
    wrong = np.array([[float(exact) + 2 * float(limit[0, 0])]])
    assert not comparing.compare("out", wrong, one.out, limit).ok
