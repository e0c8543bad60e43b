import numpy as np
import pytest

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.verdicts import check_named
from scratchcnn.oracle.naming.conventions import convention
from scratchcnn.oracle.naming.precision import NEGLIGIBLE, SINGLE
from tests.helpers.observed import Layer, observed

RNG = np.random.default_rng(0)
IMAGES = {"x": RNG.standard_normal((2, 3, 6, 5)), "weight": RNG.standard_normal((4, 3, 3, 2))}
ROWS = {"x": RNG.standard_normal((3, 5)), "weight": RNG.standard_normal((4, 5))}
CHANNELS = {"x": 2 * RNG.standard_normal((2, 3, 2, 2))}
TWO_VALUES = {"x": np.array([-2.0, 2.0]).reshape(2, 1, 1, 1)}
NUMBERS = {"x": RNG.standard_normal((3, 4))}


def single(array):
    return np.asarray(array).astype(np.float32).astype(float)


def choice(op, check, implementation, arrays):
    """Return the convention that explains what a check says of one trial."""
    seen = observed(op, implementation, arrays)
    verdict = check_named(check)(seen)
    assert not verdict.ok
    return convention(card_of(op), check, [(seen, verdict)])


def rounded_result(op, factor=1.0):
    def implementation(**arrays):
        out, pullback = twin_of(op)(**arrays)
        return single(out * factor), pullback

    return implementation


def rounded_weight(op):
    """The weight is kept in float32; all else is computed in float64."""

    def implementation(x, weight):
        return twin_of(op)(x=x, weight=single(weight))

    return implementation


def batch_norm(eps=1e-5, rounded=lambda array: array):
    def implementation(x):
        x = rounded(x)
        mean = x.mean((0, 2, 3), keepdims=True)
        std = np.sqrt(rounded(x.var((0, 2, 3), keepdims=True)) + eps)
        return rounded((x - mean) / std), None

    return implementation


def scaled(factor):
    def implementation(x, weight):
        out, pullback = twin_of("linear")(x=x, weight=weight)
        return out * factor, pullback

    return implementation


def relu_of(rounded):
    def implementation(x):
        kept = rounded(x)
        return np.maximum(kept, 0), lambda grad_out: (rounded(grad_out) * (kept > 0),)

    return implementation


def test_a_result_rounded_to_float32_is_a_convention():
    assert choice("conv2d", "forward", rounded_result("conv2d"), IMAGES) is SINGLE


def test_weights_in_float32_in_a_computation_in_float64_are_a_convention():
    assert choice("linear", "forward", rounded_weight("linear"), ROWS) is SINGLE


def test_a_gradient_through_weights_in_float32_is_a_convention():
    assert choice("linear", "grad_x", rounded_weight("linear"), ROWS) is SINGLE


@pytest.mark.parametrize("check", ["forward", "grad_x"])
@pytest.mark.parametrize("rounded", [single, lambda array: np.asarray(array, np.float32)])
def test_numbers_that_are_only_copied_may_be_rounded_once(check, rounded):
    seen = observed("relu", relu_of(rounded), NUMBERS)
    # The upstream gradient has digits that float32 does not.
    seen.trial.__dict__["grad_out"] = seen.trial.grad_out / 3
    verdict = check_named(check)(seen)
    assert not verdict.ok
    assert convention(card_of("relu"), check, [(seen, verdict)]) is SINGLE


def test_a_batch_norm_in_float32_is_a_convention():
    assert choice("batch_norm2d", "forward", batch_norm(rounded=single), CHANNELS) is SINGLE


def test_more_than_single_precision_loses_is_none():
    assert choice("conv2d", "forward", rounded_result("conv2d", 1.001), IMAGES) is None


@pytest.mark.parametrize("arrays", [CHANNELS, TWO_VALUES], ids=["many values", "two values"])
def test_an_error_that_no_rounding_changes_is_none_however_small(arrays):
    # It is well below what float32 may lose, and 1 and -1 are numbers of float32.
    seen = observed("batch_norm2d", batch_norm(eps=0), arrays)
    verdict = check_named("forward")(seen)
    assert SINGLE.explains("forward", seen.trial, verdict.got, verdict.expected)
    assert convention(card_of("batch_norm2d"), "forward", [(seen, verdict)]) is None


def test_an_error_of_less_than_a_rounding_is_said_to_be_that():
    assert choice("linear", "forward", scaled(1 + 1e-8), ROWS) is NEGLIGIBLE


def test_an_error_of_a_few_more_roundings_is_none():
    assert choice("linear", "forward", scaled(1 + 5e-7), ROWS) is None


def test_one_case_that_is_not_explained_is_enough():
    pairs = []
    for implementation in (batch_norm(rounded=single), batch_norm(eps=0)):
        seen = observed("batch_norm2d", implementation, CHANNELS)
        pairs.append((seen, check_named("forward")(seen)))
    assert convention(card_of("batch_norm2d"), "forward", pairs) is None


def test_a_layer_that_cannot_be_asked_again_is_believed():
    calls = []

    def once(x):
        calls.append(x)
        if len(calls) > 1:
            raise ValueError
        return batch_norm(eps=0)(x)

    assert choice("batch_norm2d", "forward", once, CHANNELS) is SINGLE


def test_a_layer_that_is_asked_again_is_a_new_one_and_let_go():
    made = []

    class Counted(Layer):
        closed = False

        def close(self):
            self.closed = True

    seen = observed("batch_norm2d", None, CHANNELS)

    def make():
        made.append(Counted(batch_norm(eps=0)))
        return made[-1]

    seen.make = make
    verdict = check_named("forward")(seen)
    assert convention(card_of("batch_norm2d"), "forward", [(seen, verdict)]) is None
    assert [one.closed for one in made] == [False, True, True]
