"""Bounds of rounding errors: derived for every element, never tuned.

A sum of n products, added in any order, is off by at most gamma_n * S, with
gamma_n = n u / (1 - n u), u the unit roundoff and S the same sum over absolute values
(Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, chapter 3). Both come from
the twin: S is the twin on absolute values, n the twin on ones.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

# exp, log and tanh as libraries compute them are within 4 ulp, which is 8 u
# (NumPy's SIMD loops state this; glibc's are closer).
ELEMENTARY = 8
# The precision in which the twin computes.
DOUBLE = np.dtype(np.float64)
# From here on exp(-x) is less than the unit roundoff of float64.
VANISHES = 53 * math.log(2)

# The arrays that have no gradient; of a loss, what weighs it has none either.
WITHOUT_GRADIENT = ("target", "indices", "running_mean", "running_var")
WEIGHING = ("weight", "pos_weight")


class Call(Protocol):
    """What a bound is derived from: a call, and the twin's answer to it."""

    @property
    def twin(self) -> Callable[..., Any]:
        """The reference, in the op protocol."""

    @property
    def arrays(self) -> Mapping[str, Array]:
        """The arguments that are arrays."""

    @property
    def options(self) -> Mapping[str, Any]:
        """The other arguments."""

    @property
    def out(self) -> Array:
        """The twin's output."""

    @property
    def pullback(self) -> Callable[[Any], tuple[Array, ...]]:
        """The twin's pullback."""

    @property
    def grad_out(self) -> Array:
        """The upstream gradient."""


@dataclass(frozen=True)
class Bound:
    """An error of at most gamma_terms * magnitude, elementwise."""

    terms: Array | float
    magnitude: Array | float


EQUAL = Bound(0, 0)


class Bounds(Mapping[str, Bound]):
    """The bounds of the output and of the gradients, the latter computed only when needed.

    Finite differences need the bounds of many outputs, but of no gradient.
    """

    def __init__(self, out: Bound, of_gradients: Callable[[], dict[str, Bound]]) -> None:
        self._out = out
        self._of_gradients = cache(of_gradients)

    def __getitem__(self, name: str) -> Bound:
        return self._out if name == "out" else self._of_gradients()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(["out", *self._of_gradients()])

    def __len__(self) -> int:
        return 1 + len(self._of_gradients())


def unit_roundoff(dtype: np.dtype[Any]) -> float:
    """Return the unit roundoff u, half the distance from 1 to the next larger number."""
    return float(np.finfo(dtype).eps) / 2


def gamma(n: Array | float, u: float) -> Array | float:
    """Return Higham's gamma_n = n u / (1 - n u); infinite from n u = 1, where no digit is left."""
    product = np.asarray(n * u, float)
    infinite = np.full_like(product, np.inf)
    quotient: Array = np.divide(product, 1 - product, out=infinite, where=product < 1)
    return quotient


def allowed_error(bound: Bound, dtype: np.dtype[Any]) -> Array:
    """Return how far a result in `dtype` may lie from the twin's float64 result.

    Both round; four more roundings allow for what surrounds a sum (scaling, a bias, a cast), and
    every term may lose `tiny` if it underflows.
    """
    roundings = bound.terms + 4
    relative = sum(gamma(roundings, unit_roundoff(d)) for d in (dtype, DOUBLE))
    return np.asarray(relative * bound.magnitude + bound.terms * np.finfo(dtype).tiny)


def absolute(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Return the absolute values."""
    return {name: np.abs(array) for name, array in arrays.items()}


def differentiable(names: Collection[str]) -> list[str]:
    """Return which arrays have a gradient, in order.

    >>> differentiable(["x", "weight", "running_mean"]), differentiable(["p", "target", "weight"])
    (['x', 'weight'], ['p'])
    """
    without = (*WITHOUT_GRADIENT, *(WEIGHING if "target" in names else ()))
    return [name for name in names if name not in without]


def gradients(call: Call, bounds: list[Bound]) -> dict[str, Bound]:
    """Name the bounds of the gradients by their arguments."""
    names = [f"grad_{name}" for name in differentiable(call.arrays)]
    return dict(zip(names, bounds, strict=True))


def sum_of_products(call: Call) -> Mapping[str, Bound]:
    """Bound conv2d and linear: S is the twin on absolute values, n the twin on ones."""
    return scaled_sum(call, 1)


def scaled_sum(
    call: Call, scale: float, positive: Mapping[str, Any] = MappingProxyType({})
) -> Mapping[str, Bound]:
    """Bound a sum divided by `scale`: the twin on ones gives its number of terms / `scale`.

    `positive` are options that take the place of negative ones.
    """
    options = {**call.options, **positive}
    size, size_pullback = call.twin(**absolute(call.arrays), **options)
    shapes = tuple((name, array.shape) for name, array in call.arrays.items())
    count, counts = term_counts(call.twin, shapes, tuple(options.items()))

    def of_gradients() -> dict[str, Bound]:
        sizes = size_pullback(np.abs(call.grad_out))
        terms = (n * scale for n in counts())
        return gradients(call, list(map(Bound, terms, sizes)))

    return Bounds(Bound(count * scale, size), of_gradients)


@lru_cache(maxsize=256)
def term_counts(
    twin: Callable[..., Any],
    shapes: tuple[tuple[str, tuple[int, ...]], ...],
    options: tuple[tuple[str, Any], ...],
) -> tuple[Array, Callable[[], tuple[Array, ...]]]:
    """Return the twin on ones, which is the number of terms, for the output and for the gradients.

    It depends on the shapes alone, and one case needs it in both dtypes, for its second call and
    for every step of its finite differences: hence the cache.
    """
    count, pullback = twin(**{name: np.ones(shape) for name, shape in shapes}, **dict(options))
    return count, cache(lambda: tuple(pullback(np.ones_like(count))))


def average(call: Call) -> Mapping[str, Bound]:
    """Bound avg_pool2d, which divides by the area of its window, or by a given number."""
    area = np.prod(np.broadcast_to(call.options["kernel_size"], 2))
    given = call.options.get("divisor_override")
    positive = {} if given is None else {"divisor_override": abs(given)}
    return scaled_sum(call, float(positive.get("divisor_override", area)), positive)


def winner(call: Call) -> dict[str, Bound]:
    """Bound max_pool2d: it copies, and its gradient adds up where windows overlap."""
    (size,) = call.pullback(np.abs(call.grad_out))
    (count,) = call.pullback(np.ones_like(call.grad_out))
    return {"out": EQUAL, "grad_x": Bound(count, size)}


def copy(call: Call) -> dict[str, Bound]:
    """Bound relu and flatten: they copy numbers, forward and backward."""
    return {"out": EQUAL, "grad_x": EQUAL}


def product(call: Call) -> dict[str, Bound]:
    """Bound leaky_relu: one product, with a slope that is rounded once."""
    (grad,) = call.pullback(call.grad_out)
    return {"out": Bound(2, np.abs(call.out)), "grad_x": Bound(2, np.abs(grad))}


def of_one_number(call: Call, least: float = 1) -> dict[str, Bound]:
    """Bound a smooth activation, a function of one number, by its condition number.

    A relative error of u in x or in f(x) costs u (|x f'(x)| + |f(x)|); both come from the twin.
    Formulas from textbooks add numbers of about 1, or of `least`, on the way, as in 1 + exp(-x) or
    exp(x) - 1, so that no less than that may be lost. Their slopes use what was computed twice, as
    s (1 - s) or x s (1 - s) do, and lose what f(x) loses. That ends where exp(-x) vanishes beside
    1: for |x| beyond `VANISHES` there is nothing left to cancel.
    """
    (slope,) = call.pullback(np.ones_like(call.out))
    with np.errstate(invalid="ignore"):
        condition = np.fmax(np.abs(call.out) + np.abs(call.arrays["x"] * slope), least)
    steepest = np.fmax(np.minimum(condition, VANISHES), np.abs(slope))
    return {
        "out": Bound(ELEMENTARY, condition),
        "grad_x": Bound(2 * ELEMENTARY, 2 * steepest * np.abs(call.grad_out)),
    }
