"""Every op has a twin of the same name and signature, and an entry in the catalogue."""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import reference.ops
from scratchcnn import ops
from scratchcnn.oracle.cards.table import ours

OPS = [name for name in ops.__all__ if name != "sobel_filter"]


def parameters(function: Callable[..., Any]) -> list[tuple[str, Any, Any]]:
    signature = inspect.signature(function).parameters.values()
    return [(parameter.name, parameter.kind, parameter.default) for parameter in signature]


@pytest.mark.parametrize("name", OPS)
def test_an_op_and_its_twin_have_the_same_signature(name: str) -> None:
    assert parameters(getattr(ops, name)) == parameters(getattr(reference.ops, name))


def test_every_op_is_judged() -> None:
    # Sobel filters are convolutions; their own tests hold them against the twin.
    assert set(ours()) == set(OPS) - {"sobel"}


def test_a_twin_computes_in_double_precision_whatever_comes_in() -> None:
    x = np.array([1.0], np.float32) / 3
    out, pullback = reference.ops.sigmoid(x)
    (grad_x,) = pullback(np.ones(1, np.float32))
    assert (out.dtype, grad_x.dtype) == (np.float64, np.float64)
    np.testing.assert_allclose(out, 1 / (1 + np.exp(-x.astype(np.float64))), rtol=1e-15)


def test_a_twin_computes_in_single_precision_on_request() -> None:
    out, pullback = reference.ops.float32(reference.ops.sigmoid)(np.array([0.5]))
    (grad_x,) = pullback(np.ones(1))
    assert (out.dtype, grad_x.dtype) == (np.float32, np.float32)


def test_a_twin_in_single_precision_has_the_same_signature() -> None:
    single = reference.ops.float32(reference.ops.conv2d)
    assert parameters(single) == parameters(ops.conv2d)


def test_a_twin_does_not_change_or_share_its_arguments() -> None:
    x = np.array([-1.0, 2.0])
    out, pullback = reference.ops.relu(x)
    (grad_x,) = pullback(np.ones(2))
    assert not np.shares_memory(out, x)
    assert not np.shares_memory(grad_x, x)
    assert x.tolist() == [-1.0, 2.0]


def test_a_twin_in_training_does_not_update_its_running_statistics() -> None:
    x, mean, variance = np.arange(4.0).reshape(2, 2, 1, 1), np.zeros(2), np.ones(2)
    _, pullback = reference.ops.batch_norm2d(x, running_mean=mean, running_var=variance)
    assert (mean.tolist(), variance.tolist()) == ([0, 0], [1, 1])
    assert len(pullback(x)) == 1
