"""The regimes of homework's activations, softmax and flatten."""

import numpy as np
import pytest
from offered import cases, every_regime, grad_out

from scratchcnn.oracle.cards.trials import regimes
from scratchcnn.oracle.cases.offers import Offer

ACTIVATIONS = ("relu", "leaky_relu", "sigmoid", "tanh")
ROWS = ("softmax", "log_softmax")


@pytest.mark.parametrize("op", ACTIVATIONS)
def test_there_is_a_kink_or_a_saturation(op: str) -> None:
    special = "kink" if op.endswith("relu") else "large_values"
    assert list(regimes(op, Offer())) == ["basic", "batch", special, "mixed"]


@pytest.mark.parametrize(("op", "regime"), every_regime(*ACTIVATIONS, *ROWS))
def test_an_exact_zero_is_in_every_kink_and_nowhere_else(op: str, regime: str) -> None:
    for case in cases(op, regime):
        assert case.arrays["x"].all() == (regime != "kink")


@pytest.mark.parametrize("op", ["relu", "leaky_relu"])
def test_at_a_kink_the_numbers_are_signs_and_the_gradient_shows(op: str) -> None:
    for case in cases(op, "kink"):
        assert {*np.unique(case.arrays["x"])} <= {-1, 0, 1}
        assert grad_out(op, case).all()


@pytest.mark.parametrize("op", [*ACTIVATIONS, *ROWS, "flatten"])
def test_a_basic_case_is_one_sample_and_a_batch_is_more(op: str) -> None:
    assert {len(case.arrays["x"]) for case in cases(op, "basic")} == {1}
    assert {len(case.arrays["x"]) for case in cases(op, "batch")} == {2, 3}


@pytest.mark.parametrize("op", ACTIVATIONS)
def test_there_are_two_axes_and_in_mixed_cases_four_of_different_sizes(op: str) -> None:
    assert {case.arrays["x"].ndim for case in cases(op, "basic")} == {2}
    assert {len(set(case.arrays["x"].shape)) for case in cases(op, "mixed")} == {4}


@pytest.mark.parametrize(("offered", "drawn"), [((2,), {2}), ((4,), {4}), ((1,), {1}), ((3,), {3})])
def test_x_has_the_offered_number_of_axes(offered: tuple[int, ...], drawn: set[int]) -> None:
    offer = Offer(ndim=offered)
    for regime in regimes("relu", offer):
        assert {case.arrays["x"].ndim for case in cases("relu", regime, offer, 10)} == drawn


@pytest.mark.parametrize("op", ["sigmoid", "tanh"])
def test_large_values_saturate(op: str) -> None:
    assert all(np.abs(case.arrays["x"]).max() == 1000 for case in cases(op, "large_values"))


@pytest.mark.parametrize("op", ROWS)
def test_large_logits_overflow(op: str) -> None:
    assert all(case.arrays["x"].max() == 1000 for case in cases(op, "large_values"))


@pytest.mark.parametrize(("op", "regime"), every_regime(*ROWS))
def test_rows_of_logits_have_two_classes_at_least(op: str, regime: str) -> None:
    for case in cases(op, regime):
        assert case.arrays["x"].shape[1] >= 2
        assert regime == "large_values" or (np.ptp(case.arrays["x"], axis=1) > 0).all()


def test_classes_can_be_fixed() -> None:
    offer = Offer(out_features=10)
    for regime in regimes("softmax", offer):
        assert {c.arrays["x"].shape[1] for c in cases("softmax", regime, offer, 10)} == {10}


def test_numbers_of_an_activation_are_of_both_signs() -> None:
    for case in cases("relu", "basic"):
        x = case.arrays["x"]
        assert x.size == 1 or x.min() < 0 < x.max()


def test_the_slope_is_passed_and_may_be_fixed() -> None:
    slopes = {case.options["negative_slope"] for case in cases("leaky_relu", "basic")}
    assert len(slopes) > 2
    fixed = cases("leaky_relu", "basic", Offer(negative_slope=0.3))
    assert {case.options["negative_slope"] for case in fixed} == {0.3}


def test_flatten_is_given_images() -> None:
    assert list(regimes("flatten", Offer())) == ["basic", "batch", "mixed"]
    for regime in regimes("flatten", Offer()):
        assert {case.arrays["x"].ndim for case in cases("flatten", regime)} == {4}


@pytest.mark.parametrize(
    ("op", "varied"),
    [
        ("softplus", {"beta": {0.5, 2.0}}),
        ("hardtanh", {"min_val": {-3.0, -2.0, 0.0}, "max_val": {1.0, 2.0, 3.0}}),
    ],
)
def test_numbers_have_a_regime_if_any_are_taken(op: str, varied: dict[str, set[float]]) -> None:
    assert "numbers" not in regimes(op, Offer())
    drawn = cases(op, "numbers", Offer(any_number=True), 40)
    for name, values in varied.items():
        assert {case.options[name] for case in drawn} == values
    assert not any(case.options for case in cases(op, "mixed", Offer(any_number=True)))
