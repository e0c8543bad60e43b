"""What homework expects from its caller: initialisers, activations, random generators."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

SEED = 0


def shape_from(arguments: tuple[Any, ...], keywords: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the shape that an initialiser is asked for: `(2, 3)`, `((2, 3),)` or `size=(2, 3)`."""
    if not arguments:
        arguments = (keywords.get("shape", keywords.get("size", ())),)
    if len(arguments) == 1 and np.ndim(arguments[0]) == 1:
        arguments = tuple(arguments[0])
    return tuple(int(number) for number in arguments)


def zeros(*arguments: Any, **keywords: Any) -> NDArray[Any]:
    """Return zeros, as an initialiser function is called."""
    return np.zeros(shape_from(arguments, keywords))


def ones(*arguments: Any, **keywords: Any) -> NDArray[Any]:
    """Return ones, as an initialiser function is called."""
    return np.ones(shape_from(arguments, keywords))


def normal(*arguments: Any, **keywords: Any) -> NDArray[Any]:
    """Return small random numbers, the same for the same shape."""
    shape = shape_from(arguments, keywords)
    return 0.1 * np.random.default_rng(SEED).standard_normal(shape)


def identity(x: Any) -> Any:
    """Return the argument: the identity as an activation."""
    return x


def zero_derivative(x: Any) -> NDArray[Any]:
    """Return zeros of the shape of the argument."""
    return np.zeros_like(x)


def one_derivative(x: Any) -> NDArray[Any]:
    """Return ones of the shape of the argument: the derivative of `identity`."""
    return np.ones_like(x)


def tools() -> dict[str, Callable[[], Any]]:
    """Return a factory for each tool; stateful ones are new each time."""
    return {
        "zeros": lambda: zeros,
        "ones": lambda: ones,
        "normal": lambda: normal,
        "identity": lambda: identity,
        "zero_derivative": lambda: zero_derivative,
        "one_derivative": lambda: one_derivative,
        "rng": lambda: np.random.default_rng(SEED),
        "random_state": lambda: np.random.RandomState(SEED),
    }
