"""The checks that call twice: on other data, on more of it, on one sample alone."""

from collections.abc import Callable
from itertools import cycle
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
    plus,
    without_error,
)
from numpy.testing import assert_array_equal

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


def on_call(number: int, change: Callable[[Any], Any], *, of: str) -> Implementation:
    """Return `affine` that changes one result of one call, counted from 1."""
    calls = 0

    def implementation(**arrays: Any) -> tuple[Any, Any]:
        nonlocal calls
        calls += 1
        return (changed(**{of: change}) if calls == number else affine)(**arrays)

    return implementation


def test_what_has_no_memory_is_repeatable() -> None:
    verdict = checks.repeatable(affine, a_trial())
    assert_verdict(verdict, True, **without_error(OUT, allowed=0.5))


def test_the_first_call_of_all_is_not_judged() -> None:
    assert checks.repeatable(on_call(1, plus(1), of="out"), a_trial()).ok


def first_of_all(x: Any) -> int:
    return 0


def first_of_a_size(x: Any) -> int:
    return len(x)


@pytest.mark.parametrize("key", [first_of_all, first_of_a_size])
def test_data_remembered_from_a_first_call_is_noticed(key: Callable[[Any], int]) -> None:
    memory: dict[int, Any] = {}

    def implementation(**arrays: Any) -> tuple[Any, Any]:
        first = memory.setdefault(key(arrays["x"]), arrays["x"])
        out, _ = affine(**arrays)
        _, pullback = affine(**(arrays | {"x": first[: len(arrays["x"])]}))
        return out, pullback

    verdict = checks.repeatable(implementation, a_trial())
    assert verdict.message.startswith(f"{WHEN[2]}, grad_weight differs in ")


def test_a_batch_size_remembered_from_the_first_call_is_noticed() -> None:
    sizes: list[int] = []

    def mean(x: Any) -> tuple[Any, Any]:
        sizes.append(len(x))
        return x / sizes[0], lambda grad_out: (grad_out / sizes[0],)

    def right(x: Any) -> tuple[Any, Any]:
        return x / len(x), lambda grad_out: (grad_out / len(x),)

    assert checks.repeatable(right, a_trial(twin=right, x=X)).ok
    assert not checks.repeatable(mean, a_trial(twin=right, x=X)).ok


def test_data_remembered_from_the_call_before_is_noticed() -> None:
    before: list[Any] = [None]

    def implementation(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)
        stale, before[0] = before[0], out
        return (out if stale is None or stale.shape != out.shape else stale), pullback

    verdict = checks.repeatable(implementation, a_trial())
    assert verdict.message.startswith(f"{WHEN[2]}, out differs in ")


def on_larger_batch(change: Callable[[Any], Any], *, of: str) -> Implementation:
    """Return `affine` that changes one result where the batch has more than two samples."""

    def implementation(**arrays: Any) -> tuple[Any, Any]:
        return (changed(**{of: change}) if len(arrays["x"]) > 2 else affine)(**arrays)

    return implementation


@pytest.mark.parametrize(
    ("of", "elements"), [("out", "12 of 12"), ("grad_x", "12 of 12"), ("grad_weight", "3 of 3")]
)
def test_what_goes_wrong_on_a_larger_batch_is_not_repeatable(of: str, elements: str) -> None:
    verdict = checks.repeatable(on_larger_batch(plus(1), of=of), a_trial())
    message = f"{WHEN[3]}, {of} differs in {elements} elements"
    assert (verdict.ok, verdict.message) == (False, message)


def test_a_wrong_shape_on_a_larger_batch_is_told() -> None:
    verdict = checks.repeatable(on_larger_batch(np.transpose, of="out"), a_trial())
    assert verdict.message == f"{WHEN[3]}, out has the shape (3, 4), but should have (4, 3)"


def test_in_single_precision_the_larger_batch_is_not_judged_again() -> None:
    def implementation(**arrays: Any) -> tuple[Any, Any]:
        assert len(arrays["x"]) == 2
        return affine(**arrays)

    assert checks.repeatable(implementation, a_trial(dtype=np.float32)).ok


def test_what_a_larger_batch_leaves_behind_is_noticed() -> None:
    largest: list[int] = [0]

    def implementation(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)
        largest[0] = max(largest[0], len(out))
        return (out + 1 if len(out) < largest[0] else out), pullback

    verdict = checks.repeatable(implementation, a_trial())
    assert verdict.message == f"{WHEN[4]}, out differs in 6 of 6 elements"


def test_a_batch_of_twice_the_size_repeats_the_samples_alone() -> None:
    larger = a_trial().larger
    assert_array_equal(larger.arrays["x"], [*X, *X])
    assert_array_equal(larger.arrays["weight"], WEIGHT)
    assert_array_equal(larger.grad_out, [*GRAD_OUT, *GRAD_OUT])


def test_the_upstream_gradient_of_a_loss_has_no_batch_to_enlarge() -> None:
    def total(x: Any) -> Any:
        return np.asarray(x.sum()), lambda grad_out: (np.full_like(x, grad_out),)

    assert a_trial(twin=total, x=X, grad_out=3).larger.grad_out.tolist() == 3


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


def test_a_pullback_that_adds_up_in_place_is_not_repeatable() -> None:
    def accumulating(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)
        total = np.zeros_like(arrays["x"])

        def add(grad_out: Any) -> Any:
            nonlocal total
            total += pullback(grad_out)[0]
            return total, *pullback(grad_out)[1:]

        return out, add

    verdict = checks.repeatable(accumulating, a_trial())
    assert verdict.message == "the pullback's second result differs from its first"


def test_the_pullback_gives_the_same_bits_even_of_zero() -> None:
    zeros = cycle([0.0, -0.0])

    def implementation(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)
        return out, lambda grad_out: (pullback(grad_out)[0] * 0 + next(zeros),)

    one = a_trial(x=X, weight=WEIGHT)
    assert not checks.repeatable(implementation, one).ok


@pytest.mark.parametrize(("number", "elements"), [(2, "6 of 6"), (3, "12 of 12"), (4, "6 of 6")])
def test_a_wrong_output_of_a_later_call_is_told(number: int, elements: str) -> None:
    wrong = on_call(number, plus(1), of="out")
    verdict = checks.repeatable(wrong, a_trial(x=X, weight=WEIGHT))
    assert verdict.message == f"{WHEN[number]}, out differs in {elements} elements"
    assert (verdict.ok, verdict.error, verdict.allowed) == (False, 1, 0.5)


@pytest.mark.parametrize("number", WHEN)
def test_a_wrong_gradient_of_a_later_call_is_told(number: int) -> None:
    wrong = on_call(number, plus([0, 0, 1]), of="grad_weight")
    verdict = checks.repeatable(wrong, a_trial())
    assert verdict.message == f"{WHEN[number]}, grad_weight differs in 1 of 3 elements"
    assert (verdict.ok, verdict.error, verdict.allowed, verdict.index) == (False, 1, 0.5, (2,))


def test_a_list_of_gradients_is_none() -> None:
    def implementation(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)
        return out, lambda grad_out: list(pullback(grad_out))

    verdict = checks.repeatable(implementation, a_trial())
    assert verdict.message == (
        f"{WHEN[2]}, the pullback returned list, but should return a tuple of 3"
    )


def test_of_a_later_call_the_result_nearest_to_its_limit_is_reported() -> None:
    verdict = checks.repeatable(changed(out=plus(0.125), grad_x=plus(0.25)), a_trial())
    assert (verdict.ok, verdict.error, verdict.message) == (True, 0.25, "")


def test_a_single_precision_output_of_a_later_call_has_the_limit_of_single_precision() -> None:
    def single(**arrays: Any) -> tuple[Any, Any]:
        out, pullback = affine(**arrays)
        return np.float32(out + 3), pullback

    # Four roundings of 2**-24 allow for 4, of 2**-53 for nearly nothing.
    bound = {"out": Bound(0, 2.0**24)}
    assert checks.repeatable(single, a_trial(bound=bound)).ok
    assert not checks.repeatable(changed(out=plus(3)), a_trial(bound=bound)).ok


def test_repeating_is_not_judged_without_an_output() -> None:
    with pytest.raises(NotJudged):
        checks.repeatable(changed(out=np.transpose), a_trial())


def test_a_later_output_of_a_wrong_shape_is_told() -> None:
    verdict = checks.repeatable(on_call(2, np.transpose, of="out"), a_trial())
    assert verdict.message == f"{WHEN[2]}, out has the shape (3, 2), but should have (2, 3)"
