"""What homework expects from its caller: initialisers, activations, random generators."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .expressions import EXPRESSIONS, expression
from .foreign import array_for_jax, tensor_of
from .numbers import begin, each, numbers

SEED = 0
# How many arguments an op may have that is asked whose gradients are needed.
MOST_ARGUMENTS = 16


def shape_from(arguments: tuple[Any, ...], keywords: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the shape that an initialiser is asked for: `(2, 3)`, `((2, 3),)` or `size=(2, 3)`."""
    if not arguments:
        arguments = (keywords.get("shape", keywords.get("size", ())),)
    if np.ndim(arguments[0]) == 1:
        # What else is passed, fan-in and fan-out, is no size.
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


class Initializer:
    """A stand-in for an object that makes a parameter: each of its methods returns zeros."""

    def __call__(self, *arguments: Any, **keywords: Any) -> NDArray[Any]:
        """Return zeros of the shape that is asked for."""
        return zeros(*arguments, **keywords)

    def __getattr__(self, name: str) -> Any:
        """Return itself as its `initialize`, `fill` or whatever it is asked for."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self


class Passing:
    """A stand-in for an activation that is an object: it changes nothing, in both directions.

    It has no `gradient`, which may be a slope as well as a backward pass.
    """

    def __call__(self, x: Any) -> Any:
        """Return the argument."""
        return x

    forward = fprop = activate = backward = bprop = __call__

    def derivative(self, x: Any) -> NDArray[Any]:
        """Return the slope, which is 1."""
        return one_derivative(x)

    prime = derivative


class Optimizer:
    """A stand-in for an optimizer: every method that updates subtracts rate * gradient.

    It changes nothing in place, so the gradient is what was subtracted. All copies are alike.
    """

    def __init__(self, rate: float = 1.0) -> None:
        self.lr = self.learning_rate = rate

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Return the parameter after the update; None if this is not a parameter and a gradient."""
        arrays = [one for one in (*arguments, *keywords.values()) if isinstance(one, np.ndarray)]
        if len(arrays) < 2 or arrays[0].shape != arrays[1].shape:
            return None
        return arrays[0] - self.lr * arrays[1]

    def __getattr__(self, name: str) -> Any:
        """Return the optimizer itself as its `update`, `step` or whatever it is asked for."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self


class Context:
    """A stand-in for what keeps an op's arrays until its backward pass, as PyTorch's `ctx` does.

    It takes any other attribute, too.
    """

    def __init__(self) -> None:
        self.needs_input_grad = (True,) * MOST_ARGUMENTS
        self.saved_tensors: tuple[Any, ...] = ()

    def save_for_backward(self, *values: Any) -> None:
        """Keep values."""
        self.saved_tensors = values

    @property
    def saved_values(self) -> tuple[Any, ...]:
        """The values that were kept."""
        return self.saved_tensors

    @property
    def saved_variables(self) -> tuple[Any, ...]:
        """The values that were kept."""
        return self.saved_tensors

    def mark_dirty(self, *values: Any) -> None:
        """Do nothing: that an argument is changed in place is found out."""

    def mark_non_differentiable(self, *values: Any) -> None:
        """Do nothing: of what has no gradient none is asked for."""

    def set_materialize_grads(self, value: bool) -> None:
        """Do nothing: every upstream gradient is there."""


def filling(forward: Callable[..., Any], setup: Callable[..., Any], context: Any) -> Any:
    """Return a forward pass after which the context is filled by a function of its own."""

    def filled(*inputs: Any) -> Any:
        output = forward(*inputs)
        setup(context, inputs, output)
        return output

    return filled


class Holder:
    """A stand-in for a parameter, or for a layer, that holds arrays and their gradients."""

    def __init__(self, **attributes: Any) -> None:
        vars(self).update(attributes)


class Node:
    """A stand-in for the node of a graph: it knows what its op was called with."""

    def __init__(self) -> None:
        self.inputs: tuple[Any, ...] = ()


def note(node: Node, inputs: tuple[Any, ...], output: Any) -> None:
    """Note in a node what its op was called with."""
    node.inputs = inputs


def tools() -> dict[str, Callable[[], Any]]:
    """Return a factory for each tool; stateful ones are new each time."""
    return {
        "zeros": lambda: zeros,
        "ones": lambda: ones,
        "normal": lambda: normal,
        "identity": lambda: identity,
        "zero_derivative": lambda: zero_derivative,
        "one_derivative": lambda: one_derivative,
        "initializer": Initializer,
        "passing": Passing,
        "optimizer": Optimizer,
        "setattr": lambda: setattr,
        "slow_optimizer": lambda: Optimizer(1 / 8),
        "rng": lambda: np.random.default_rng(SEED),
        "random_state": lambda: np.random.RandomState(SEED),
        "context": Context,
        "numbers": lambda: numbers,
        "each": lambda: each,
        "begin": lambda: begin,
        "filling": lambda: filling,
        "holder": lambda: Holder,
        "node": Node,
        "note": lambda: note,
        "tensor": lambda: tensor_of,
        "array of jax": lambda: array_for_jax,
        **{text: expression(text) for text in EXPRESSIONS},
    }
