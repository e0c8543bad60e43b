import numpy as np
import pytest

from scratchcnn.oracle.understanding.plans.decoding import (
    SUMMED,
    decoded,
    divided,
    factor,
    loss_value,
)
from scratchcnn.oracle.understanding.signatures.setting import Setting

X, W = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(4, 3)


@pytest.mark.parametrize(
    ("scale", "wanted"),
    [("mean", 1), ("sum", 6), ("per_sample", 3), ("half_mean", 0.5), ("half_sum", 3)],
)
def test_a_loss_is_a_multiple_of_the_mean(scale, wanted):
    setting = Setting("mse_loss", {"p": np.ones((2, 3)), "target": np.ones((2, 3))}, {})
    assert factor(scale, setting) == wanted


def test_a_cross_entropy_is_summed_over_samples():
    setting = Setting("cross_entropy", {"logits": np.ones((2, 3)), "target": np.array([1, 2])}, {})
    assert factor("sum", setting) == 2


def test_losses_of_samples_are_averaged():
    assert loss_value(np.array([1.0, 3.0]), "N") == 2
    assert loss_value(np.array([[3.0]]), "").shape == ()
    assert loss_value(np.ones(2), "").shape == (2,)


def test_a_result_of_a_wrong_shape_is_shown_as_it_came():
    setting = Setting("linear", {"x": X, "weight": W}, {})
    assert decoded(np.ones((5, 7)), "x", "ND", setting).shape == (5, 7)
    assert decoded(np.ones(7), "x", "ND", setting).shape == (7,)


def test_what_is_no_array_is_not_divided():
    assert divided("text", 2.0) == "text"
    np.testing.assert_array_equal(divided(np.ones(2), 2.0), [0.5, 0.5])


@pytest.mark.parametrize("form", ["N+", "ND"])
def test_losses_that_are_not_reduced_are_summed(form):
    assert loss_value(np.array([1.0, 3.0]), form) == 4


@pytest.mark.parametrize(
    ("scale", "wanted"), [("samples", 2), ("sum", 6), ("half_samples", 1), ("half_sum", 3)]
)
def test_the_sum_over_the_samples_is_a_multiple_of_the_mean(scale, wanted):
    setting = Setting("mse_loss", {"p": np.ones((2, 3)), "target": np.ones((2, 3))}, {})
    assert scale in SUMMED.values()
    assert factor(scale, setting) == wanted
