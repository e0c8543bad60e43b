"""What a layer is held against: its op, its defaults, its first numbers."""

import inspect
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scratchcnn.nn import Layer

IMAGES = np.random.default_rng(7).standard_normal((2, 4, 5, 6))


def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def refused(error: type[Exception], message: str, function: Callable[[], Any]) -> None:
    """Assert that calling raises this error with this whole message."""
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        function()


def defaults(layer_class: type) -> dict[str, Any]:
    parameters = inspect.signature(layer_class).parameters.values()
    return {p.name: p.default for p in parameters if p.default is not p.empty}


def uniform(shape: tuple[int, ...], fan_in: int, generator: np.random.Generator) -> Any:
    """Draw as the layers should, by another formula for the same range."""
    return (2 * generator.random(shape) - 1) / math.sqrt(fan_in)


def assert_same_layer(layer: Layer, op: Callable[..., Any], x: Any) -> None:
    """Assert that the layer computes what the op computes, forward and backward."""
    expected, pullback = op(x, *layer.parameters.values())
    out = layer.forward(x)
    np.testing.assert_array_equal(out, expected)
    upstream = np.random.default_rng(11).standard_normal(out.shape)
    grad_x, *grads = pullback(upstream)
    np.testing.assert_array_equal(layer.backward(upstream), grad_x)
    assert len(layer.gradients) == len(grads)
    for gradient, expected_gradient in zip(layer.gradients.values(), grads, strict=True):
        np.testing.assert_array_equal(gradient, expected_gradient)
