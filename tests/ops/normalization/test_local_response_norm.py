"""Local response normalisation: its windows, its gradient across channels, its numbers."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from scratchcnn import ops

X = np.random.default_rng(3).standard_normal((2, 5, 3, 2))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (1, [1 / 2] * 5),
        (3, [0.6, 0.5, 0.5, 0.5, 0.6]),
        # One more before than behind.
        (2, [1 / 1.5, 0.5, 0.5, 0.5, 0.5]),
        (4, [1 / 1.5, 1 / 1.75, 0.5, 0.5, 1 / 1.75]),
        (20, [0.8] * 5),
    ],
)
def test_ones_are_divided_by_how_many_there_are_beside_them(
    size: int, expected: list[float]
) -> None:
    out, _ = ops.local_response_norm(np.ones((1, 5, 1)), size, alpha=1.0, beta=1.0)
    assert_allclose(out.ravel(), expected, rtol=1e-15)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 9])
def test_a_channel_has_a_gradient_through_every_window_in_which_it_stands(size: int) -> None:
    given = {"alpha": 0.7, "beta": 1.3, "k": 1.5}
    out, pullback = ops.local_response_norm(X, size, **given)
    tensor = torch.tensor(X, requires_grad=True)
    expected = torch.nn.functional.local_response_norm(tensor, size, **given)
    assert_allclose(out, expected.detach().numpy(), rtol=1e-14)
    upstream = np.zeros_like(X)
    upstream[0, 2] = 1
    (wanted,) = torch.autograd.grad(expected, tensor, torch.tensor(upstream))
    (grad_x,) = pullback(upstream)
    assert_allclose(grad_x, wanted.numpy(), rtol=1e-13, atol=1e-15)
    assert np.count_nonzero(np.abs(grad_x[0]).sum((1, 2))) == min(size, 5)


def test_the_numbers_are_those_of_pytorch_unless_told() -> None:
    x = 100 * X
    out, pullback = ops.local_response_norm(x, 3)
    tensor = torch.tensor(x, requires_grad=True)
    expected = torch.nn.functional.local_response_norm(tensor, 3)
    assert_allclose(out, expected.detach().numpy(), rtol=1e-14)
    (wanted,) = torch.autograd.grad(expected, tensor, torch.tensor(X))
    assert_allclose(pullback(X)[0], wanted.numpy(), rtol=1e-12)


@pytest.mark.parametrize("given", [{"alpha": -5.0}, {"k": 0.0}, {"k": -1.0}, {"beta": 0.0}])
def test_odd_numbers_give_what_pytorch_gives_without_a_warning(given: dict[str, float]) -> None:
    x = np.concatenate([X, np.zeros_like(X)])
    out, pullback = ops.local_response_norm(x, 3, **given)
    tensor = torch.tensor(x, requires_grad=True)
    expected = torch.nn.functional.local_response_norm(tensor, 3, **given)
    assert_allclose(out, expected.detach().numpy(), rtol=1e-13)
    (wanted,) = torch.autograd.grad(expected, tensor, torch.tensor(x))
    assert_allclose(pullback(x)[0], wanted.numpy(), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("shape", [(0, 3, 2), (2, 0, 2), (2, 3, 0)])
def test_nothing_stays_nothing(shape: tuple[int, ...]) -> None:
    out, pullback = ops.local_response_norm(np.zeros(shape), 3)
    assert (out.shape, pullback(out)[0].shape) == (shape, shape)


@pytest.mark.parametrize("name", ["alpha", "beta", "k"])
def test_a_number_of_any_kind_leaves_single_precision_as_it_is(name: str) -> None:
    x = X.astype(np.float32)
    for number in (np.float64(0.5), np.int64(1), 1):
        out, pullback = ops.local_response_norm(x, 3, **{name: number})
        assert (out.dtype, pullback(out)[0].dtype) == (np.float32, np.float32)


REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: ops.local_response_norm(X[0, :, 0], 2),
        ValueError,
        "x must have the axes (N C L), or more, got an array of shape (5, 2) and dtype float64",
    ),
    (
        lambda: ops.local_response_norm(None, 2),  # type: ignore[arg-type] # which is the point
        TypeError,
        "x must be a float32 or float64 array, got None (NoneType)",
    ),
    (lambda: ops.local_response_norm(X, 0), ValueError, "size must be at least 1, got 0"),
    (
        lambda: ops.local_response_norm(X, 2.0),  # type: ignore[arg-type] # which is the point
        TypeError,
        "size must be an integer, got 2.0 (float)",
    ),
    *(
        (
            lambda name=name: ops.local_response_norm(X, 2, **{name: np.inf}),
            ValueError,
            f"{name} must be finite in float64, got inf",
        )
        for name in ("alpha", "beta", "k")
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED, ids=[m for *_, m in REFUSED])
def test_a_refusal_says(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        call()
    assert str(raised.value) == message
