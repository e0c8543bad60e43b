"""Networks of dense layers: recognised by their loss, and the gradients of known mistakes in them.

What the loss of a network is, is told by PyTorch's ops: if a chain of them has the same loss at
two sets of parameters, it is that chain.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.twins import twin_of

Array: TypeAlias = NDArray[Any]
Grads: TypeAlias = dict[str, Array]

ACTIVATIONS = ("relu", "sigmoid", "tanh")
HEADS = ("softmax", "sigmoid", "sigmoid square", "square", "tanh square")
# An epsilon in the logarithm of the homework is no other loss.
TOLERANCE = 3e-6


@dataclass(frozen=True)
class Dense:
    """A network of dense layers.

    Attributes
    ----------
    layers : the names of every layer's weight and bias; "" for no bias
    columns : whether samples are columns
    activation, head : of the layers but the last, and of the last with the loss
    scale : what the sum of the losses of all samples is multiplied with
    """

    layers: tuple[tuple[str, str], ...]
    columns: bool
    activation: str
    head: str
    scale: float = 1.0


@dataclass(frozen=True)
class Problem:
    """Parameters in their order, the data as rows, and the loss without regularisation."""

    arrays: Mapping[str, Array]
    x: Array
    rows: Array
    loss: float


@dataclass(frozen=True)
class Run:
    """What a network computed: the inputs of its layers, their outputs before the activation."""

    inputs: tuple[Array, ...]
    sums: tuple[Array, ...]
    out: Array
    loss: float


def applied(op: str, x: Array) -> Array:
    """Return an activation of PyTorch's."""
    out, _ = twin_of(op)(x=x)
    return np.asarray(out)


def run(network: Dense, problem: Problem) -> Run:
    """Compute a network on rows, with one-hot labels or numbers."""
    arrays, x, rows = problem.arrays, problem.x, problem.rows
    inputs, sums = [], []
    for number, (weight, bias) in enumerate(network.layers):
        matrix = arrays[weight].T if network.columns else arrays[weight]
        z = x @ matrix + (arrays[bias].ravel() if bias else 0.0)
        inputs.append(x)
        sums.append(z)
        x = z if number == len(network.layers) - 1 else applied(network.activation, z)
    last, _, square = network.head.partition(" ")
    out = x if last == "square" else rows_softmax(x) if last == "softmax" else applied(last, x)
    if square or last == "square":
        loss = np.sum((out - rows) ** 2)
    elif last == "softmax":
        loss = -np.sum(rows * np.log(out))
    else:
        loss = -np.sum(rows * np.log(out) + (1 - rows) * np.log(1 - out))
    return Run(tuple(inputs), tuple(sums), out, float(loss))


def rows_softmax(x: Array) -> Array:
    """Return PyTorch's softmax of every row."""
    out, _ = twin_of("softmax")(x=x)
    return np.asarray(out)


def recognised(problem: Problem) -> Dense | None:
    """Return the network of dense layers that has the same loss; None if none has."""
    loss, rows = problem.loss, problem.rows
    for layers, columns in product(chains(problem.arrays), (False, True)):
        if not fits(layers, problem, columns=columns):
            continue
        for activation, head in product(ACTIVATIONS if len(layers) > 1 else ("relu",), HEADS):
            network = Dense(layers, columns, activation, head)
            if head == "softmax" and rows.shape[1] == 1:
                continue
            computed = run(network, problem).loss
            for scale in scales(rows):
                if abs(scale * computed - loss) <= TOLERANCE * max(1.0, abs(loss)):
                    return Dense(layers, columns, activation, head, scale)
    return None


def scales(rows: Array) -> Iterator[float]:
    """Yield what the sum of all losses may be multiplied with: means, and halves of them."""
    n, k = rows.shape
    for count in (n, 1, n * k, k):
        yield from (1 / count, 0.5 / count)


def chains(arrays: Mapping[str, Array]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield the parameters as layers: each weight with the bias that has its size, in order."""
    weights = [name for name, array in arrays.items() if array.ndim == 2 and 1 not in array.shape]
    if not weights or any(a.ndim > 2 for a in arrays.values()):
        weights = [name for name, array in arrays.items() if array.ndim == 2]
    others = [name for name in arrays if name not in weights]
    for last in ([], [name for name in others if arrays[name].ndim == 2]):
        own = [name for name in arrays if name in weights or name in last[-1:]]
        biases = [name for name in arrays if name not in own]
        if len(biases) in (0, len(own)):
            yield tuple(zip(own, biases or [""] * len(own), strict=True))
    if len(weights) and len(others) == len(weights):
        yield tuple(zip(weights, others, strict=True))
    every = [name for name in arrays if arrays[name].ndim == 2]
    named = [name for name in every if not name.lower().lstrip("_").startswith(("b", "self.b"))]
    rest = [name for name in arrays if name not in named]
    if len(rest) == len(named):
        yield tuple(zip(named, rest, strict=True))


def fits(layers: Sequence[tuple[str, str]], problem: Problem, *, columns: bool) -> bool:
    """Return whether the sizes of layers lead from the input to the labels."""
    arrays, size = problem.arrays, problem.x.shape[1]
    for weight, bias in layers:
        if arrays[weight].ndim != 2:
            return False
        before, after = arrays[weight].shape[::-1] if columns else arrays[weight].shape
        if before != size or (bias and arrays[bias].size != after):
            return False
        size = after
    return bool(size == problem.rows.shape[1])


def slope(activation: str, z: Array) -> Array:
    """Return the slope of an activation, as PyTorch has it."""
    _, pullback = twin_of(activation)(x=z)
    return np.asarray(pullback(np.ones_like(z))[0])


def variants(network: Dense, problem: Problem) -> Iterator[tuple[str, str, Grads]]:
    """Yield known mistakes: the id of the bug, what was done, and the gradients that come of it."""
    done = run(network, problem)
    last = network.head.partition(" ")[0]
    plain = done.out - problem.rows
    squared = "square" in network.head
    if squared and last in ACTIVATIONS:
        plain = 2 * plain
        right = plain * slope(last, done.sums[-1])
        wrong = plain * of_value(last, done.out)
        yield (
            "activation-slope-missing",
            "a last activation without slope",
            back(network, problem, done, plain, "right"),
        )
        yield (
            "derivative-of-wrong-value",
            "a last slope of the output",
            back(network, problem, done, wrong, "right"),
        )
    else:
        right = 2 * plain if squared else plain
        if last == "sigmoid":
            yield (
                "gradient-of-another-loss",
                "a squared error",
                back(network, problem, done, plain * slope(last, done.sums[-1]), "right"),
            )
        if last == "softmax":
            once = plain * done.out * (1 - done.out)
            yield (
                "gradient-of-another-loss",
                "a squared error",
                back(network, problem, done, once, "right"),
            )
    for how, (bug, words) in HIDDEN.items():
        yield bug, words, back(network, problem, done, right, how)


HIDDEN = {
    "none": ("activation-slope-missing", "a hidden activation without its slope"),
    "value": ("derivative-of-wrong-value", "a slope that is taken of the activation's output"),
    "before": ("derivative-of-wrong-value", "a slope as of the output, taken of the input"),
    "sign": ("relu-mask-from-gradient", "a mask of the gradient's sign"),
    "updated": ("updated-weights", "weights that were updated before"),
}


def of_value(activation: str, value: Array) -> Array:
    """Return an activation's slope at its own output."""
    return slope(activation, value)


def in_terms_of_output(activation: str, value: Array) -> Array:
    """Return the formula that gives the slope when it is given the output."""
    formulas = {"sigmoid": value * (1 - value), "tanh": 1 - value * value}
    found: Array = formulas.get(activation, (value > 0).astype(float))
    return found


def back(network: Dense, problem: Problem, done: Run, delta: Array, how: str) -> Grads:
    """Return the gradients of all parameters, with one mistake in the hidden layers."""
    grads: Grads = {}
    delta = delta * network.scale
    for number in reversed(range(len(network.layers))):
        weight, bias = network.layers[number]
        grad = done.inputs[number].T @ delta
        grads[weight] = grad.T if network.columns else grad
        if bias:
            grads[bias] = delta.sum(axis=0).reshape(problem.arrays[bias].shape)
        if number:
            matrix = problem.arrays[weight] - (grads[weight] if how == "updated" else 0)
            delta = delta @ (matrix if network.columns else matrix.T)
            z, a = done.sums[number - 1], done.inputs[number]
            delta = delta * hidden_slope(network.activation, how, z, a, delta)
    return grads


def hidden_slope(activation: str, how: str, z: Array, a: Array, delta: Array) -> Array:
    """Return the slope of a hidden activation, or what stands in for it."""
    if how == "none":
        return np.ones_like(z)
    if how == "value":
        return of_value(activation, a)
    if how == "before":
        return in_terms_of_output(activation, z)
    if how == "sign":
        return (delta > 0).astype(float)
    return slope(activation, z)
