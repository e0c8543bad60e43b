"""The checks that need no tolerance of their own: transposes, exact numbers, refusals."""

from math import nan
from typing import Any

import numpy as np
import pytest
from affine import (
    OUT,
    WEIGHT,
    a_trial,
    affine,
    assert_verdict,
    changed,
    errs_by,
    judged,
    plus,
    times,
    without_error,
)
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from scratchcnn.oracle.cases.bounds import Bound
from scratchcnn.oracle.cases.case import Implementation, Refusal
from scratchcnn.oracle.checks import checks
from scratchcnn.oracle.checks.checks import NotJudged
from scratchcnn.oracle.checks.comparing import Verdict


def test_an_op_and_its_transpose_give_the_same_inner_product() -> None:
    # The bias is left out: with it the op is not linear.
    check = checks.adjoint("x", "weight")
    assert check.__name__ == "adjoint"
    assert_verdict(check(affine, a_trial(0.5)), True, allowed=0.5 * 21 + 0.5 * 21)


def test_the_adjoint_test_asks_only_the_arguments_it_was_made_for() -> None:
    wrong = changed(grad_weight=times(2))
    assert judged(checks.adjoint("x")(wrong, a_trial())).ok


@pytest.mark.parametrize(("name", "size"), [("x", 21), ("weight", 6)])
def test_a_gradient_that_is_twice_too_large_is_not_transposed(name: str, size: int) -> None:
    wrong = changed(**{f"grad_{name}": times(2)})
    message = f"<op({name}), y> = -132.0, but <{name}, pullback(y)> = -264.0"
    assert_verdict(
        checks.adjoint("x", "weight")(wrong, a_trial(0.5)),
        False,
        message,
        error=132.0,
        allowed=0.5 * 21 + 0.5 * size,
    )


def test_nan_in_a_gradient_is_told() -> None:
    wrong = changed(grad_x=plus(nan))
    message = "<op(x), y> = -6.0, but <x, pullback(y)> = nan"
    verdict = checks.adjoint("x")(
        wrong, a_trial(x=[[1, 1, 1]], weight=[1, 1, 1], grad_out=[[-1, -2, -3]])
    )
    assert verdict is not None
    assert (verdict.ok, verdict.message) == (False, message)


def test_a_pullback_that_forgets_to_transpose_is_seen() -> None:
    matrix = np.array([[1.0, 2], [3, 4]])

    def product(x: Any) -> tuple[Any, Any]:
        return x @ matrix, lambda grad_out: (grad_out @ matrix.T,)

    def untransposed(x: Any) -> tuple[Any, Any]:
        return x @ matrix, lambda grad_out: (grad_out @ matrix,)

    one = a_trial(0.25, twin=product, x=[[1, -1]], grad_out=[[1, 2]])
    assert judged(checks.adjoint("x")(product, one)).ok
    # x A = (-2, -2), y A = (7, 10)
    assert_verdict(
        checks.adjoint("x")(untransposed, one),
        False,
        "<op(x), y> = -6.0, but <x, pullback(y)> = -3.0",
        error=3.0,
        allowed=0.25 * (1 + 2) + 0.25 * (1 + 1),
    )


@pytest.mark.parametrize(("limit", "ok"), [(1.5, True), (1.25, False)])
def test_inner_products_may_differ_by_what_both_bounds_allow(limit: float, ok: bool) -> None:
    one = a_trial(x=[2], grad_out=[-3], bound={"out": errs_by(1), "grad_x": errs_by(limit)})
    # <5, -3> = -15 and <2, -4.5> = -9
    verdict = checks.transposed(one, np.array([5.0]), "x", np.array([-4.5]))
    message = "" if ok else "<op(x), y> = -15.0, but <x, pullback(y)> = -9.0"
    assert_verdict(verdict, ok, message, error=6.0, allowed=1 * 3 + limit * 2)


def test_inner_products_have_the_limits_of_the_dtypes_of_their_results() -> None:
    wide, none = Bound(0, 2.0**24), Bound(0, 0)

    def verdict(out: Bound, grad: Bound, out_dtype: Any, grad_dtype: Any) -> Verdict:
        one = a_trial(x=[1], grad_out=[1], bound={"out": out, "grad_x": grad})
        return checks.transposed(one, np.array([5], out_dtype), "x", np.array([2], grad_dtype))

    assert verdict(wide, none, np.float32, np.float64).ok
    assert verdict(none, wide, np.float64, np.float32).ok
    assert not verdict(wide, none, np.float64, np.float32).ok
    assert not verdict(none, wide, np.float32, np.float64).ok


def test_inner_products_of_too_few_gradients_are_not_taken() -> None:
    def forgetful(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)
        return out, lambda grad_out: pullback(grad_out)[:1]

    with pytest.raises(ValueError, match="zip"):
        checks.adjoint("x")(forgetful, a_trial())


def test_an_inner_product_is_added_without_rounding() -> None:
    assert checks.inner(np.array([[1e16, 1], [-1e16, 2]]), np.ones((2, 2))) == 3


def test_single_precision_is_multiplied_in_double() -> None:
    a = np.array([1 + 2.0**-12], np.float32)
    assert checks.inner(a, a) == 1 + 2.0**-11 + 2.0**-24


@given(st.lists(st.tuples(*[st.integers(-(2**24), 2**24)] * 2), max_size=20))
def test_an_inner_product_of_whole_numbers_is_exact(pairs: list[tuple[int, int]]) -> None:
    a, b = np.array(pairs, float).reshape(-1, 2).T
    assert checks.inner(a, b) == sum(m * n for m, n in pairs)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_whole_numbers_are_computed_exactly(dtype: Any) -> None:
    one = a_trial(bound=dict.fromkeys(("out", "grad_x"), Bound(3, 100)), dtype=dtype)
    assert_verdict(checks.exact(affine, one), True, **without_error(OUT, allowed=0))


@pytest.mark.parametrize(
    ("name", "size"), [("out", 6), ("grad_x", 6), ("grad_weight", 3), ("grad_bias", 3)]
)
def test_whole_numbers_may_not_be_off_by_their_last_bit(name: str, size: int) -> None:
    def up(array: Any) -> Any:
        return np.nextafter(array, np.inf)

    verdict = judged(checks.exact(changed(**{name: up}), a_trial()))
    assert not verdict.ok
    assert verdict.allowed == 0
    assert verdict.message == f"{name} differs in {size} of {size} elements"


@pytest.mark.parametrize(
    "fraction",
    [
        {"x": [[1.5, 2, 3]], "grad_out": [[2, 2, 2]]},
        {"x": [[2, 2, 2]], "weight": [0.5, 1, 1], "grad_out": [[2, 2, 2]]},
        {"x": [[2, 2, 2]], "grad_out": [[2, 0.5, 2]]},
    ],
)
def test_fractions_are_not_judged_exactly(fraction: dict[str, Any]) -> None:
    one = a_trial(**({"weight": WEIGHT} | fraction))
    assert checks.exact(affine, one) is None


@pytest.mark.parametrize(("x", "grad_out"), [(1, 2), (2, 1)])
def test_fractions_that_the_twin_makes_are_not_judged_exactly(x: int, grad_out: int) -> None:
    def half(x: Any) -> tuple[Any, Any]:
        return x / 2, lambda grad_out: (grad_out / 2,)

    assert checks.exact(half, a_trial(twin=half, x=[x], grad_out=[grad_out])) is None


def test_halves_of_even_numbers_are_judged_exactly() -> None:
    def half(x: Any) -> tuple[Any, Any]:
        return x / 2, lambda grad_out: (grad_out / 2,)

    verdict = checks.exact(half, a_trial(twin=half, x=[2], grad_out=[4]))
    assert_verdict(verdict, True, **without_error([1], allowed=0))


@pytest.mark.parametrize("name", ["out", "grad_x", "grad_bias"])
@pytest.mark.parametrize(("dtype", "digits"), [(np.float32, 24), (np.float64, 53)])
def test_sums_that_do_not_fit_are_not_judged_exactly(name: str, dtype: Any, digits: int) -> None:
    def verdict(size: float) -> Verdict | None:
        return checks.exact(
            affine, a_trial(bound={name: Bound(1, np.array([0, size]))}, dtype=dtype)
        )

    assert verdict(2.0**digits - 1) is not None
    assert verdict(2.0**digits) is None


def test_an_empty_batch_is_judged_exactly() -> None:
    none = np.zeros((0, 3))
    sizes = dict.fromkeys(("out", "grad_x"), Bound(none, none))
    one = a_trial(x=none, weight=WEIGHT, grad_out=none, bound=sizes)
    assert judged(checks.exact(affine, one)).ok


def test_exactness_is_not_judged_without_an_output() -> None:
    with pytest.raises(NotJudged):
        checks.exact(changed(out=np.transpose), a_trial())


def test_exactness_of_too_few_gradients_is_not_judged() -> None:
    def forgetful(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)
        return out, lambda grad_out: pullback(grad_out)[:2]

    with pytest.raises(ValueError, match="zip"):
        checks.exact(forgetful, a_trial())


STRIDE = Refusal("stride", 0, {"x": np.ones(3)})


def raising(error: Exception) -> Implementation:
    def implementation(**arguments: Any) -> Any:
        raise error

    return implementation


@pytest.mark.parametrize("kind", [ValueError, TypeError])
def test_an_error_that_names_the_argument_refuses_it(kind: type[Exception]) -> None:
    assert_verdict(checks.refuses(raising(kind("stride must be positive")), STRIDE), True)


def test_the_implementation_gets_the_invalid_argument_among_valid_ones() -> None:
    def implementation(x: Any, stride: int) -> Any:
        assert_array_equal(x, np.ones(3))
        raise ValueError(f"stride must be positive, got {stride}")

    assert checks.refuses(implementation, STRIDE).ok


def test_an_error_without_the_argument_does_not_refuse_it() -> None:
    verdict = checks.refuses(raising(ValueError("a strides must not be 0")), STRIDE)
    message = "stride=0: the error names no argument: a strides must not be 0"
    assert_verdict(verdict, False, message)


def test_the_argument_is_looked_for_as_a_whole_word() -> None:
    p = Refusal("p", 2.0, {})
    assert not checks.refuses(raising(ValueError("padding")), p).ok
    assert not checks.refuses(raising(ValueError("map")), p).ok
    assert checks.refuses(raising(ValueError("the probability p is 2.0")), p).ok


@pytest.mark.parametrize("kind", [IndexError, ZeroDivisionError, NotImplementedError])
def test_any_other_error_is_an_accident(kind: type[Exception]) -> None:
    verdict = checks.refuses(raising(kind("stride")), STRIDE)
    assert_verdict(verdict, False, f"stride=0 raised {kind.__name__}, not ValueError: stride")


def test_an_invalid_argument_must_not_be_accepted() -> None:
    verdict = checks.refuses(lambda x, stride: (x, None), STRIDE)
    assert_verdict(verdict, False, "stride=0 was accepted")


WRONG_UPSTREAM = Refusal("grad_out", np.ones((2, 2)), {"x": np.ones(3)})


def test_an_upstream_gradient_is_refused_by_the_pullback() -> None:
    def implementation(x: Any) -> Any:
        def pullback(grad_out: Any) -> Any:
            assert_array_equal(grad_out, np.ones((2, 2)))
            raise ValueError("grad_out must have the shape (3,)")

        return x, pullback

    assert_verdict(checks.refuses(implementation, WRONG_UPSTREAM), True)


def test_an_upstream_gradient_of_a_wrong_shape_must_not_be_accepted() -> None:
    def careless(x: Any) -> Any:
        return x, lambda grad_out: (grad_out,)

    verdict = checks.refuses(careless, WRONG_UPSTREAM)
    message = "grad_out=<float64 array of shape (2, 2)> was accepted"
    assert_verdict(verdict, False, message)
