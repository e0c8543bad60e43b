"""The bounds of batch normalisation, each worked out by hand."""

from dataclasses import replace
from math import sqrt
from typing import Any

import numpy as np
from bounded import FLOAT32, FLOAT64, assert_bound, call
from numpy.testing import assert_allclose

from reference import ops as twins
from scratchcnn.oracle.cards.bounds import normalization as bounds
from scratchcnn.oracle.cases.bounds import allowed_error

# The mean is 4, the variance 9, the mean square 25; with eps the deviation is 5.
X = [[[[1, 7]]]]
EPS = 16
# 2 R + deviation
SPREAD = 2 * 5 + 5
TERMS = (2 + 8) * SPREAD / 5
# |x - mean| is 3 for both.
SIZE = np.array([3 / 5 + (1 + 5) / SPREAD, 3 / 5 + (7 + 5) / SPREAD])


def in_training(grad_out: Any = ((((2, -3),),),), **arguments: Any) -> Any:
    one = call(twins.batch_norm2d, grad_out, x=X, eps=EPS, **arguments)
    return bounds.batch_norm(one)


def test_a_normalised_value_is_bounded_by_the_condition_number_of_the_variance() -> None:
    bound = in_training()
    assert list(bound) == ["out", "grad_x"]
    assert_bound(bound["out"], terms=[[[TERMS]]], magnitude=[[[SIZE]]])


def test_rows_are_bounded_as_images_of_one_pixel_are() -> None:
    rows = call(twins.batch_norm1d, [[2], [-3]], x=[[1], [7]], weight=[-4], bias=[-6], eps=EPS)
    bound = bounds.batch_norm(rows)
    assert_bound(bound["out"], terms=[TERMS], magnitude=(4 * SIZE + 6)[:, None])
    assert_bound(bound["grad_weight"], terms=[TERMS + 2], magnitude=[2 * SIZE[0] + 3 * SIZE[1]])
    assert_bound(bound["grad_bias"], terms=2, magnitude=[5])


def test_weight_and_bias_enter_by_their_absolute_values() -> None:
    bound = in_training(weight=[-4], bias=[-6])
    assert list(bound) == ["out", "grad_x", "grad_weight", "grad_bias"]
    assert_bound(bound["out"], terms=[[[TERMS]]], magnitude=[[[4 * SIZE + 6]]])


def test_a_gradient_in_training_errs_by_its_mean_and_by_three_normalised_factors() -> None:
    along = (2 * SIZE[0] + 3 * SIZE[1]) / 2
    magnitude = (np.array([2, 3]) + 2.5 + SIZE * along) / 5
    assert_bound(in_training()["grad_x"], terms=[[[4 * TERMS]]], magnitude=[[[magnitude]]])
    weighted = in_training(weight=[-4])["grad_x"]
    assert_bound(weighted, terms=[[[4 * TERMS]]], magnitude=[[[4 * magnitude]]])


def test_the_gradients_of_weight_and_bias_add_up_their_channel() -> None:
    bound = in_training(weight=[-4], bias=[-6])
    assert_bound(bound["grad_weight"], terms=[TERMS + 2], magnitude=[2 * SIZE[0] + 3 * SIZE[1]])
    assert_bound(bound["grad_bias"], terms=2, magnitude=[5])


def test_there_is_a_bound_for_the_gradient_of_what_is_given_alone() -> None:
    assert list(in_training(bias=[1])) == ["out", "grad_x", "grad_bias"]
    assert list(in_training(weight=[1])) == ["out", "grad_x", "grad_weight"]


def test_running_statistics_make_no_difference_in_training() -> None:
    running = {"running_mean": [100], "running_var": [100], "training": True}
    bound = in_training(**running)
    assert list(bound) == ["out", "grad_x"]
    assert_bound(bound["out"], terms=[[[TERMS]]], magnitude=[[[SIZE]]])


def test_eps_is_a_hundred_thousandth_unless_told() -> None:
    constant = [[[[3, 3]]]]
    bound = bounds.batch_norm(call(twins.batch_norm2d, [[[[1, 1]]]], x=constant))
    deviation = sqrt(1e-5)
    spread = 2 * 3 + deviation
    size = (3 + 3) / spread
    assert_bound(bound["out"], terms=[[[10 * spread / deviation]]], magnitude=[[[[size, size]]]])


def test_every_channel_has_its_own_bound_over_samples_rows_and_columns() -> None:
    x = np.array([[[[1, 1], [7, 7]], [[0, 0], [0, 0]]], [[[7, 7], [1, 1]], [[0, 0], [0, 0]]]])
    grad = np.full(x.shape, -1)
    bound = bounds.batch_norm(
        call(twins.batch_norm2d, grad, x=x.tolist(), weight=[1, 1], bias=[0, 0], eps=EPS)
    )
    first = (8 + 8) * SPREAD / 5
    # Where all is 0 the deviation is 4, and no difference can be off.
    assert_bound(bound["grad_weight"], terms=[first + 8, 16 + 8], magnitude=[4 * SIZE.sum(), 0])
    assert_bound(bound["grad_bias"], terms=8, magnitude=[8, 8])
    sizes = np.where(x == 1, SIZE[0], SIZE[1]) * np.array([1, 0])[:, None, None]
    assert_bound(bound["out"], terms=[[[first]], [[16]]], magnitude=sizes)


def in_inference(**arguments: Any) -> Any:
    one = call(
        *(twins.batch_norm2d, [[[[2, -3]]]]),
        x=[[[[1, -7]]]],
        running_mean=[-2],
        running_var=[9],
        training=False,
        eps=EPS,
        **arguments,
    )
    return bounds.batch_norm(one)


def test_inference_sums_up_nothing() -> None:
    bound = in_inference(weight=[-4], bias=[-6])
    assert list(bound) == ["out", "grad_x", "grad_weight", "grad_bias"]
    sizes = np.array([(1 + 2) / 5, (7 + 2) / 5])
    assert_bound(bound["out"], terms=8, magnitude=[[[4 * sizes + 6]]])
    assert_bound(bound["grad_x"], terms=32, magnitude=[[[[4 * 2 / 5, 4 * 3 / 5]]]])
    assert_bound(bound["grad_weight"], terms=[8 + 2], magnitude=[2 * sizes[0] + 3 * sizes[1]])
    assert_bound(bound["grad_bias"], terms=2, magnitude=[5])


def test_the_bound_is_computed_in_double_precision() -> None:
    # In single precision the mean square would be 2**24, and its root a whole 2**12.
    x = np.array([2.0**12, 2.0**12 + 2.0**-11], np.float32)
    arrays = {"x": x.reshape(1, 1, 1, 2)}
    one = call(twins.batch_norm2d, [[[[1, 1]]]], np.float32, x=arrays["x"].tolist(), eps=1e-30)
    bound = bounds.batch_norm(one)
    deviation = 2.0**-12
    assert_allclose(np.ravel(bound["out"].terms), 10 * (2**13 + deviation) / deviation, rtol=1e-7)


def test_a_bound_is_infinite_where_single_precision_leaves_no_digit() -> None:
    x = [[[[1e4, 1e4]]]]
    bound = bounds.batch_norm(call(twins.batch_norm2d, [[[[1, 1]]]], x=x))["out"]
    assert np.isinf(allowed_error(bound, FLOAT32)).all()
    assert (allowed_error(bound, FLOAT64) < 1e-7).all()


def test_the_difference_of_squares_is_no_variance_where_the_mean_is_large() -> None:
    x = np.array([0.1, 0.2, 0.3, 0.5]) + 1e4
    one = call(twins.batch_norm2d, [[[[1] * 4]]], x=x.reshape(1, 1, 1, 4).tolist())
    difference = (x * x).mean() - x.mean() ** 2
    naive = (x - x.mean()) / np.sqrt(difference + 1e-5)
    allowed = allowed_error(bounds.batch_norm(one)["out"], FLOAT64)
    assert (np.abs(naive - one.out) > allowed).any()


def test_nothing_has_no_mean_and_a_single_value_is_its_own() -> None:
    assert bounds.means(np.zeros((0, 2, 1, 1))).tolist() == [[[0]], [[0]]]
    assert bounds.means(np.full((1, 1, 1, 1), 5.0)).tolist() == [[[5]]]


def test_a_batch_without_samples_has_a_bound_without_warnings() -> None:
    one = call(twins.batch_norm2d, np.zeros((0, 1, 1, 1)), x=[], weight=[1], bias=[1])
    empty = replace(one, arrays={**one.arrays, "x": np.zeros((0, 1, 1, 1))})
    bound = bounds.batch_norm(empty)
    assert_bound(bound["grad_weight"], terms=[8], magnitude=[0])
    assert_bound(bound["grad_bias"], terms=0, magnitude=[0])
