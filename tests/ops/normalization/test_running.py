"""Running statistics: the next ones are PyTorch's, and the ones of before stay as they are."""

from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from scratchcnn import ops
from scratchcnn.ops.normalization import batch_statistics, updated_statistics
from scratchcnn.oracle.cards.table import ours
from scratchcnn.oracle.checks.judge import draw_trials

X = np.random.default_rng(3).standard_normal((2, 3, 4, 5))
THREE = np.array([1.0, 2.0, 4.0])


@pytest.mark.parametrize("momentum", [0.0, 0.1, 1.0])
def test_the_next_running_statistics_are_those_of_pytorch(momentum: float) -> None:
    expected_mean, expected_variance = torch.tensor(THREE), torch.tensor(THREE)
    torch.nn.functional.batch_norm(
        torch.tensor(X), expected_mean, expected_variance, training=True, momentum=momentum
    )
    mean, variance = updated_statistics(X, THREE, THREE, momentum)
    assert_allclose(mean, expected_mean.numpy(), rtol=1e-14)
    assert_allclose(variance, expected_variance.numpy(), rtol=1e-14)


def test_the_next_running_statistics_are_told_of_a_single_channel_too() -> None:
    mean, variance = updated_statistics(X[:, :1], np.zeros(1), np.zeros(1), 1.0)
    assert_allclose(mean, [X[:, 0].mean()], rtol=1e-14)
    assert_allclose(variance, [X[:, 0].var(ddof=1)], rtol=1e-14)


def test_the_next_running_statistics_leave_those_of_before_alone() -> None:
    mean, variance = THREE.copy(), THREE.copy()
    updated_statistics(X, mean, variance, 0.5)
    assert_array_equal(mean, THREE)
    assert_array_equal(variance, THREE)


def test_a_batch_without_values_leaves_no_trace_in_the_running_statistics() -> None:
    mean, variance = updated_statistics(X[:0], THREE, 2 * THREE, 0.5)
    assert_array_equal(mean, THREE)
    assert_array_equal(variance, 2 * THREE)


@pytest.mark.parametrize("shape", [(2, 3), (1, 3, 2), (5, 3)])
def test_the_next_running_statistics_of_rows_are_those_of_pytorch(shape: tuple[int, ...]) -> None:
    x = np.random.default_rng(5).standard_normal(shape)
    expected_mean, expected_variance = torch.tensor(THREE), torch.tensor(THREE)
    torch.nn.functional.batch_norm(
        torch.tensor(x), expected_mean, expected_variance, training=True, momentum=0.5
    )
    mean, variance = updated_statistics(x, THREE, THREE, 0.5)
    assert_allclose(mean, expected_mean.numpy(), rtol=1e-14)
    assert_allclose(variance, expected_variance.numpy(), rtol=1e-14)


def test_the_statistics_of_a_batch_are_its_mean_and_its_biased_variance() -> None:
    mean, variance = batch_statistics(X)
    assert_allclose(mean, X.mean((0, 2, 3)), rtol=1e-13)
    assert_allclose(variance, X.var((0, 2, 3)), rtol=1e-14)


MODES = {"batch_norm": "training", "instance_norm": "use_input_stats"}


def of_pytorch(name: str, arrays: dict[str, Any], options: dict[str, Any]) -> list[Any]:
    """Return what PyTorch makes of the running statistics, which it updates in place."""
    given = {key: torch.tensor(np.asarray(value, float)) for key, value in arrays.items()}
    getattr(torch.nn.functional, name)(given.pop("x"), **given, **options)
    return [given[key].numpy() for key in ("running_mean", "running_var")]


@pytest.mark.parametrize("name", MODES)
@pytest.mark.parametrize("regime", ["training", "momentum", "inference", "momentum_unused"])
def test_an_op_returns_the_next_running_statistics_of_pytorch(name: str, regime: str) -> None:
    op = getattr(ops, name)
    for trial in draw_trials(name, regime, 12):
        before = {key: value.copy() for key, value in trial.arrays.items()}
        (out, mean, variance), pullback = op(
            **trial.arrays, **trial.options, return_statistics=True
        )
        wanted_mean, wanted_variance = of_pytorch(name, before, dict(trial.options))
        tight = trial.dtype == np.float64
        # Sums and squares of a few numbers, of any scale: relative to the largest of them.
        scale = np.abs(trial.arrays["x"]).max() + 1
        spread = 1e-12 if tight else 1e-4
        assert_allclose(mean, wanted_mean, rtol=spread, atol=spread * scale)
        assert_allclose(variance, wanted_variance, rtol=spread, atol=spread * scale**2)
        assert (mean.dtype, variance.dtype) == (trial.dtype, trial.dtype)
        expected, expected_pullback = op(**trial.arrays, **trial.options)
        assert_array_equal(out, expected)
        for grad, wanted in zip(
            pullback(trial.grad_out), expected_pullback(trial.grad_out), strict=True
        ):
            assert_array_equal(grad, wanted)
        for key, value in before.items():
            assert_array_equal(trial.arrays[key], value)


@pytest.mark.parametrize("name", MODES)
@pytest.mark.parametrize("own", [True, False])
def test_what_is_returned_shares_no_memory_with_what_was_given(name: str, own: bool) -> None:
    for x in (X, X[:0]):
        mean, variance = THREE.copy(), THREE.copy()
        (_, *updated), _ = getattr(ops, name)(
            x, mean, variance, **{MODES[name]: own}, return_statistics=True
        )
        for one in updated:
            assert not np.shares_memory(one, mean)
            assert not np.shares_memory(one, variance)


@pytest.mark.parametrize("name", MODES)
def test_a_batch_without_values_changes_no_running_statistics(name: str) -> None:
    (out, mean, variance), _ = getattr(ops, name)(
        X[:0], THREE, 2 * THREE, **{MODES[name]: True}, return_statistics=True
    )
    assert out.shape == (0, 3, 4, 5)
    assert_array_equal(mean, THREE)
    assert_array_equal(variance, 2 * THREE)


@pytest.mark.parametrize("name", MODES)
def test_a_new_batch_has_a_share_of_a_tenth_unless_told(name: str) -> None:
    op, mode = getattr(ops, name), {MODES[name]: True}
    zeros, ones = np.zeros(3), np.ones(3)
    (_, mean, variance), _ = op(X, zeros, ones, **mode, return_statistics=True)
    (_, told_mean, told_variance), _ = op(
        X, zeros, ones, **mode, momentum=0.1, return_statistics=True
    )
    assert_array_equal(mean, told_mean)
    assert_array_equal(variance, told_variance)
    assert mean.any()


@pytest.mark.parametrize("name", MODES)
@pytest.mark.parametrize("given", [{}, {"running_mean": THREE}, {"running_var": THREE}])
def test_the_next_statistics_need_those_of_before(name: str, given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"must be given unless return_statistics is False$"):
        getattr(ops, name)(X, **given, **{MODES[name]: True}, return_statistics=True)


def test_those_of_instances_are_means_over_the_samples() -> None:
    (_, mean, variance), _ = ops.instance_norm(
        X, np.zeros(3), np.zeros(3), momentum=1.0, return_statistics=True
    )
    assert_allclose(mean, X.mean((0, 2, 3)), rtol=1e-13)
    assert_allclose(variance, X.var((2, 3), ddof=1).mean(0), rtol=1e-13)


def test_a_channel_in_inference_may_have_a_single_value() -> None:
    (_, mean, _), _ = ops.batch_norm(np.ones((1, 3)), THREE, THREE, return_statistics=True)
    assert_array_equal(mean, THREE)


@pytest.mark.parametrize("name", MODES)
def test_momentum_is_drawn_with_and_without_an_effect(name: str) -> None:
    shares = {trial.options["momentum"] for trial in draw_trials(name, "momentum", 12)}
    assert len(shares) > 2
    assert {"momentum", "momentum_unused"} <= set(ours()[name].regimes)
