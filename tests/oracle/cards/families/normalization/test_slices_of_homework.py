"""Homework's layer, RMS and instance normalisation: its cases, and what is in doubt."""

import numpy as np
import pytest
from offered import EVERYTHING, cases, grad_out, grads, out

from scratchcnn.oracle.cards.families.normalization.slices_of_homework import (
    input_from_output,
    input_from_output_uncentred,
    of_columns,
    of_groups,
    of_images,
    of_rows,
    of_unknown_groups,
    scale_from_output,
)
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.case import trial
from scratchcnn.oracle.cases.offers import Offer

OPS = ("layer_norm_rows", "rms_norm_rows", "instance_norm_images", "instance_norm_sequences")


@pytest.mark.parametrize("op", OPS)
def test_every_slice_is_spread_and_no_upstream_gradient_is_lost(op: str) -> None:
    for regime in card_of(op).homework(EVERYTHING):
        for case in cases(op, regime):
            x, grad = case.arrays["x"], grad_out(op, case)
            axes = (1,) if x.ndim == 2 else tuple(range(2, x.ndim))
            assert (x.var(axes) > 0.25).all()
            assert (np.ptp(grad, axis=axes) > 0).all()


@pytest.mark.parametrize("op", OPS)
def test_gradients_computed_from_the_right_output_are_right(op: str) -> None:
    card = card_of(op)
    for case in cases(op, "mixed"):
        one = trial(case, np.float64, card.twin, card.bound)
        wanted = dict(zip(one.differentiable, grads(op, case), strict=True))
        uncentred = op == "rms_norm_rows"
        formula = input_from_output_uncentred if uncentred else input_from_output
        if "weight" not in wanted:
            np.testing.assert_allclose(formula(out(op, case), one), wanted["x"], atol=1e-6)
            continue
        if case.arrays["weight"].all():
            np.testing.assert_allclose(
                formula(out(op, case), one), wanted["x"], rtol=1e-4, atol=1e-4
            )
            np.testing.assert_allclose(
                scale_from_output(out(op, case), one), wanted["weight"], rtol=1e-9, atol=1e-9
            )


@pytest.mark.parametrize("make", [of_rows, of_images])
def test_what_is_fixed_stays_fixed(make: object) -> None:
    assert callable(make)
    regimes = make(Offer(batch=False, in_channels=3, square_image=True))
    assert "batch" not in regimes or make is of_images
    assert "rectangular" not in regimes
    assert ("channels" in regimes) == (make is of_images)


@pytest.mark.parametrize(
    ("source", "doubtful"),
    [
        ("x.mean(axis=0)", True),
        ("x.mean(0), x.var(0, keepdims=True), np.ones((dim, 1))", True),
        ("x.mean(axis=1)", False),
        ("x.mean(axis=0), x.mean(axis=1)", False),
        # One parameter for every feature, which columns would not fit.
        ("x.mean(axis=0), np.ones(dim)", False),
        ("x.mean(axis=0), np.zeros((1, dim))", False),
        ("def layernorm_forward(x, gamma, beta, ln_param): x.mean(axis=0)", False),
    ],
)
def test_what_normalises_columns_alone_is_in_doubt(source: str, doubtful: bool) -> None:
    assert bool(of_columns(source)) == doubtful


@pytest.mark.parametrize(
    ("source", "doubtful"),
    [
        ("def __init__(self, num_groups, num_channels): ...", False),
        ("def spatial_groupnorm_forward(x, gamma, beta, G, gn_param): ...", False),
        ("def __init__(self, channels, group_size): ...", True),
        ("def __init__(self, channels): self.groups = 4", True),
    ],
)
def test_groups_that_nobody_asks_for_are_in_doubt(source: str, doubtful: bool) -> None:
    assert bool(of_unknown_groups(source)) == doubtful


def test_groups_are_two_of_one_channel_or_more() -> None:
    for regime in of_groups(EVERYTHING):
        counts = {case.arrays["x"].shape[1] for case in cases("group_norm_images", regime)}
        assert counts <= {2, 4, 6}
