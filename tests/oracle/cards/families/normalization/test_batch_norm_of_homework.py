"""What the card of batch normalisation knows of homework."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from offered import EVERYTHING, cases

from scratchcnn.oracle.cards.families.normalization.batch_norm_of_homework import (
    input_from_output,
    of_rows,
    scale_from_output,
    shows_rows,
)
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cards.trials import draw, regimes
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of


@pytest.mark.parametrize(
    "source",
    [
        "mu = x.mean(axis=0)\nvar = np.var(x, axis=0)",
        "mu = np.mean(Z, axis=0, keepdims=True)",
        "N = len(x)\nmu = 1 / N * np.sum(x, axis=0)",
        "x = x.reshape(N, -1)\nmu = x.mean(0)",
    ],
)
def test_what_reduces_the_first_axis_alone_normalises_rows(source: str) -> None:
    assert "rows (N, D)" in of_rows(source)


def test_what_reduces_the_second_axis_alone_normalises_columns() -> None:
    assert "columns (D, N)" in of_rows("mu = x.mean(axis=1, keepdims=True)")


@pytest.mark.parametrize(
    "source",
    [
        "mu = x.mean(axis=(0, 2, 3))",
        "mu = x.mean((0, 2, 3), keepdims=True)\ng = grad.sum(axis=0)",
        "x = x.transpose(0, 2, 3, 1).reshape(-1, C)\nmu = x.mean(axis=0)",
        "mu = x.mean(axis=2)",
        "return x",
    ],
)
def test_what_reduces_anything_else_may_normalise_images(source: str) -> None:
    assert of_rows(source) == ""


def test_a_source_shows_rows_where_one_axis_alone_is_reduced() -> None:
    assert shows_rows("mu = x.mean(axis=0)", ())
    assert not shows_rows("mu = x.mean(axis=(0, 2, 3))", ())


SEQUENCES = "batch_norm_sequences"


def test_sequences_are_judged_in_the_modes_that_there_are() -> None:
    assert list(regimes(SEQUENCES, EVERYTHING)) == [
        *("basic", "channels", "batch", "inference", "mixed")
    ]
    assert list(regimes(SEQUENCES, Offer(batch=False, in_channels=3))) == ["basic", "mixed"]
    for regime in regimes(SEQUENCES, EVERYTHING):
        for case in cases(SEQUENCES, regime):
            n, c, length = case.arrays["x"].shape
            assert length >= 4
            assert n == 1 or regime in ("batch", "mixed")
            assert c == 1 or regime in ("channels", "mixed")
            assert case.options["training"] == (regime != "inference")
            assert ("running_var" in case.arrays) == (regime == "inference")


def test_a_batch_normalisation_of_sequences_is_that_of_images_of_one_row() -> None:
    for case in cases(SEQUENCES, "mixed"):
        x = case.arrays["x"]
        out, pullback = twin_of(SEQUENCES)(**case.arrays, **case.options)
        image = {**case.arrays, "x": x[:, :, None]}
        wanted, of_image = twin_of("batch_norm2d")(**image, **case.options)
        assert_allclose(out, wanted[:, :, 0], atol=1e-12)
        grads, expected = pullback(np.ones_like(out)), of_image(np.ones_like(wanted))
        for got, want in zip(grads, expected, strict=True):
            assert_allclose(got, want.reshape(got.shape), atol=1e-9)


def test_rows_are_judged_in_the_modes_that_there_are() -> None:
    assert list(regimes("batch_norm1d", EVERYTHING)) == [
        *("basic", "channels", "batch", "inference", "mixed")
    ]
    for regime in regimes("batch_norm1d", EVERYTHING):
        for case in cases("batch_norm1d", regime):
            assert case.options["training"] == (regime != "inference")
            assert ("running_var" in case.arrays) == (regime == "inference")
    assert "inference" not in regimes("batch_norm1d", Offer())


@pytest.mark.parametrize("regime", regimes("batch_norm1d", EVERYTHING))
def test_each_regime_of_rows_is_about_one_size(regime: str) -> None:
    for case in cases("batch_norm1d", regime):
        n, c = case.arrays["x"].shape
        # The gradient of two rows is next to nothing.
        assert n >= 3 or regime == "inference"
        assert (c > 1) == (regime in ("channels", "mixed"))
        assert n != c or regime == "inference"
        assert (n > 3) >= (regime == "batch")


def test_every_feature_has_a_variance_and_an_upstream_gradient_that_varies() -> None:
    for trial in draw("batch_norm1d", EVERYTHING, "mixed", 20, 0):
        assert trial.arrays["x"].var(0).min() > 0.25
        assert np.ptp(trial.grad_out, axis=0).min() > 0


def test_a_fixed_number_of_features_is_kept() -> None:
    offer = Offer(in_channels=5)
    assert "channels" not in regimes("batch_norm1d", offer)
    for regime in regimes("batch_norm1d", offer):
        assert {one.arrays["x"].shape[1] for one in cases("batch_norm1d", regime, offer, 5)} == {5}


@pytest.mark.parametrize("op", ["batch_norm1d", "batch_norm2d"])
@pytest.mark.parametrize("bias", ["tied", "none"])
def test_gradients_follow_from_a_right_output_also_without_parameters_and_for_a_weight_of_0(
    op: str, bias: str
) -> None:
    card = card_of(op)
    for trial in draw(op, Offer(bias=(bias,)), "mixed", 10, 0):
        expected = dict(zip(("x", "weight"), trial.pullback(trial.grad_out)[:2], strict=False))
        assert_allclose(input_from_output(trial.out, trial), expected["x"], rtol=1e-3, atol=1e-3)
        if bias == "tied" and trial.arrays["weight"].all():
            got = scale_from_output(trial.out, trial)
            assert_allclose(got, expected["weight"], rtol=1e-9, atol=1e-9)
    assert set(card.from_output) == {"grad_x", "grad_weight"}
