"""The checks of results, arguments and memory, on implementations wrong in one way."""

from typing import Any

import numpy as np
import pytest
from affine import (
    GRAD_BIAS,
    GRAD_OUT,
    GRAD_WEIGHT,
    GRAD_X,
    OUT,
    WEIGHT,
    X,
    a_trial,
    affine,
    assert_verdict,
    changed,
    judged,
    plus,
    without_error,
)
from numpy.testing import assert_array_equal

from reference import ops as twins
from scratchcnn.oracle.cases.bounds import EQUAL, Bound
from scratchcnn.oracle.cases.case import Implementation, Trial
from scratchcnn.oracle.cases.values import Layout
from scratchcnn.oracle.checks import checks
from scratchcnn.oracle.checks.checks import NotJudged


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
