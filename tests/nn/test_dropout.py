"""Layers that drop numbers in training alone."""

import numpy as np
import pytest
from layered import IMAGES, defaults, refused
from numpy.testing import assert_array_equal

from scratchcnn import ops
from scratchcnn.nn.dropout import Dropout, Dropout2d


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


@pytest.mark.parametrize("layer", [Dropout, Dropout2d])
def test_by_default_half_is_dropped(layer: type[Dropout]) -> None:
    assert defaults(layer) == {"p": 0.5}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_training_is_the_op_with_what_the_generator_keeps(dtype: type[np.floating]) -> None:
    x = IMAGES.astype(dtype)
    layer = Dropout(0.25, rng=rng())
    keep = rng().random(x.shape, np.float32) >= np.float32(0.25)
    out, pullback = ops.dropout(x, keep, 0.25)
    assert_array_equal(layer.forward(x), out, strict=True)
    assert_array_equal(layer.backward(x), pullback(x)[0], strict=True)


def test_every_step_draws_anew() -> None:
    layer = Dropout(rng=rng())
    assert (layer.forward(IMAGES) != layer.forward(IMAGES)).any()


def test_whole_channels_are_dropped_together() -> None:
    out = Dropout2d(0.5, rng=rng()).forward(np.ones((50, 4, 3, 2)))
    per_channel = out.reshape(200, 6)
    assert (per_channel == per_channel[:, :1]).all()
    assert {0.0, 2.0} == set(out.ravel())


def test_rows_have_channels_of_one_number() -> None:
    out = Dropout2d(0.5, rng=rng()).forward(np.ones((50, 4)))
    assert {0.0, 2.0} == set(out[0])


@pytest.mark.parametrize("layer", [Dropout, Dropout2d])
def test_inference_changes_and_draws_nothing(layer: type[Dropout]) -> None:
    dropout = layer(0.5, rng=rng())
    before = dropout.generator.bit_generator.state
    dropout.training = False
    assert_array_equal(dropout.forward(IMAGES), IMAGES)
    assert_array_equal(dropout.backward(IMAGES), IMAGES)
    assert dropout.generator.bit_generator.state == before


def test_p_1_drops_everything_and_p_0_nothing() -> None:
    assert not Dropout(1, rng=rng()).forward(IMAGES).any()
    assert_array_equal(Dropout(0, rng=rng()).forward(IMAGES), IMAGES)


def test_a_share_beyond_1_is_refused() -> None:
    refused(ValueError, "p must be from 0 to 1, got 1.5", lambda: Dropout(1.5, rng=rng()))


def test_a_seed_is_no_generator() -> None:
    wrong = "rng must be a numpy.random.Generator, got 7 (int)"
    refused(TypeError, wrong, lambda: Dropout(rng=7))  # type: ignore[arg-type] # refused
