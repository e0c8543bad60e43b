"""The checks, held against implementations that are right, or wrong in one way."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from reference import ops as twins
from scratchcnn.oracle import bounds, checks
from scratchcnn.oracle.bounds import EQUAL, Bound
from scratchcnn.oracle.case import Implementation, Refusal, Trial
from scratchcnn.oracle.checks import NotJudged, Verdict
from scratchcnn.oracle.values import Layout, Values

X = [[1, 2, 3], [4, 5, 6]]
WEIGHT = [2, -1, 3]
BIAS = [10, 20, 30]
GRAD_OUT = [[1, -2, 3], [-4, 5, -6]]

OUT = [[12, 18, 39], [18, 15, 48]]
GRAD_X = [[2, 2, 9], [-8, -5, -18]]
GRAD_WEIGHT = [1 - 16, -4 + 25, 9 - 36]
GRAD_BIAS = [-3, 3, -3]


def affine(x: Any, weight: Any, bias: Any = None) -> tuple[Any, Any]:
    """Scale every column by its weight and shift it by its bias."""

    def pullback(grad_out: Any) -> tuple[Any, ...]:
        grads = grad_out * weight, (grad_out * x).sum(0), grad_out.sum(0)
        return grads[:2] if bias is None else grads

    return x * weight + (0 if bias is None else bias), pullback


def changed(**changes: Callable[[Any], Any]) -> Implementation:
    """Return `affine` with functions applied to some of its results."""

    def apply(name: str, value: Any) -> Any:
        return changes[name](value) if name in changes else value

    def implementation(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)

        def changed_pullback(grad_out: Any) -> tuple[Any, ...]:
            grads = zip(arrays, pullback(grad_out), strict=True)
            return tuple(apply(f"grad_{name}", grad) for name, grad in grads)

        return apply("out", out), changed_pullback

    return implementation


def plus(number: Any) -> Callable[[Any], Any]:
    return lambda array: array + number


def times(number: Any) -> Callable[[Any], Any]:
    return lambda array: array * number


def errs_by(allowed: Any) -> Bound:
    """Allow a float64 result to err by exactly this much.

    Of 2**52 roundings gamma is 1, once for either side: twice the magnitude.
    """
    return Bound(2**52 - 4, np.asarray(allowed) / 2)


def a_trial(
    allowed: Any = 0.5,
    *,
    twin: Implementation = affine,
    bound: Mapping[str, Bound] | None = None,
    dtype: Any = float,
    layout: Layout = Layout.CONTIGUOUS,
    grad_out: Any = GRAD_OUT,
    **arrays: Any,
) -> Trial:
    """Every result may err by `allowed`, where `bound` says nothing else of it."""
    arrays = arrays or {"x": X, "weight": WEIGHT, "bias": BIAS}
    arrays = {name: np.asarray(value, dtype) for name, value in arrays.items()}
    names = ["out", *(f"grad_{name}" for name in arrays)]
    every = dict.fromkeys(names, errs_by(allowed)) | dict(bound or {})
    upstream = grad_out if isinstance(grad_out, Values) else np.asarray(grad_out, dtype)
    return Trial(twin, lambda trial: every, arrays, {}, upstream, layout)


def assert_verdict(
    verdict: Verdict | None,
    ok: bool,
    message: str = "",
    *,
    error: float = 0.0,
    allowed: float = 0.0,
    index: tuple[int, ...] | None = None,
    got: Any = None,
    expected: Any = None,
) -> None:
    """Hold every field of a verdict against what it should be."""
    assert verdict is not None
    assert verdict.ok is ok
    assert verdict.message == message
    assert (verdict.error, verdict.allowed, verdict.index) == (error, allowed, index)
    assert np.shape(verdict.got) == np.shape(got)
    assert np.shape(verdict.expected) == np.shape(expected)
    assert_array_equal(verdict.got, got)
    assert_array_equal(verdict.expected, expected)
    assert verdict.status == "wrong"


def without_error(array: Any, *, allowed: float) -> dict[str, Any]:
    """What is told of a result that is exactly right."""
    index = (0,) * np.ndim(array)
    return {"allowed": allowed, "index": index, "got": array, "expected": array}


def judged(verdict: Verdict | None) -> Verdict:
    """See that a check had something to say."""
    assert verdict is not None
    return verdict


# Comparing.


def compared(got: Any, expected: Any, allowed: Any = 0.0) -> Verdict:
    return checks.compare("out", got, np.asarray(expected, float), np.asarray(allowed, float))


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (1.0, "out is float"),
        (1, "out is int"),
        (None, "out is NoneType"),
        ([1.0], "out is list"),
        (np.array([1]), "out is ndarray"),
        (np.array([1 + 0j]), "out is ndarray"),
        (np.array(["a"]), "out is ndarray"),
        (np.int64(1), "out is int64"),
    ],
)
def test_a_result_that_is_no_array_of_floats_is_wrong(got: Any, message: str) -> None:
    assert_verdict(compared(got, [1]), False, message, got=got, expected=[1])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_any_floating_point_dtype_is_right(dtype: Any) -> None:
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
    errors = checks.elementwise_errors(np.array([got, 5.0]), np.array([expected, 7.0]))
    assert_array_equal(errors, [error, 2.0])


def test_single_precision_is_compared_in_double() -> None:
    errors = checks.elementwise_errors(np.array([1], np.float32), np.array([1 + 2.0**-50]))
    assert_array_equal(errors, [2.0**-50])


# Verdicts.


@pytest.mark.parametrize(
    ("error", "allowed", "share"), [(0, 0, 0), (0, 1, 0), (1, 4, 0.25), (1, 0, inf), (0.5, 1, 0.5)]
)
def test_no_error_is_no_share_and_no_limit_leaves_none(
    error: float, allowed: float, share: float
) -> None:
    assert checks.share(error, allowed) == share
    assert Verdict(True, error, allowed).share == share


def test_the_first_bad_verdict_tells() -> None:
    good, bad, worse = Verdict(True, 1, 2), Verdict(False, 3, 2), Verdict(False, 9, 2)
    assert checks.first_bad([good, bad, worse]) is bad


def test_of_good_verdicts_the_one_nearest_to_its_limit_tells() -> None:
    verdicts = [Verdict(True, 0, 0), Verdict(True, 1, 2), Verdict(True, 2, 8)]
    assert checks.first_bad(verdicts) is verdicts[1]


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


# Forward and gradients.


def test_the_output_is_held_against_the_twin() -> None:
    assert_verdict(
        checks.forward(affine, a_trial()), True, allowed=0.5, index=(0, 0), got=OUT, expected=OUT
    )


def test_a_wrong_output_is_told_with_its_place() -> None:
    got = OUT + np.array([[0, 0.5, 0], [0, 0, 1]])
    verdict = checks.forward(changed(out=plus(got - OUT)), a_trial(0.5))
    assert_verdict(
        verdict,
        False,
        "out differs in 1 of 6 elements",
        error=1.0,
        allowed=0.5,
        index=(1, 2),
        got=got,
        expected=OUT,
    )


def test_a_single_precision_output_is_held_against_the_limit_of_single_precision() -> None:
    one = a_trial(bound={"out": Bound(0, 2.0**24)})
    verdict = checks.forward(changed(out=lambda out: (out + 3).astype(np.float32)), one)
    assert verdict.ok
    assert not checks.forward(changed(out=plus(3)), one).ok


def test_the_implementation_gets_its_arguments_laid_out_as_the_case_says() -> None:
    def only_fortran(x: Any, weight: Any, bias: Any) -> tuple[Any, Any]:
        assert x.flags.f_contiguous
        return affine(x, weight, bias)

    assert checks.forward(only_fortran, a_trial(layout=Layout.FORTRAN)).ok


@pytest.mark.parametrize(
    ("name", "grad"), [("x", GRAD_X), ("weight", GRAD_WEIGHT), ("bias", GRAD_BIAS)]
)
def test_the_gradient_of_each_argument_is_a_check_of_its_own(name: str, grad: Any) -> None:
    check = checks.gradient(name)
    got = np.asarray(grad, float) + 1
    wrong = changed(**{f"grad_{name}": plus(1)})
    assert check.__name__ == f"grad_{name}"
    assert_verdict(
        check(wrong, a_trial(0.5)),
        False,
        f"grad_{name} differs in {got.size} of {got.size} elements",
        error=1.0,
        allowed=0.5,
        index=(0,) * got.ndim,
        got=got,
        expected=grad,
    )
    assert all(
        judged(other(wrong, a_trial(0.5))).ok
        for other in map(checks.gradient, {"x", "weight", "bias"} - {name})
    )


def test_a_gradient_is_held_against_the_limit_of_its_own_name_and_dtype() -> None:
    one = a_trial(0, bound={"grad_x": Bound(0, 2.0**24)})
    wrong = changed(grad_x=lambda grad: (grad + 3).astype(np.float32))
    assert judged(checks.gradient("x")(wrong, one)).ok
    assert not judged(checks.gradient("x")(changed(grad_x=plus(3)), one)).ok


def test_an_argument_that_is_not_there_has_no_gradient_to_judge() -> None:
    assert checks.gradient("bias")(affine, a_trial(x=X, weight=WEIGHT)) is None


def test_a_gradient_is_not_judged_without_an_output() -> None:
    with pytest.raises(NotJudged):
        checks.gradient("x")(changed(out=np.transpose), a_trial())


def test_a_pullback_may_write_to_its_own_copy_of_the_upstream_gradient() -> None:
    def implementation(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)

        def spoiling(grad_out: Any) -> Any:
            grads = pullback(grad_out)
            grad_out[...] = 7
            return grads

        return out, spoiling

    one = a_trial()
    checks.gradient("x")(implementation, one)
    assert_array_equal(one.grad_out, GRAD_OUT)


@pytest.mark.parametrize(
    ("got", "returned"),
    [((), "0"), ((1, 2), "2"), ((1, 2, 3, 4), "4"), ([1, 2, 3], "list"), (None, "NoneType")],
)
def test_a_pullback_must_return_a_tuple_of_one_gradient_each(got: Any, returned: str) -> None:
    verdicts = checks.gradient_verdicts(got, a_trial())
    assert list(verdicts) == ["x", "weight", "bias"]
    for verdict in verdicts.values():
        message = f"the pullback returned {returned}, but should return a tuple of 3"
        assert_verdict(verdict, False, message)


def test_a_bare_gradient_is_not_the_tuple_that_a_pullback_returns() -> None:
    # An array whose length is that of the tuple.
    (verdict,) = checks.gradient_verdicts(np.zeros(1), a_trial(x=X)).values()
    assert verdict.message == "the pullback returned ndarray, but should return a tuple of 1"


def test_gradients_are_held_against_the_twins_by_name() -> None:
    grads = tuple(np.asarray(grad, float) for grad in (GRAD_X, GRAD_WEIGHT, GRAD_BIAS))
    verdicts = checks.gradient_verdicts(grads, a_trial())
    assert list(verdicts) == ["x", "weight", "bias"]
    for verdict, grad in zip(verdicts.values(), grads, strict=True):
        assert_verdict(verdict, True, **without_error(grad, allowed=0.5))


def test_a_twin_without_a_gradient_for_every_argument_is_an_error() -> None:
    def forgetful(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)
        return out, lambda grad_out: pullback(grad_out)[:2]

    with pytest.raises(ValueError, match="zip"):
        checks.gradient_verdicts((np.zeros(3),) * 3, a_trial(twin=forgetful))


# Inputs that stay as they are, and memory of one's own.


def spoiling(**spoilt: Any) -> Implementation:
    """Return `affine` that writes to some of its arguments."""

    def implementation(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**{name: array.copy() for name, array in arrays.items()})

        def spoiling_pullback(grad_out: Any) -> Any:
            grads = pullback(grad_out)
            if "grad_out" in spoilt:
                grad_out += spoilt["grad_out"]
            return grads

        for name in arrays.keys() & spoilt.keys():
            arrays[name] += spoilt[name]
        return out, spoiling_pullback

    return implementation


@pytest.mark.parametrize("layout", Layout)
def test_who_writes_to_nothing_leaves_the_inputs_unchanged(layout: Layout) -> None:
    assert_verdict(checks.inputs_unchanged(affine, a_trial(layout=layout)), True)


@pytest.mark.parametrize("name", ["x", "weight", "bias", "grad_out"])
def test_an_argument_that_is_written_to_is_named(name: str) -> None:
    verdict = checks.inputs_unchanged(spoiling(**{name: 1}), a_trial())
    assert_verdict(verdict, False, f"changed in place: {name}")


def test_all_arguments_that_are_written_to_are_named() -> None:
    verdict = checks.inputs_unchanged(spoiling(x=1, grad_out=1), a_trial())
    assert_verdict(verdict, False, "changed in place: x, grad_out")


def test_a_change_of_the_last_bit_is_a_change() -> None:
    assert not checks.inputs_unchanged(spoiling(x=2.0**-50), a_trial()).ok


def test_inputs_are_laid_out_as_the_case_says_to_see_who_writes() -> None:
    with pytest.raises(ValueError, match="read-only"):
        checks.inputs_unchanged(spoiling(x=1), a_trial(layout=Layout.READ_ONLY))
    with pytest.raises(ValueError, match="read-only"):
        checks.inputs_unchanged(spoiling(grad_out=1), a_trial(layout=Layout.READ_ONLY))


def with_options(**arrays: Any) -> Trial:
    def twin(x: Any, *, power: int) -> tuple[Any, Any]:
        return x**power, lambda grad_out: (grad_out * power * x ** (power - 1),)

    array = np.array([1.0, 2, 3])
    bound = dict.fromkeys(("out", "grad_x"), EQUAL)
    return Trial(twin, lambda trial: bound, {"x": array}, {"power": 2}, array)


@pytest.mark.parametrize(
    "check", [checks.inputs_unchanged, checks.no_aliasing, checks.repeatable, checks.forward]
)
def test_options_are_passed_on(check: checks.Check) -> None:
    one = with_options()
    assert judged(check(one.twin, one)).ok


def test_results_of_their_own_share_no_memory() -> None:
    assert_verdict(checks.no_aliasing(affine, a_trial()), True)


def view(x: Any) -> tuple[Any, Any]:
    return x.reshape(-1), lambda grad_out: (grad_out.reshape(x.shape),)


def test_a_view_shares_the_memory_of_its_argument() -> None:
    one = a_trial(twin=twins.flatten, x=[[1], [2]], grad_out=[[1], [2]])
    verdict = checks.no_aliasing(view, one)
    assert_verdict(verdict, False, "memory is shared: out with x, grad_x with grad_out")


def test_a_gradient_that_is_kept_or_passed_on_shares_memory() -> None:
    def implementation(x: Any, weight: Any) -> tuple[Any, Any]:
        return x * weight, lambda grad_out: (weight[:1], grad_out[::2])

    verdict = checks.no_aliasing(implementation, a_trial(x=X, weight=WEIGHT))
    message = "memory is shared: grad_x with weight, grad_weight with grad_out"
    assert_verdict(verdict, False, message)


def test_memory_is_looked_at_as_the_case_lays_it_out() -> None:
    def only_fortran(x: Any, weight: Any, bias: Any) -> tuple[Any, Any]:
        assert x.flags.f_contiguous
        return affine(x, weight, bias)

    assert checks.no_aliasing(only_fortran, a_trial(layout=Layout.FORTRAN)).ok


def test_memory_of_too_few_gradients_is_not_looked_at() -> None:
    def forgetful(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)
        return out, lambda grad_out: pullback(grad_out)[:2]

    with pytest.raises(ValueError, match="zip"):
        checks.no_aliasing(forgetful, a_trial())


# The second time.


def on_second_call(change: Callable[[Any], Any], *, of: str) -> Implementation:
    """Return `affine` that changes one result from its second call on."""
    calls = 0

    def implementation(**arrays: Any) -> tuple[Any, Any]:
        nonlocal calls
        calls += 1
        return (changed(**{of: change}) if calls > 1 else affine)(**arrays)

    return implementation


def test_what_has_no_memory_is_repeatable() -> None:
    # The data of the second call is that of the first, backwards.
    expected = [[6 * 2 + 10, 5 * -1 + 20, 4 * 3 + 30], [3 * 2 + 10, 2 * -1 + 20, 1 * 3 + 30]]
    flipped = {"weight": WEIGHT[::-1], "bias": BIAS[::-1]}
    assert_verdict(
        checks.repeatable(affine, a_trial(x=X, **flipped)),
        True,
        **without_error(expected, allowed=0.5),
    )


def test_a_pullback_that_adds_up_its_results_is_not_repeatable() -> None:
    def accumulating(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)
        total = 0

        def add(grad_out: Any) -> Any:
            nonlocal total
            total = total + pullback(grad_out)[0]
            return total, *pullback(grad_out)[1:]

        return out, add

    verdict = checks.repeatable(accumulating, a_trial())
    assert verdict.ok is False
    assert verdict.message == "the pullback's second result differs from its first"
    assert_array_equal(verdict.expected[0], GRAD_X)
    assert_array_equal(verdict.got[0], np.multiply(GRAD_X, 2))


def test_the_pullback_gives_the_same_bits_even_of_zero() -> None:
    zeros = iter([0.0, -0.0])

    def implementation(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)
        return out, lambda grad_out: (pullback(grad_out)[0] * 0 + next(zeros),)

    one = a_trial(x=X, weight=WEIGHT)
    assert not checks.repeatable(implementation, one).ok


def test_an_output_that_remembers_other_data_is_not_repeatable() -> None:
    verdict = checks.repeatable(on_second_call(plus(1), of="out"), a_trial(x=X, weight=WEIGHT))
    assert verdict.message == ("on a second call with other data, out differs in 6 of 6 elements")
    assert (verdict.ok, verdict.error, verdict.allowed) == (False, 1, 0.5)


def test_a_gradient_that_remembers_other_data_is_not_repeatable() -> None:
    wrong = on_second_call(plus([0, 0, 1]), of="grad_weight")
    verdict = checks.repeatable(wrong, a_trial())
    assert verdict.message == (
        "on a second call with other data, grad_weight differs in 1 of 3 elements"
    )
    assert (verdict.ok, verdict.error, verdict.allowed, verdict.index) == (False, 1, 0.5, (2,))


def test_on_the_second_call_the_result_nearest_to_its_limit_is_reported() -> None:
    verdict = checks.repeatable(changed(out=plus(0.125), grad_x=plus(0.25)), a_trial())
    assert (verdict.ok, verdict.error, verdict.message) == (True, 0.25, "")


def test_repeating_is_not_judged_without_an_output() -> None:
    with pytest.raises(NotJudged):
        checks.repeatable(changed(out=np.transpose), a_trial())


def test_a_second_output_of_a_wrong_shape_is_told() -> None:
    verdict = checks.repeatable(on_second_call(np.transpose, of="out"), a_trial())
    assert verdict.message == (
        "on a second call with other data, out has the shape (3, 2), but should have (2, 3)"
    )


# One sample and its batch.


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


# Transposes.


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


# Exact numbers.


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


# Refusals.


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


# The derived bounds and the comparison together.


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
    assert not checks.compare("out", wrong, one.out, limit).ok
