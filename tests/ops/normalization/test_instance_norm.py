"""Group and instance normalisation: which channels share a mean, and what is refused."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from scratchcnn import ops

X = np.random.default_rng(3).standard_normal((2, 6, 4, 5))
SIX = np.arange(1.0, 7)


def test_neighbouring_channels_are_a_group() -> None:
    out, _ = ops.group_norm(7 * X + 100, 2, eps=0.0)
    groups = out.reshape(2, 2, 60)
    assert_allclose(groups.mean(-1), 0, atol=1e-13)
    assert_allclose(groups.var(-1), 1, rtol=1e-13)
    assert (np.abs(out.mean((2, 3))) > 1e-3).all()


def test_one_group_is_a_layer_and_as_many_as_channels_are_instances() -> None:
    assert_allclose(ops.group_norm(X, 1)[0], ops.layer_norm(X, X.shape[1:])[0], rtol=1e-12)
    assert_array_equal(ops.group_norm(X, 6)[0], ops.instance_norm(X)[0])


def test_every_channel_has_a_weight_and_a_bias_of_its_own() -> None:
    plain, _ = ops.group_norm(X, 3)
    out, _ = ops.group_norm(X, 3, SIX, -SIX)
    assert_allclose(out, plain * SIX[:, None, None] - SIX[:, None, None], rtol=1e-13)


@pytest.mark.parametrize("name", ["group_norm", "instance_norm"])
def test_the_default_eps_is_a_hundred_thousandth(name: str) -> None:
    given = {"num_groups": 1} if name == "group_norm" else {}
    out, _ = getattr(ops, name)(np.array([[[-1.0, 1.0]]]), **given)
    assert_allclose(out, [[[-1 / np.sqrt(1.00001), 1 / np.sqrt(1.00001)]]], rtol=1e-15)


def test_a_group_of_a_single_value_becomes_its_bias_and_has_no_gradient() -> None:
    out, pullback = ops.group_norm(SIX[None], 6, SIX, 2 * SIX)
    assert_array_equal(out, 2 * SIX[None])
    grad_x, grad_weight, grad_bias = pullback(SIX[None])
    assert_array_equal(grad_x, np.zeros((1, 6)))
    assert_array_equal(grad_weight, np.zeros(6))
    assert_array_equal(grad_bias, SIX)


def test_running_statistics_play_no_part_unless_asked_for() -> None:
    expected, _ = ops.instance_norm(X)
    assert_array_equal(ops.instance_norm(X, SIX, SIX)[0], expected)
    out, _ = ops.instance_norm(X, SIX, SIX**2, use_input_stats=False, eps=0.0)
    assert_allclose(out, X / SIX[:, None, None] - 1, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("shape", [(0, 6, 4), (2, 0, 4), (2, 6, 0)])
def test_nothing_stays_nothing(shape: tuple[int, ...]) -> None:
    weight = np.ones(shape[1])
    for out, pullback in (
        ops.group_norm(np.zeros(shape), 2, weight),
        ops.instance_norm(np.zeros(shape), weight=weight),
    ):
        grad_x, grad_weight = pullback(out)
        assert (out.shape, grad_x.shape) == (shape, shape)
        assert_array_equal(grad_weight, np.zeros(shape[1]))


REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: ops.group_norm(X, 4),
        ValueError,
        "num_groups must divide the 6 channels of x, got 4",
    ),
    (lambda: ops.group_norm(X, 0), ValueError, "num_groups must be at least 1, got 0"),
    (
        lambda: ops.group_norm(X, 2.0),  # type: ignore[arg-type] # which is the point
        TypeError,
        "num_groups must be an integer, got 2.0 (float)",
    ),
    (
        lambda: ops.group_norm(SIX, 2),
        ValueError,
        "x must have the axes (N C), or more, got an array of shape (6,) and dtype float64",
    ),
    (
        lambda: ops.group_norm(X, 2, eps=np.inf),
        ValueError,
        "eps must be finite in float64, got inf",
    ),
    *(
        (
            lambda name=name: ops.group_norm(X, 2, **{name: SIX[:2]}),
            ValueError,
            f"{name} must have the shape (6,), got an array of shape (2,) and dtype float64",
        )
        for name in ("weight", "bias")
    ),
    *(
        (
            lambda name=name: ops.instance_norm(X, **{name: SIX[:2]}),
            ValueError,
            f"{name} must have the shape (6,), got an array of shape (2,) and dtype float64",
        )
        for name in ("running_mean", "running_var", "weight", "bias")
    ),
    (
        lambda: ops.instance_norm(X[:, :, 0, 0]),
        ValueError,
        "x must have more than one value per channel, "
        "got an array of shape (2, 6) and dtype float64",
    ),
    (
        lambda: ops.instance_norm(X, use_input_stats=False),
        ValueError,
        "running_mean and running_var must be given unless use_input_stats is True",
    ),
    (
        lambda: ops.instance_norm(X, use_input_stats=0),  # type: ignore[arg-type] # which is the point
        TypeError,
        "use_input_stats must be True or False, got 0 (int)",
    ),
    (
        lambda: ops.instance_norm(X, return_statistics=0),  # type: ignore[arg-type] # which is the point
        TypeError,
        "return_statistics must be True or False, got 0 (int)",
    ),
    (
        lambda: ops.instance_norm(X, momentum=np.nan),
        ValueError,
        "momentum must be finite in float64, got nan",
    ),
    (
        lambda: ops.instance_norm(X, eps=np.nan),
        ValueError,
        "eps must be finite in float64, got nan",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED, ids=[m for *_, m in REFUSED])
def test_a_refusal_says(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        call()
    assert str(raised.value) == message
