"""Every regime draws what its name says."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.cards.table import ours
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.values import KINDS, Layout, Values
from scratchcnn.oracle.checks.judge import draw_trials


def both(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


def windows(trial: Trial) -> list[tuple[int, int, int, int]]:
    """Return (size, reach, stride, padding) along the height and the width."""
    options = trial.options
    dilation = both(options.get("dilation", 1))
    kernel = both(options.get("kernel_size", trial.arrays.get("weight", trial.out).shape[2:]))
    stride = both(options.get("stride", kernel if "kernel_size" in options else 1))
    padding = options.get("padding", 0)
    paddings = both(0 if isinstance(padding, str) else padding)
    reach = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    return list(zip(trial.arrays["x"].shape[2:], reach, stride, paddings, strict=True))


def left_over(trial: Trial) -> list[int]:
    return [(size + 2 * p - reach) % stride for size, reach, stride, p in windows(trial)]


PROMISES: Mapping[tuple[str, str], Callable[[Trial], bool]] = {
    ("conv2d", "basic"): lambda t: not t.options,
    ("conv2d", "padding"): lambda t: min(both(t.options["padding"])) >= 1,
    ("conv2d", "no_padding"): lambda t: t.options == {"padding": 0},
    ("conv2d", "same"): lambda t: t.out.shape[2:] == t.arrays["x"].shape[2:],
    ("conv2d", "stride"): lambda t: min(both(t.options["stride"])) >= 2,
    ("conv2d", "non_tiling"): lambda t: all(left_over(t)),
    ("conv2d", "dilation"): lambda t: min(both(t.options["dilation"])) >= 2,
    ("conv2d", "groups"): lambda t: t.options["groups"] >= 2,
    ("conv2d", "channels"): lambda t: min(t.arrays["weight"].shape[:2]) >= 2,
    ("conv2d", "untied_bias"): lambda t: t.arrays["bias"].shape == t.out.shape[1:],
    ("conv2d", "rectangular"): lambda t: len(set(t.arrays["weight"].shape[2:])) == 2,
    ("max_pool2d", "basic"): lambda t: set(t.options) == {"kernel_size"},
    ("max_pool2d", "padding"): lambda t: min(both(t.options["padding"])) >= 1,
    ("max_pool2d", "stride"): lambda t: all(s > k for _, k, s, _ in windows(t)),
    ("max_pool2d", "overlap"): lambda t: all(s < k for _, k, s, _ in windows(t)),
    ("max_pool2d", "non_tiling"): lambda t: all(left_over(t)),
    ("max_pool2d", "rectangular"): lambda t: len(set(both(t.options["kernel_size"]))) == 2,
    ("max_pool2d", "channels"): lambda t: t.arrays["x"].shape[1] >= 2,
    ("batch_norm1d", "basic"): lambda t: t.arrays["x"].ndim in (2, 3) and not t.options,
    ("batch_norm1d", "constant"): lambda t: not np.ptp(t.arrays["x"], 0).any(),
    ("batch_norm2d", "basic"): lambda t: not t.options and "running_var" not in t.arrays,
    ("batch_norm2d", "training"): lambda t: t.options["training"] and "running_var" in t.arrays,
    ("batch_norm2d", "inference"): lambda t: bool((t.arrays["running_var"] >= 0).all()),
    ("batch_norm2d", "eps"): lambda t: t.options["eps"] >= 1e-3,
    ("batch_norm2d", "large_offset"): lambda t: bool((t.arrays["x"] > 1e3).all()),
    ("batch_norm2d", "constant"): lambda t: not np.ptp(t.arrays["x"], (0, 2, 3)).any(),
    ("relu", "basic"): lambda t: bool((t.arrays["x"] != 0).all()),
    ("softmax", "axis"): lambda t: "axis" in t.options,
    ("leaky_relu", "slope"): lambda t: "negative_slope" in t.options,
    ("cross_entropy", "basic"): lambda t: t.arrays["target"].dtype == np.int64,
    ("cross_entropy", "probabilities"): lambda t: t.arrays["target"].ndim == 2,
    ("mse_loss", "sum"): lambda t: t.options == {"reduction": "sum"},
}


@pytest.mark.parametrize(("op", "regime"), PROMISES)
def test_a_regime_keeps_its_promise_in_every_case(op: str, regime: str) -> None:
    trials = draw_trials(op, regime, 30)
    broken = [trial for trial in trials if not PROMISES[op, regime](trial)]
    assert not broken, broken[0]


# What is asked of weights has no batch.
@pytest.mark.parametrize("op", [op for op, card in ours().items() if card.first != "weight"])
@pytest.mark.parametrize(
    ("regime", "promise"),
    [
        ("batch", lambda t: len(next(iter(t.arrays.values()))) >= 2),
        ("empty_batch", lambda t: len(next(iter(t.arrays.values()))) == 0),
        # A gate halves its axis, and a normalisation needs two numbers, or up to three groups.
        ("one_element", lambda t: next(iter(t.arrays.values())).size <= 3),
        ("memory_layout", lambda t: t.layout is not Layout.CONTIGUOUS),
    ],
)
def test_every_op_has_the_common_regimes(
    op: str, regime: str, promise: Callable[[Trial], bool]
) -> None:
    assert all(promise(trial) for trial in draw_trials(op, regime, 15))


CONTAINED: Mapping[tuple[str, str], Callable[[Trial], bool]] = {
    ("max_pool2d", "ties"): lambda t: len(np.unique(t.arrays["x"])) < t.arrays["x"].size,
    ("max_pool2d", "basic"): lambda t: bool((t.arrays["x"] < 0).any()),
    ("relu", "kink"): lambda t: bool((t.arrays["x"] == 0).any()),
    ("relu", "non_finite"): lambda t: bool(np.isnan(t.arrays["x"]).any()),
    ("conv2d", "non_finite"): lambda t: bool(np.isinf(t.arrays["x"]).any()),
    ("batch_norm1d", "basic"): lambda t: t.arrays["x"].ndim == 2,
    ("batch_norm1d", "channels"): lambda t: t.arrays["x"].ndim == 3,
    ("batch_norm2d", "non_finite"): lambda t: bool(np.isnan(t.arrays["x"]).any()),
    ("batch_norm2d", "empty_batch"): lambda t: "training" not in t.options,
    ("softmax", "large_values"): lambda t: bool((np.abs(t.arrays["x"]) == 1000).any()),
    ("binary_cross_entropy", "large_values"): lambda t: {0.0, 1.0} <= set(t.arrays["p"].flat),
    ("cross_entropy", "one_hot"): lambda t: bool((t.arrays["target"].sum(1) == 1).all()),
}


@pytest.mark.parametrize(("op", "regime"), CONTAINED)
def test_a_regime_contains_what_it_is_there_for(op: str, regime: str) -> None:
    assert sum(CONTAINED[op, regime](trial) for trial in draw_trials(op, regime, 30)) >= 5


def test_most_convolutions_have_no_two_equal_dimensions() -> None:
    trials = draw_trials("conv2d", "basic", 50)
    distinct = [len({t.arrays["x"].shape[0], *t.arrays["weight"].shape}) == 5 for t in trials]
    assert np.mean(distinct) > 0.5


def test_upstream_gradients_are_neither_all_ones_nor_of_another_dtype() -> None:
    trials = draw_trials("conv2d", "channels", 30)
    assert all(trial.grad_out.dtype == trial.dtype for trial in trials)
    assert np.mean([(trial.grad_out == 1).all() for trial in trials]) < 0.1


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_recipe_gives_the_same_values(kind: str) -> None:
    first, second = (Values(kind, 7, 10.0).fill((3, 4)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("shape", [(), (0, 2), (2, 3), (2, 3, 4, 5)])
def test_a_layout_changes_the_memory_and_not_the_values(
    layout: Layout, shape: tuple[int, ...]
) -> None:
    array = np.arange(np.prod(shape)).reshape(shape)
    laid_out = layout.apply(array)
    np.testing.assert_array_equal(laid_out, array)
    assert laid_out.shape == array.shape
    assert not np.shares_memory(laid_out, array)


def test_the_layouts_are_what_they_are_called() -> None:
    array = np.ones((2, 3, 4))
    assert Layout.FORTRAN.apply(array).flags.f_contiguous
    assert not Layout.STRIDED.apply(array).flags.contiguous
    assert max(Layout.REVERSED.apply(array).strides) < 0
    assert not Layout.READ_ONLY.apply(array).flags.writeable
    assert Layout.CONTIGUOUS.apply(array).flags.writeable
