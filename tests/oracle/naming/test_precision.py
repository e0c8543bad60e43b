import numpy as np
import pytest

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.verdicts import check_named
from scratchcnn.oracle.naming.conventions import convention
from scratchcnn.oracle.naming.precision import (
    ERRATIC,
    FEW,
    NEGLIGIBLE,
    SINGLE,
    UNIT,
    erratic,
    few_roundings,
    is_single,
    rounded,
    single_precision,
)
from tests.helpers.observed import Layer, observed, trial_of

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


def test_roundings_of_double_precision_are_none_of_single():
    # A few more than the bound of a sum allows.
    def implementation(x, weight):
        out, pullback = twin_of("linear")(x=x, weight=weight)
        return out + 2.0**-44 * RNG.standard_normal(out.shape), pullback

    assert choice("linear", "forward", implementation, ROWS) is NEGLIGIBLE


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


def test_a_layer_that_gives_no_number_when_it_is_asked_again_is_believed():
    calls = []

    def once(x):
        calls.append(x)
        out, _ = batch_norm(eps=0)(x)
        return out if len(calls) == 1 else out * np.nan, None

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


def test_what_a_second_call_gives_has_no_precision_of_its_own():
    trial = trial_of("relu", NUMBERS)
    assert single_precision("forward", trial, trial.out, trial.out)
    assert not single_precision("repeatable", trial, trial.out, trial.out)


@pytest.mark.parametrize(("count", "expected"), [(FEW, True), (FEW + 1, False)])
def test_few_roundings_are_so_many_and_no_more(count, expected):
    trial = trial_of("linear", {"x": [[1.0]], "weight": [[1.0]]})
    verdict = Verdict(False, got=trial.out + count * UNIT, expected=trial.out)
    assert few_roundings("forward", trial, verdict) is expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([1.5, single(1 / 3)], True),
        ([1.5, 2.0**-11], True),
        ([1.5, 2.0**-10], False),
        ([1.5, -3.0], False),
        ([single(1 / 3), 1 / 3], False),
    ],
    ids=["long", "eleven binary places", "ten binary places", "short", "double"],
)
def test_numbers_are_those_of_float32_if_some_are_no_short_ones(numbers, expected):
    assert is_single(np.array(numbers)) is expected


def off_by(first, later):
    """Return an observation of a ReLU at 0 that is off by `first`, and by `later` ever after."""
    errors = iter([first])
    return observed("relu", lambda x: (x + next(errors, later), None), {"x": [[0.0, 0.0]]})


@pytest.mark.parametrize(("change", "expected"), [(ERRATIC, True), (ERRATIC / 2, False)])
def test_an_error_that_changes_by_a_share_of_itself_is_erratic(change, expected):
    assert erratic("forward", off_by(1.0, 1.0 - change)) is expected
    assert erratic("forward", off_by(1.0, 1.0 + change)) is expected


def test_what_is_no_number_is_not_erratic():
    assert not erratic("forward", off_by(np.nan, 0.0))


def rows(number, implementation):
    """Return what is wrong with a linear layer of so many rows."""
    x = np.random.default_rng(number).standard_normal((number, 5))
    seen = observed("linear", implementation, {"x": x, "weight": ROWS["weight"]})
    return seen, check_named("forward")(seen)


def test_the_three_largest_results_tell_whether_it_computes_in_single_precision():
    off, in_float32 = scaled(1 + 1e-8), rounded_result("linear")
    smaller = [rows(number, off) for number in (1, 2, 3)]
    larger = [rows(number, off) for number in (7, 8, 9)]
    one = rows(5, in_float32)
    assert rounded("forward", [*smaller, one]) is SINGLE
    assert rounded("forward", [*larger[1:], one, *smaller]) is SINGLE
    assert rounded("forward", [one, *larger]) is NEGLIGIBLE
