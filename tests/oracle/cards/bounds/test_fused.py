"""Honest NumPy stays within the bounds of fused layers, in whatever order it adds."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from scratchcnn.oracle.cards.table import layers
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.comparing import compare

SEEDS = range(6)

# What has the arguments of a convolution or of a dense layer, or the targets of a loss.
KINDS = ("convolution", "dense", "loss")
FUSED = {
    card.name: card.bound
    for card in layers()
    if not card.regimes and (card.kind in KINDS or card.name.startswith("softmax"))
}


def fused_trial(op: str, seed: int, dtype: Any = np.float64, scale: float = 1.0) -> Trial:
    rng = np.random.default_rng(seed)

    def normal(*shape: int) -> Any:
        return (rng.standard_normal(shape) * scale).astype(dtype)

    options: dict[str, Any] = {}
    if op == "conv2d_relu":
        options = {"stride": 1 + seed % 2, "padding": seed % 3}
        arrays = {"x": normal(2, 3, 6, 5), "weight": normal(4, 3, 3, 2), "bias": normal(4)}
    elif op == "depthwise_conv2d":
        arrays = {"x": normal(2, 3, 6, 5), "weight": normal(3, 3, 2), "bias": normal(3)}
    elif op == "depthwise_conv1d":
        arrays = {"x": normal(2, 3, 6), "weight": normal(3, 2), "bias": normal(3)}
    elif op == "pointwise_conv2d":
        arrays = {"x": normal(2, 3, 4, 5), "weight": normal(4, 3), "bias": normal(4)}
    elif op == "separable_conv2d":
        arrays = {"x": normal(2, 3, 6, 5), "weight": normal(3, 3, 2)}
        arrays |= {"pointwise": normal(4, 3), "bias": normal(4)}
    elif op == "softmax_cross_entropy":
        arrays = {"logits": normal(3, 5), "target": rng.integers(0, 5, 3)}
    else:
        arrays = {"x": normal(3, 7), "weight": normal(5, 7), "bias": normal(5)}
    twin, bound = twin_of(op), FUSED[op]
    shape = twin(**arrays, **options)[0].shape
    return Trial(twin, bound, arrays, options, normal(*shape))


def from_the_left(terms: Any, axis: int) -> Any:
    return np.add.accumulate(terms, axis).take(-1, axis)


def from_the_right(terms: Any, axis: int) -> Any:
    return from_the_left(np.flip(terms, axis), axis)


def pairwise(terms: Any, axis: int) -> Any:
    return np.moveaxis(terms, axis, -1).copy().sum(-1)


def small_ones_first(terms: Any, axis: int) -> Any:
    order = np.argsort(np.abs(terms), axis)
    return from_the_left(np.take_along_axis(terms, order, axis), axis)


ORDERS = [from_the_left, from_the_right, pairwise, small_ones_first]
Order = Callable[[Any, int], Any]


def matmul(a: Any, b: Any, add: Order) -> Any:
    return add(a[:, :, None] * b[None], 1)


def dense(x: Any, weight: Any, grad: Any, add: Order) -> list[Any]:
    return [matmul(grad, weight, add), matmul(grad.T, x, add), add(grad, 0)]


def conv2d_relu(trial: Trial, add: Order) -> list[Any]:
    x, weight, bias = trial.arrays.values()
    s, p = trial.options["stride"], trial.options["padding"]
    (f, c, kh, kw), (n, _, h, w) = weight.shape, x.shape
    padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    oh, ow = (h + 2 * p - kh) // s + 1, (w + 2 * p - kw) // s + 1
    where = [(i * s, j * s) for i in range(oh) for j in range(ow)]
    rows = np.stack([padded[:, :, i : i + kh, j : j + kw].reshape(n, -1) for i, j in where], 1)
    out = matmul(rows.reshape(n * oh * ow, -1), weight.reshape(f, -1).T, add) + bias
    grad = trial.grad_out.transpose(0, 2, 3, 1).reshape(-1, f) * (out > 0)
    grad_rows, grad_weight, grad_bias = dense(
        rows.reshape(len(out), -1), weight.reshape(f, -1), grad, add
    )
    back = grad_rows.reshape(n, oh * ow, c, kh, kw)
    images = np.zeros((oh * ow, *padded.shape), x.dtype)
    for place, (i, j) in enumerate(where):
        images[place, :, :, i : i + kh, j : j + kw] = back[:, place]
    grad_x = add(images, 0)[:, :, p : p + h, p : p + w]
    out = np.maximum(out, 0).reshape(n, oh, ow, f).transpose(0, 3, 1, 2)
    return [out, grad_x, grad_weight.reshape(weight.shape), grad_bias]


def softmax(z: Any, add: Order) -> Any:
    powers = np.exp(z - z.max(1, keepdims=True))
    return powers / add(powers, 1)[:, None]


def sums(trial: Trial, add: Order) -> tuple[Any, Any, Any]:
    x, weight, bias = trial.arrays.values()
    return x, weight, matmul(x, weight.T, add) + bias


def linear_relu(trial: Trial, add: Order) -> list[Any]:
    x, weight, z = sums(trial, add)
    return [np.maximum(z, 0), *dense(x, weight, trial.grad_out * (z > 0), add)]


def linear_sigmoid(trial: Trial, add: Order) -> list[Any]:
    x, weight, z = sums(trial, add)
    s = (1 + np.tanh(z / 2)) / 2
    return [s, *dense(x, weight, trial.grad_out * s * (1 - s), add)]


def linear_tanh(trial: Trial, add: Order) -> list[Any]:
    x, weight, z = sums(trial, add)
    t = np.tanh(z)
    return [t, *dense(x, weight, trial.grad_out * (1 - t**2), add)]


def softmax_linear(trial: Trial, add: Order) -> list[Any]:
    x, weight, bias = trial.arrays.values()
    p = softmax(matmul(x, weight.T, add) + bias, add)
    grad = p * (trial.grad_out - add(p * trial.grad_out, 1)[:, None])
    return [p, *dense(x, weight, grad, add)]


def softmax_linear_of_logits(trial: Trial, add: Order) -> list[Any]:
    x, weight, bias = trial.arrays.values()
    p = softmax(matmul(x, weight.T, add) + bias, add)
    return [p, *dense(x, weight, trial.grad_out, add)]


def softmax_cross_entropy(trial: Trial, add: Order) -> list[Any]:
    logits, target = trial.arrays.values()
    p, rows = softmax(logits, add), np.arange(len(logits))
    loss = -add(np.log(p[rows, target]), 0) / len(p)
    p[rows, target] -= 1
    return [np.asarray(loss), p * trial.grad_out / len(p)]


def separable_conv2d(trial: Trial, add: Order) -> list[Any]:
    x, weight, pointwise, bias = trial.arrays.values()
    (n, c, h, w), (_, kh, kw), f = x.shape, weight.shape, len(pointwise)
    oh, ow = h - kh + 1, w - kw + 1
    where = [(i, j) for i in range(kh) for j in range(kw)]
    windows = np.stack([x[:, :, i : i + oh, j : j + ow] for i, j in where])
    filters = weight.reshape(c, -1).T[:, None, :, None, None]
    between = add(windows * filters, 0).transpose(0, 2, 3, 1).reshape(-1, c)
    out = (matmul(between, pointwise.T, add) + bias).reshape(n, oh, ow, f).transpose(0, 3, 1, 2)
    grad = trial.grad_out.transpose(0, 2, 3, 1).reshape(-1, f)
    back, grad_pointwise, grad_bias = dense(between, pointwise, grad, add)
    back = back.reshape(n, oh, ow, c).transpose(0, 3, 1, 2)
    grad_weight = add((windows * back).transpose(2, 0, 1, 3, 4).reshape(c, len(where), -1), 2)
    images = np.zeros((len(where), *x.shape), x.dtype)
    for place, (i, j) in enumerate(where):
        images[place, :, :, i : i + oh, j : j + ow] = back * filters[place]
    return [out, add(images, 0), grad_weight.reshape(weight.shape), grad_pointwise, grad_bias]


HONEST = [
    *(conv2d_relu, linear_relu, linear_sigmoid, linear_tanh),
    *(softmax_linear, softmax_linear_of_logits, softmax_cross_entropy, separable_conv2d),
]


def content(trial: Trial, results: list[Any]) -> list[bool]:
    """Tell of every result whether it is within its bound."""
    expected = {"out": trial.out}
    expected |= dict(zip((f"grad_{a}" for a in trial.differentiable), trial.grads, strict=True))
    return [
        compare(name, got, right, trial.limit(name, got.dtype)).ok
        for (name, right), got in zip(expected.items(), results, strict=True)
    ]


@pytest.mark.parametrize("honest", HONEST)
@pytest.mark.parametrize("add", ORDERS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("scale", [1.0, 8.0])
def test_an_honest_layer_is_within_its_bound(
    honest: Callable[[Trial, Order], list[Any]], add: Order, dtype: Any, scale: float
) -> None:
    for seed in SEEDS:
        trial = fused_trial(honest.__name__, seed, dtype, scale)
        results = honest(trial, add)
        assert all(result.dtype == dtype for result in results)
        assert all(content(trial, results))


@pytest.mark.parametrize("op", FUSED)
def test_a_relative_error_of_a_billionth_is_out_of_the_bound(op: str) -> None:
    for seed in SEEDS:
        trial = fused_trial(op, seed)
        off = [right * (1 + 1e-9) for right in (trial.out, *trial.grads)]
        assert not any(content(trial, off))


@pytest.mark.parametrize("op", FUSED)
def test_a_bound_has_the_names_and_the_shapes_of_all_results(op: str) -> None:
    trial = fused_trial(op, 1)
    shapes = {"out": trial.out.shape}
    shapes |= {f"grad_{name}": trial.arrays[name].shape for name in trial.differentiable}
    assert {name: trial.limit(name, trial.dtype).shape for name in trial.bounds} == shapes


@pytest.mark.parametrize("op", [op for op in FUSED if op != "softmax_cross_entropy"])
def test_a_layer_without_bias_or_without_samples_has_a_bound(op: str) -> None:
    trial = fused_trial(op, 2).without("bias")
    assert "grad_bias" not in trial.bounds
    empty = Trial(
        *(trial.twin, trial.bound, {**trial.arrays, "x": trial.arrays["x"][:0]}, trial.options),
        trial.grad_out[:0],
    )
    assert empty.limit("out", empty.dtype).shape == empty.out.shape


def tiny_conv(x: list[float], weight: list[float], grad: list[float]) -> Trial:
    arrays = {
        "x": np.array(x).reshape(1, 1, 1, -1),
        "weight": np.array(weight).reshape(1, 1, 1, -1),
    }
    upstream = np.array(grad).reshape(1, 1, 1, -1)
    return Trial(twin_of("conv2d_relu"), FUSED["conv2d_relu"], arrays, {}, upstream)


def test_gradients_are_not_judged_where_a_rounding_decides_the_sign() -> None:
    # 0.1 * 3 - 0.3 is not 0 in binary, and its sign depends on the rounding.
    bound = tiny_conv([0.1, 0.3, 0.5, 0.5], [3.0, -1.0], [1.0, 1.0, 1.0]).bounds
    assert_array_equal(np.isinf(bound["grad_x"].magnitude)[0, 0, 0], [True, True, False, False])
    assert np.isinf(bound["grad_weight"].magnitude).all()
    assert np.isfinite(bound["out"].magnitude).all()


def test_gradients_are_judged_where_small_whole_numbers_add_up_to_0() -> None:
    bound = tiny_conv([1.0, 3.0, 5.0], [3.0, -1.0], [7.0, 1.0]).bounds
    # Only the second window is positive: 3 * 3 - 5 = 4.
    assert_allclose(bound["grad_x"].magnitude, [[[[0, 3, 1]]]])
    assert_allclose(bound["grad_weight"].magnitude, [[[[3, 5]]]])


def test_logits_pass_their_error_on_to_the_probabilities() -> None:
    arrays = {"x": np.array([[2.0, 1.0]]), "weight": np.array([[1.0, -2.0], [0.0, 0.0]])}
    bound = FUSED["softmax_linear"](
        Trial(twin_of("softmax_linear"), FUSED["softmax_linear"], arrays, {}, np.ones((1, 2)))
    )
    # Both logits are 0: 2 + 16 for softmax itself; 2 products and 4 more of a size of 4, and of 0.
    assert_allclose(bound["out"].terms, [[18 + 24 + 24, 18 + 0 + 24]])
    assert_allclose(bound["out"].magnitude, [[0.5, 0.5]])
    # The gradient of the logits is at most 0.5 (1 + 1), its 2 * 66 roundings and one product more.
    assert_allclose(bound["grad_weight"].magnitude, [[2, 1], [2, 1]])
    assert_allclose(bound["grad_weight"].terms, np.full((2, 2), 132 + 1))


def test_a_twin_of_logits_passes_its_gradient_on() -> None:
    trial = fused_trial("softmax_linear_of_logits", 3)
    x, weight, _ = trial.arrays.values()
    assert_allclose(trial.out, fused_trial("softmax_linear", 3).out)
    assert_allclose(trial.grads[0], trial.grad_out @ weight)
    assert_allclose(trial.grads[1], trial.grad_out.T @ x)
    assert_allclose(trial.grads[2], trial.grad_out.sum(0))
