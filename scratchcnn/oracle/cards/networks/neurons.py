"""What a chain of layers of neurons computes, and the gradients of one of its outputs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.int_]
# An activation, and its slope at a number.
Activation: TypeAlias = tuple[Callable[[Array], Array], Callable[[Array], Array]]

# How often a neuron adds its bias.
ONCE, NEVER, PER_INPUT = "once", "never", "per input"


def sigmoid(z: Array) -> Array:
    """Return the logistic function."""
    return np.asarray(1 / (1 + np.exp(-z)))


def activations() -> Mapping[str, Activation]:
    """Return the activations that neurons may have, by their names."""
    return {
        "": (lambda z: z, np.ones_like),
        "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
        "relu": (lambda z: np.maximum(z, 0), lambda z: np.asarray(z > 0, float)),
        "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
        "leaky_relu": (
            lambda z: np.where(z > 0, z, 0.01 * z),
            lambda z: np.where(z > 0, 1.0, 0.01),
        ),
    }


@dataclass(frozen=True)
class Formula:
    """How the numbers of a chain of layers are read, and what it computes with them.

    Attributes
    ----------
    sizes : the number of inputs, and of the neurons of every layer
    order : where a bias stands among the numbers of its neuron or layer: "weights first",
        "bias first", "layer by layer" or "no bias"
    hidden, last : the activations of the layers before the last one, and of that
    bias : "once", or how it is used wrongly: "never", or "per input"
    """

    sizes: tuple[int, ...]
    order: str
    hidden: str
    last: str
    bias: str = ONCE

    @property
    def count(self) -> int:
        """How many numbers there are."""
        more = 0 if self.order == "no bias" else 1
        return sum(
            outs * (ins + more) for ins, outs in zip(self.sizes, self.sizes[1:], strict=False)
        )

    def layers(self, numbers: Array) -> Iterator[tuple[Places, Places]]:
        """Yield the places of the weights (K, D) and of the biases (K,) of every layer."""
        places = np.arange(len(numbers))
        for ins, outs in zip(self.sizes, self.sizes[1:], strict=False):
            more = 0 if self.order == "no bias" else 1
            own, places = places[: outs * (ins + more)], places[outs * (ins + more) :]
            if self.order == "layer by layer":
                yield own[: outs * ins].reshape(outs, ins), own[outs * ins :]
                continue
            rows = own.reshape(outs, ins + more)
            if self.order == "bias first":
                yield rows[:, 1:], rows[:, 0]
            else:
                yield rows[:, :ins], rows[:, ins:].reshape(-1)

    def values(self, numbers: Array, x: Array) -> tuple[Array, list[tuple[Array, Array]]]:
        """Return the outputs (K,), and the input and the sums of every layer."""
        known = activations()
        seen = []
        parts = list(self.layers(numbers))
        for number, (weights, biases) in enumerate(parts):
            z = numbers[weights] @ x
            if len(biases):
                z = z + numbers[biases] * self.times(len(x))
            seen.append((x, z))
            x = known[self.last if number == len(parts) - 1 else self.hidden][0](z)
        return x, seen

    def gradients(self, numbers: Array, x: Array, output: int) -> tuple[Array, Array]:
        """Return the gradients of one output: of all numbers, and of the inputs."""
        known = activations()
        out, seen = self.values(numbers, x)
        found = np.zeros_like(numbers)
        grad = np.zeros_like(out)
        grad[output] = 1
        parts = list(self.layers(numbers))
        for number in reversed(range(len(parts))):
            weights, biases = parts[number]
            inputs, z = seen[number]
            grad = grad * known[self.last if number == len(parts) - 1 else self.hidden][1](z)
            found[weights] = np.outer(grad, inputs)
            if len(biases):
                found[biases] = grad * self.times(len(inputs))
            grad = numbers[weights].T @ grad
        return found, grad

    def times(self, inputs: int) -> int:
        """Return how often a bias is added in a neuron of so many inputs."""
        return {ONCE: 1, NEVER: 0, PER_INPUT: inputs}[self.bias]

    @property
    def words(self) -> str:
        """The formula in words.

        >>> Formula((3, 4, 1), "weights first", "tanh", "").words
        'tanh(w x + b) in hidden layers, w x + b in the last'
        """
        bias = {ONCE: " + b", NEVER: "", PER_INPUT: " + n b"}[self.bias]
        inner = "w x" if self.order == "no bias" else f"w x{bias}"
        hidden, last = (f"{one}({inner})" if one else inner for one in (self.hidden, self.last))
        if len(self.sizes) == 2 or hidden == last:
            return last
        return f"{hidden} in hidden layers, {last} in the last"


ORDERS = ("weights first", "bias first", "layer by layer", "no bias")


def formulas(sizes: Sequence[int], count: int) -> Iterator[Formula]:
    """Yield what a chain of these sizes may compute with so many numbers; right ones first."""
    deep = len(sizes) > 2
    for bias in (ONCE, NEVER, PER_INPUT):
        for order in ORDERS if bias == ONCE else ORDERS[:3]:
            for last in activations():
                for hidden in activations() if deep else (last,):
                    found = Formula(tuple(sizes), order, hidden, last, bias)
                    if found.count == count:
                        yield found
