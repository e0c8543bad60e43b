"""Gradients of ReLU, right and wrong, and the layers that have them."""

from collections.abc import Callable
from typing import Any

from tests.helpers.observed import relu


def with_gradient(gradient: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    """Return a ReLU with this gradient, given x and the upstream gradient."""
    return lambda x: (relu(x)[0], lambda grad_out: (gradient(x, grad_out),))


def flipped(x: Any, g: Any) -> Any:
    """Return the gradient with the other sign."""
    return -g * (x > 0)


def slope_at_zero(x: Any, g: Any) -> Any:
    """Return the gradient with a slope of 1 at 0."""
    return g * (x >= 0)


def odd(x: Any, g: Any) -> Any:
    """Return a gradient that no known bug has."""
    return g * (x > 0) * 1.2345
