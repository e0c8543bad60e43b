"""Layer and RMS normalisation: large means, single values, eps, and which axes are the last."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from scratchcnn import ops

X = np.random.default_rng(3).standard_normal((2, 3, 4))
W = np.random.default_rng(4).standard_normal((3, 4))


def test_every_row_gets_mean_0_and_variance_1() -> None:
    out, _ = ops.layer_norm(7 * X + 100, 4, eps=0.0)
    assert_allclose(out.mean(-1), 0, atol=1e-13)
    assert_allclose(out.var(-1), 1, rtol=1e-13)


def test_every_row_gets_a_mean_square_of_1() -> None:
    out, _ = ops.rms_norm(7 * X + 100, (3, 4), eps=0.0)
    assert_allclose((out**2).mean((1, 2)), 1, rtol=1e-13)
    assert (out.mean((1, 2)) > 0.9).all()


@pytest.mark.parametrize("offset", [0.0, 4096.0, 1e5])
def test_four_numbers_beside_a_large_one_keep_their_differences(offset: float) -> None:
    x = np.array([[0, 1, 2, 3]], np.float32) + np.float32(offset)
    out, _ = ops.layer_norm(x, 4)
    assert_allclose(out, [[-1.3416355, -0.4472118, 0.4472118, 1.3416355]], rtol=1e-6)


def test_a_single_value_becomes_its_bias_and_has_no_gradient() -> None:
    x = np.array([[3.0], [-100.0]], np.float32)
    out, pullback = ops.layer_norm(x, 1, np.array([2.0], np.float32), np.array([5.0], np.float32))
    assert_array_equal(out, [[5.0], [5.0]])
    grad_x, grad_weight, grad_bias = pullback(np.array([[7.0], [1.0]], np.float32))
    assert_array_equal(grad_x, [[0.0], [0.0]])
    assert_array_equal(grad_weight, [0.0])
    assert_array_equal(grad_bias, [8.0])


@pytest.mark.parametrize("name", ["layer_norm", "rms_norm"])
def test_one_size_is_a_tuple_of_one(name: str) -> None:
    expected, _ = getattr(ops, name)(X, (4,))
    for size in (4, [4], np.int64(4)):
        assert_array_equal(getattr(ops, name)(X, size)[0], expected)


def test_the_default_eps_is_a_hundred_thousandth() -> None:
    out, _ = ops.layer_norm(np.array([[-1.0, 1.0]]), 2)
    assert_allclose(out, [[-1 / np.sqrt(1.00001), 1 / np.sqrt(1.00001)]], rtol=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_default_eps_of_a_root_mean_square_is_that_of_the_dtype(dtype: type[Any]) -> None:
    x = np.array([[1e-4, -2e-4]], dtype)
    out, pullback = ops.rms_norm(x, 2)
    tensor = torch.tensor(x, requires_grad=True)
    expected = torch.nn.functional.rms_norm(tensor, (2,))
    assert_allclose(out, expected.detach().numpy(), rtol=1e-6)
    (wanted,) = torch.autograd.grad(expected, tensor, torch.ones(1, 2, dtype=tensor.dtype))
    assert_allclose(pullback(np.ones((1, 2), dtype))[0], wanted.numpy(), rtol=1e-6)


@pytest.mark.parametrize("name", ["layer_norm", "rms_norm"])
@pytest.mark.parametrize("eps", [0.0, -0.5, 1])
def test_any_eps_gives_what_pytorch_gives(name: str, eps: float) -> None:
    x = np.array([[0.0, 0.0], [1.0, 3.0], [0.1, 0.2]])
    out, pullback = getattr(ops, name)(x, 2, eps=eps)
    tensor = torch.tensor(x, requires_grad=True)
    expected = getattr(torch.nn.functional, name)(tensor, (2,), eps=float(eps))
    assert_allclose(out, expected.detach().numpy(), rtol=1e-13)
    (wanted,) = torch.autograd.grad(expected, tensor, torch.tensor(x))
    assert_allclose(pullback(x)[0], wanted.numpy(), rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("shape", [(2, 0), (0, 2), (0, 0)])
@pytest.mark.parametrize("name", ["layer_norm", "rms_norm"])
def test_nothing_stays_nothing(name: str, shape: tuple[int, ...]) -> None:
    out, pullback = getattr(ops, name)(np.zeros(shape), shape[1:], np.zeros(shape[1:]))
    grad_x, grad_weight = pullback(np.zeros(shape))
    assert (out.shape, grad_x.shape) == (shape, shape)
    assert_array_equal(grad_weight, np.zeros(shape[1:]))


@pytest.mark.parametrize("which", [("weight",), ("bias",), ("weight", "bias"), ()])
def test_there_is_a_gradient_for_every_parameter_that_is_given(which: tuple[str, ...]) -> None:
    _, pullback = ops.layer_norm(X, (3, 4), **dict.fromkeys(which, W))
    grads = dict(zip(("x", *which), pullback(np.ones_like(X)), strict=True))
    if "weight" in which:
        assert_allclose(grads["weight"], ops.layer_norm(X, (3, 4))[0].sum(0), atol=1e-13)
    if "bias" in which:
        assert_array_equal(grads["bias"], np.full((3, 4), 2.0))


REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    *(
        (
            lambda shape=shape: ops.layer_norm(X, shape),
            ValueError,
            f"normalized_shape must be the sizes of the last axes of x, got {shape!r} "
            "for an array of shape (2, 3, 4) and dtype float64",
        )
        for shape in (3, (), (4, 3), (1, 2, 3, 4))
    ),
    (
        lambda: ops.rms_norm(np.zeros(()), ()),
        ValueError,
        "normalized_shape must be the sizes of the last axes of x, got () "
        "for an array of shape () and dtype float64",
    ),
    (
        lambda: ops.layer_norm(X, 4.0),  # type: ignore[arg-type] # which is the point
        TypeError,
        "normalized_shape must be an integer, got 4.0 (float)",
    ),
    (
        lambda: ops.rms_norm(None, 4),  # type: ignore[arg-type] # which is the point
        TypeError,
        "x must be a float32 or float64 array, got None (NoneType)",
    ),
    *(
        (
            lambda name=name: ops.layer_norm(X, (3, 4), **{name: W.T}),
            ValueError,
            f"{name} must have the shape (3, 4), got an array of shape (4, 3) and dtype float64",
        )
        for name in ("weight", "bias")
    ),
    (
        lambda: ops.rms_norm(X, (3, 4), W.T),
        ValueError,
        "weight must have the shape (3, 4), got an array of shape (4, 3) and dtype float64",
    ),
    (
        lambda: ops.rms_norm(X, 4, eps=np.nan),
        ValueError,
        "eps must be finite in float64, got nan",
    ),
    (
        lambda: ops.layer_norm(X, 4, eps="0"),  # type: ignore[arg-type] # which is the point
        TypeError,
        "eps must be a number, got '0' (str)",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED, ids=[m for *_, m in REFUSED])
def test_a_refusal_says(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        call()
    assert str(raised.value) == message
