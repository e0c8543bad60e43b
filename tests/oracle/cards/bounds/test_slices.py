"""The bounds of layer, group, instance and RMS normalisation and of LRN, worked out by hand."""

from typing import Any

import numpy as np
import pytest
from bounded import FLOAT32, FLOAT64, assert_bound, call
from numpy.testing import assert_allclose

from reference import fused
from reference import ops as twins
from scratchcnn.oracle.cards.bounds import normalization, slices
from scratchcnn.oracle.cases.bounds import allowed_error

# The mean is 4, the variance 9, the mean square 25; with eps the deviation is 5.
ROW = [1, 7]
EPS = 16
TERMS = (2 + 8) * (1 + 2 * 5 / 5)
# |x - mean| is 3 for both.
SIZE = np.array([3 / 5 + (1 + 5) / 15, 3 / 5 + (7 + 5) / 15])


def of_layer(x: Any = (ROW,), grad_out: Any = ((2, -3),), **arguments: Any) -> Any:
    given = {"x": list(x), "normalized_shape": 2, "eps": EPS, **arguments}
    return slices.layer_norm(call(twins.layer_norm, grad_out, **given))


def test_a_row_is_bounded_as_a_channel_of_a_batch_is() -> None:
    bound = of_layer()
    assert list(bound) == ["out", "grad_x"]
    assert_bound(bound["out"], terms=[[TERMS, TERMS]], magnitude=[SIZE])
    image = call(twins.batch_norm2d, [[[[2, -3]]]], x=[[[ROW]]], eps=EPS)
    expected = normalization.batch_norm(image)
    for name in bound:
        assert_allclose(bound[name].magnitude.ravel(), expected[name].magnitude.ravel(), rtol=1e-14)
        assert_allclose(bound[name].terms, np.full((1, 2), expected[name].terms.ravel()))


def test_a_weight_that_differs_within_a_row_enters_before_the_means() -> None:
    bound = of_layer(weight=[-4, 1], bias=[-6, 3])
    assert list(bound) == ["out", "grad_x", "grad_weight", "grad_bias"]
    assert_bound(bound["out"], terms=[[TERMS] * 2], magnitude=[SIZE * [4, 1] + [6, 3]])
    weighed = np.array([8, 3])
    along = (weighed * SIZE).sum() / 2
    magnitude = (weighed + 5.5 + SIZE * along) / 5
    assert_bound(bound["grad_x"], terms=[[4 * TERMS] * 2], magnitude=[magnitude])
    assert_bound(bound["grad_weight"], terms=[TERMS + 1] * 2, magnitude=SIZE * [2, 3])
    assert_bound(bound["grad_bias"], terms=1, magnitude=[2, 3])


def test_a_parameter_adds_up_rows_of_different_terms_by_the_largest() -> None:
    x, grad = [ROW, [0, 0]], [[2, -3], [1, 1]]
    bound = of_layer(x, grad, weight=[1, 1], bias=[1, 1])
    # Where all is 0 the deviation is 4, and no difference can be off.
    assert_bound(bound["out"], terms=[[TERMS] * 2, [10] * 2], magnitude=[SIZE + 1, [1, 1]])
    assert_bound(bound["grad_weight"], terms=[TERMS + 2] * 2, magnitude=SIZE * [2, 3])
    assert_bound(bound["grad_bias"], terms=2, magnitude=[3, 4])


def test_several_axes_are_one_row() -> None:
    one = call(
        *(twins.layer_norm, [[[2], [-3]]]),
        x=[[[1], [7]]],
        weight=[[-4], [1]],
        normalized_shape=(2, 1),
        eps=EPS,
    )
    bound = slices.layer_norm(one)
    assert_bound(bound["out"], terms=[[[TERMS]] * 2], magnitude=[(SIZE * [4, 1])[:, None]])
    assert_bound(bound["grad_weight"], terms=[[TERMS + 1]] * 2, magnitude=(SIZE * [2, 3])[:, None])


def test_a_root_mean_square_has_no_differences_that_err() -> None:
    # The mean square is 25, with eps the deviation is 10.
    given = {"x": [ROW], "weight": [-4, 1], "normalized_shape": 2, "eps": 75}
    bound = slices.rms_norm(call(twins.rms_norm, [[2, -3]], **given))
    assert list(bound) == ["out", "grad_x", "grad_weight"]
    assert_bound(bound["out"], terms=[[10, 10]], magnitude=[[0.4, 0.7]])
    along = (8 * 0.1 + 3 * 0.7) / 2
    assert_bound(
        bound["grad_x"],
        terms=[[40, 40]],
        magnitude=[[(8 + 0.1 * along) / 10, (3 + 0.7 * along) / 10]],
    )
    assert_bound(bound["grad_weight"], terms=[11, 11], magnitude=[0.2, 2.1])


@pytest.mark.parametrize(("dtype", "eps"), [(np.float32, 2.0**-23), (np.float64, 2.0**-52)])
def test_the_eps_of_a_root_mean_square_is_that_of_the_dtype(dtype: type, eps: float) -> None:
    one = call(twins.rms_norm, [[1]], dtype, x=[[1e-5]], normalized_shape=1)
    z = np.float64(dtype(1e-5)) / np.sqrt(np.float64(dtype(1e-5)) ** 2 + eps)
    assert_bound(slices.rms_norm(one)["out"], terms=[[9]], magnitude=[[z]])


@pytest.mark.parametrize("given", [{}, {"eps": 0.5}])
@pytest.mark.parametrize("name", ["layer", "rms"])
def test_rows_of_homework_are_bounded_as_rows_of_ours(name: str, given: dict[str, float]) -> None:
    arrays: dict[str, Any] = {"x": [[1, 7, 3], [0, 2, 5]], "weight": [2, 3, -1]}
    grad = [[2, -3, 1], [1, 1, 4]]
    options = {"eps": 1e-5, **given}
    rows = call(getattr(twins, f"{name}_norm"), grad, **arrays, normalized_shape=3, **options)
    expected = getattr(slices, f"{name}_norm")(rows)
    homework = call(getattr(fused, f"{name}_norm_rows"), grad, **arrays, **given)
    bound = getattr(slices, f"{name}_norm_rows")(homework)
    assert list(bound) == ["out", "grad_x", "grad_weight"]
    for result in bound:
        told = expected[result]
        assert_bound(bound[result], terms=told.terms, magnitude=told.magnitude)


def test_other_eps_are_a_hundred_thousandth_unless_told() -> None:
    constant: dict[str, Any] = {"x": [[[3, 3]]]}
    grad = [[[1, 1]]]
    deviation = np.sqrt(1e-5)
    terms, size = 10 * (1 + 6 / deviation), 6 / (6 + deviation)
    for bound in (
        slices.layer_norm(call(twins.layer_norm, grad, **constant, normalized_shape=2)),
        slices.group_norm(call(twins.group_norm, grad, **constant, num_groups=1)),
        slices.instance_norm(call(twins.instance_norm, grad, **constant)),
    ):
        assert_bound(bound["out"], terms=[[[terms] * 2]], magnitude=[[[size] * 2]])


def test_groups_and_instances_have_a_weight_for_every_channel() -> None:
    # Of two channels the first group or instance is ROW, by pixels or by channels.
    x = [[[1], [7], [0], [0]]]
    grad = [[[2], [-3], [1], [1]]]
    ones = [1, 1, 1, 1]
    group = call(
        twins.group_norm, grad, x=x, num_groups=2, weight=[-4, 1, 1, 1], bias=ones, eps=EPS
    )
    bound = slices.group_norm(group)
    magnitude = np.array([4 * SIZE[0] + 1, SIZE[1] + 1, 1, 1]).reshape(1, 4, 1)
    terms = np.array([TERMS, TERMS, 10, 10]).reshape(1, 4, 1)
    assert_bound(bound["out"], terms=terms, magnitude=magnitude)
    assert_bound(
        bound["grad_weight"],
        terms=[TERMS + 1, TERMS + 1, 11, 11],
        magnitude=[2 * SIZE[0], 3 * SIZE[1], 0, 0],
    )
    instance = call(
        *(twins.instance_norm, [[[2, -3], [1, 1]]]),
        x=[[ROW, [0, 0]]],
        weight=[-4, 1],
        bias=[-1, 1],
        eps=EPS,
    )
    bound = slices.instance_norm(instance)
    assert_bound(bound["out"], terms=[[[TERMS] * 2, [10] * 2]], magnitude=[[4 * SIZE + 1, [1, 1]]])
    assert_bound(bound["grad_weight"], terms=[TERMS + 2, 12], magnitude=[SIZE @ [2, 3], 0])
    assert_bound(bound["grad_bias"], terms=2, magnitude=[5, 2])


def test_groups_of_homework_are_bounded_as_two_groups_of_ours() -> None:
    arrays: dict[str, Any] = {"x": [[[1], [7], [0], [2]]], "weight": [2, 3, -1, 1]}
    grad = [[[2], [-3], [1], [1]]]
    expected = slices.group_norm(call(twins.group_norm, grad, **arrays, num_groups=2))
    bound = slices.group_norm_images(call(fused.group_norm_images, grad, **arrays))
    other = slices.group_norm(call(twins.group_norm, grad, **arrays, num_groups=2, eps=0.5))
    given = slices.group_norm_images(call(fused.group_norm_images, grad, **arrays, eps=0.5))
    assert list(bound) == ["out", "grad_x", "grad_weight"]
    for name, told in expected.items():
        assert_bound(bound[name], terms=told.terms, magnitude=told.magnitude)
        assert_bound(given[name], terms=other[name].terms, magnitude=other[name].magnitude)


def test_an_instance_by_running_statistics_is_bounded_as_a_batch_is() -> None:
    arguments: dict[str, Any] = {
        "x": [[[1, -7]]],
        "running_mean": [-2],
        "running_var": [9],
        "eps": EPS,
        "use_input_stats": False,
    }
    bound = slices.instance_norm(call(twins.instance_norm, [[[2, -3]]], **arguments))
    assert_bound(bound["out"], terms=8, magnitude=[[[3 / 5, 9 / 5]]])


def test_the_difference_of_squares_is_no_variance_beside_a_hundred_thousand() -> None:
    x = np.array([[0, 1, 2, 3]], np.float32) + np.float32(1e5)
    one = call(twins.layer_norm, [[1] * 4], np.float32, x=x.tolist(), normalized_shape=4)
    allowed = allowed_error(slices.layer_norm(one)["out"], FLOAT32)
    # 474 for 1.34, as five frameworks have it.
    assert (allowed < 1).all()
    assert (allowed_error(slices.layer_norm(one)["out"], FLOAT64) < 1e-8).all()


def test_nothing_has_a_bound_without_warnings() -> None:
    empty: Any = np.zeros((0, 2))
    one = call(twins.layer_norm, empty, x=empty.tolist(), normalized_shape=2, weight=[1, 1])
    bound = slices.layer_norm(
        one.with_array("x", empty)  # a list of nothing has one axis
    )
    assert_bound(bound["grad_weight"], terms=[0, 0], magnitude=[0, 0])


def test_a_local_response_errs_by_its_divisor_and_its_power() -> None:
    # k + alpha / 2 * squares: 2 + 1 / 2 and 2 + 10 / 2.
    given = {"size": 2, "alpha": 1.0, "beta": 2.0, "k": 2.0}
    one = call(twins.local_response_norm, [[[4], [-5]]], x=[[[-1], [3]]], **given)
    bound = slices.local_response_norm(one)
    d = np.array([2.5, 7.0])
    out = np.array([1, 3]) / d**2
    # The largest logarithm counts.
    terms = 2 * 6 + 8 * (1 + 2 * np.log(7.0))
    assert_bound(bound["out"], terms=terms + 1, magnitude=out.reshape(1, 2, 1))
    own = np.array([4, 5]) * out / d
    through = 2 * 0.5 * 2 * np.array([1, 3]) * [own.sum(), own[1]]
    magnitude = np.array([4, 5]) / d**2 + through
    assert_bound(bound["grad_x"], terms=terms + 6 + 2 + 6, magnitude=magnitude.reshape(1, 2, 1))


def test_a_divisor_that_cancels_errs_by_more() -> None:
    given = {"size": 1, "alpha": -1.0, "beta": 1.0, "k": 5.0}
    one = call(twins.local_response_norm, [[[1]]], x=[[[2]]], **given)
    # 5 - 4 = 1, of which 9 is added up; the logarithm of 1 is 0.
    assert_bound(slices.local_response_norm(one)["out"], terms=5 * 9 + 8 + 1, magnitude=[[[2]]])


def test_the_numbers_of_a_local_response_are_those_of_pytorch_unless_told() -> None:
    x = [[[100], [200]]]
    told = {"size": 3, "alpha": 1e-4, "beta": 0.75, "k": 1.0}
    bound, expected = (
        slices.local_response_norm(call(twins.local_response_norm, [[[1], [1]]], x=x, **given))
        for given in ({"size": 3}, told)
    )
    for name in ("out", "grad_x"):
        assert_bound(bound[name], terms=expected[name].terms, magnitude=expected[name].magnitude)


def test_infinity_beside_a_channel_leaves_the_bounds_of_the_others() -> None:
    given = {"size": 1, "alpha": 1.0, "beta": 2.0, "k": 2.0}
    one = call(twins.local_response_norm, [[[4], [1]]], x=[[[1], [np.inf]]], **given)
    bound = slices.local_response_norm(one)
    assert_bound(
        bound["out"], terms=2 * 5 + 8 * (1 + 2 * np.log(3)) + 1, magnitude=[[[1 / 9], [np.nan]]]
    )


def test_a_local_response_is_bounded_in_double_precision_and_in_the_shape_of_its_images() -> None:
    x = np.full((1, 5, 1, 2), 1e20).tolist()
    grad = np.full((1, 5, 1, 2), 1e20).tolist()
    one = call(twins.local_response_norm, grad, np.float32, x=x, size=5, beta=0.5, k=0.0)
    bound = slices.local_response_norm(one)
    assert bound["out"].magnitude.shape == bound["grad_x"].magnitude.shape == (1, 5, 1, 2)
    for name in ("out", "grad_x"):
        assert np.isfinite(bound[name].magnitude).all()
        assert (bound[name].magnitude > 0).all()
    # Two channels before and two behind: as many on both sides of the one in the middle.
    assert_allclose(bound["out"].magnitude[0, :, 0, 0], bound["out"].magnitude[0, ::-1, 0, 0])


def test_terms_below_one_are_the_largest_of_themselves() -> None:
    assert slices.largest(np.array([0.25, np.inf, 0.5])) == 0.5
    assert slices.largest(np.array([np.nan])) == 0


@pytest.mark.parametrize(
    ("before", "behind", "sums"),
    [(0, 0, [1, 2, 4]), (1, 0, [1, 3, 6]), (0, 1, [3, 6, 4]), (2, 1, [3, 7, 7])],
)
def test_windows_end_where_the_channels_do(before: int, behind: int, sums: list[int]) -> None:
    x = np.array([1.0, 2, 4]).reshape(1, 3, 1)
    assert slices.window_sums(x, before, behind).ravel().tolist() == sums
    assert x.ravel().tolist() == [1, 2, 4]
