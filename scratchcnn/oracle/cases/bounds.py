"""How large a rounding error may be: derived for every element, never tuned.

A sum of n products, added in any order, is off by at most gamma_n * S, with
gamma_n = n u / (1 - n u), u the unit roundoff and S the same sum over absolute values
(Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, chapter 3). Both come from
the twin: S is the twin on absolute values, n the twin on ones.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.values import SMALLEST_PROBABILITY

Array: TypeAlias = NDArray[Any]

# exp, log and tanh as libraries compute them are within 4 ulp, which is 8 u
# (NumPy's SIMD loops state this; glibc's are closer).
ELEMENTARY = 8
# In which the twin computes.
DOUBLE = np.dtype(np.float64)

# The arrays that have no gradient.
WITHOUT_GRADIENT = ("target", "running_mean", "running_var")


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
    """The bound of the output, and those of the gradients as soon as one is asked for.

    Finite differences ask for many outputs' bounds, and for no gradient's.
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
    """Return u, half the distance from 1 to the next number."""
    return float(np.finfo(dtype).eps) / 2


def gamma(n: Array | float, u: float) -> Array | float:
    """Return Higham's gamma_n; infinite where so many roundings leave no digit."""
    product = np.asarray(n * u, float)
    infinite = np.full_like(product, np.inf)
    quotient: Array = np.divide(product, 1 - product, out=infinite, where=product < 1)
    return quotient


def allowed_error(bound: Bound, dtype: np.dtype[Any]) -> Array:
    """Return how far a result in `dtype` may lie from the twin's float64 result.

    Both round; four more roundings pay for what surrounds a sum (scaling, a bias, a cast), and
    every term may lose `tiny` where it underflows.
    """
    roundings = bound.terms + 4
    relative = sum(gamma(roundings, unit_roundoff(d)) for d in (dtype, DOUBLE))
    return np.asarray(relative * bound.magnitude + bound.terms * np.finfo(dtype).tiny)


def absolute(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Return the absolute values."""
    return {name: np.abs(array) for name, array in arrays.items()}


def gradients(call: Call, bounds: list[Bound]) -> dict[str, Bound]:
    """Name the bounds of the gradients by their arguments."""
    names = [f"grad_{name}" for name in call.arrays if name not in WITHOUT_GRADIENT]
    return dict(zip(names, bounds, strict=True))


def sum_of_products(call: Call) -> Mapping[str, Bound]:
    """Bound conv2d and linear: S is the twin on absolute values, n the twin on ones."""
    return scaled_sum(call, 1)


def scaled_sum(call: Call, scale: float) -> Mapping[str, Bound]:
    """Bound a sum that is divided by `scale`: the twin on ones counts that share of its terms."""
    size, size_pullback = call.twin(**absolute(call.arrays), **call.options)
    shapes = tuple((name, array.shape) for name, array in call.arrays.items())
    count, counts = term_counts(call.twin, shapes, tuple(call.options.items()))

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

    It depends on the shapes alone, and one case asks for it in both dtypes, for its second call
    and for every step of its finite differences.
    """
    count, pullback = twin(**{name: np.ones(shape) for name, shape in shapes}, **dict(options))
    return count, cache(lambda: tuple(pullback(np.ones_like(count))))


def average(call: Call) -> Mapping[str, Bound]:
    """Bound avg_pool2d, which divides by the area of its window."""
    area = np.prod(np.broadcast_to(call.options["kernel_size"], 2))
    return scaled_sum(call, float(area))


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


def squashing(call: Call) -> dict[str, Bound]:
    """Bound sigmoid and tanh, whose textbook quotients add up numbers of about 1.

    Their derivatives are s - s^2 and 1 - t^2, where digits cancel: an error in s or t counts
    against the sum of absolute values, at most 2.
    """
    return {
        "out": Bound(ELEMENTARY, 1.0),
        "grad_x": Bound(2 * ELEMENTARY, 2 * np.abs(call.grad_out)),
    }


def softmax_terms(x: Array, axis: int) -> Array:
    """Return n for a softmax: every relative error of u in a logit x is one of x u in exp(x).

    Two roundings a logit (its shift, the maximum's), for the numerator and for the denominator;
    two exponentials; K terms in the sum.
    """
    size = finite_size(x)
    largest = size.max(axis, keepdims=True, initial=0)
    terms: Array = x.shape[axis] + 2 * ELEMENTARY + 2 * (size + largest)
    return terms


def finite_size(x: Array) -> Array:
    """Return |x|, with 0 for what rounds no more: exp(-inf) is 0 to the last digit."""
    return np.where(np.isfinite(x), np.abs(x), 0)


def softmax(call: Call) -> dict[str, Bound]:
    """Bound softmax by the condition number of exp."""
    axis = call.options.get("axis", -1)
    p, grad = call.out, np.abs(call.grad_out)
    terms = softmax_terms(call.arrays["x"], axis)
    # grad_x = p (g - sum(p g)): p enters twice.
    size = p * (grad + (p * grad).sum(axis, keepdims=True))
    most = terms.max(axis, keepdims=True, initial=0)
    return {"out": Bound(terms, p), "grad_x": Bound(2 * most, size)}


def log_softmax_size(x: Array, axis: int) -> Array:
    """Return S for a log-softmax, x - max - log(sum(exp(x - max)))."""
    own = finite_size(x)
    largest = own.max(axis, keepdims=True, initial=0)
    size: Array = own + 2 * largest + 1 + np.log(np.maximum(x.shape[axis], 1))
    return size


def log_softmax(call: Call) -> dict[str, Bound]:
    """Bound log_softmax: a difference, and in its gradient a softmax."""
    x, axis = call.arrays["x"], call.options.get("axis", -1)
    p, grad = np.exp(call.out), np.abs(call.grad_out)
    out = Bound(x.shape[axis] + 2 * ELEMENTARY, log_softmax_size(x, axis))
    size = grad + p * grad.sum(axis, keepdims=True)
    return {"out": out, "grad_x": Bound(2 * softmax_terms(x, axis), size)}


def cross_entropy(call: Call) -> dict[str, Bound]:
    """Bound cross_entropy: a mean of log-softmaxes; its gradient is softmax - target."""
    x, target = call.arrays["logits"], call.arrays["target"]
    n, k = x.shape
    weights = np.eye(k)[target] if target.ndim == 1 else np.abs(target)
    scale = reduction_scale(call, n)
    terms = softmax_terms(x, 1)
    loss = Bound(n * k + 2 * ELEMENTARY, scale * (weights * log_softmax_size(x, 1)).sum())
    # The twin's own gradient at |target| = 0 would be p; adding |target| twice bounds p + |t|.
    size = np.abs(call.pullback(np.abs(call.grad_out))[0]) + 2 * scale * weights * np.abs(
        call.grad_out
    )
    return {"out": loss, "grad_logits": Bound(2 * terms, size)}


def reduction_scale(call: Call, count: int) -> float:
    """Return what a loss multiplies its sum by."""
    return 1.0 if call.options.get("reduction") == "sum" else 1 / max(count, 1)


def categorical_cross_entropy(call: Call) -> dict[str, Bound]:
    """Bound -sum(t log p) / N: no term is negative, so the loss is its own S."""
    p = call.arrays["p"]
    (grad,) = call.pullback(np.abs(call.grad_out))
    loss = Bound(p.size + ELEMENTARY, np.abs(call.out))
    return {"out": loss, "grad_p": Bound(4, judged(p, np.abs(grad)))}


def binary_cross_entropy(call: Call) -> dict[str, Bound]:
    """Bound the binary loss: 1 - p may round, which log(1 - p) feels as an absolute error of u."""
    p, target = call.arrays["p"], call.arrays["target"]
    scale = reduction_scale(call, p.size)
    inner = np.clip(np.asarray(p, float), SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY)
    loss = Bound(p.size + ELEMENTARY, np.abs(call.out) + scale * (1 - target).sum())
    # p - t and p (1 - p), by absolute values.
    size = np.abs(call.grad_out) * scale * (inner + target) / (inner * (1 - inner))
    return {"out": loss, "grad_p": Bound(8, judged(p, size))}


def mse_loss(call: Call) -> dict[str, Bound]:
    """Bound mse_loss: the twin on |p| and -|target| squares |p| + |target|."""
    sizes = absolute(call.arrays)
    size, size_pullback = call.twin(sizes["p"], -sizes["target"], **call.options)
    return {
        "out": Bound(call.arrays["p"].size + 4, size),
        "grad_p": Bound(4, *size_pullback(np.abs(call.grad_out))),
    }


def judged(p: Array, size: Array) -> Array:
    """Return `size`, infinite for probabilities whose gradients only have to be finite."""
    near_edge = (p < SMALLEST_PROBABILITY) | (p > 1 - SMALLEST_PROBABILITY)
    return np.where(near_edge, np.inf, size)
