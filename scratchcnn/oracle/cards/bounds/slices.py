"""Bounds of the rounding errors of whatever normalises slices of x by their own statistics.

As for batch normalisation (`normalization.py`, which derives the terms), but the slices of one mean
and variance need not be those of one weight. x is seen as (A, B, M), a mean and variance for every
b, and as (N, C, S), a weight and bias for every c.

Without a mean to subtract, as in RMS normalisation, differences do not err: a normalised value errs
by the roundings of squares, sum, root and quotient alone, which are n + 8 at most.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from scratchcnn.oracle.cards.bounds.normalization import SINGLE, batch_norm
from scratchcnn.oracle.cases.bounds import ELEMENTARY, Array, Bound, Call

Shape: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True)
class Slices:
    """How x is seen: for its statistics, (A, B, M), and for its parameters, (N, C, S).

    `about_zero`: whether no mean is subtracted.
    """

    statistics: Shape
    parameters: Shape
    about_zero: bool = False


def by_slices(call: Call, slices: Slices, eps: float) -> dict[str, Bound]:
    """Bound a normalisation by own statistics, its output and every gradient."""
    # In double precision: in single, the squares of large numbers would lose their small digits.
    arrays = {name: np.asarray(array, float) for name, array in call.arrays.items()}
    x = arrays["x"].reshape(slices.statistics)
    mean = 0.0 if slices.about_zero else means(x)
    deviation = np.sqrt(means((x - mean) ** 2) + eps)
    root_mean_square = 0.0 if slices.about_zero else np.sqrt(means(x * x))
    count = slices.statistics[0] * slices.statistics[2]
    spread = 2 * root_mean_square + deviation
    terms = (count + SINGLE) * (1 + 2 * root_mean_square / deviation)
    size = np.abs(x - mean) / deviation
    if not slices.about_zero:
        size = size + (np.abs(x) + root_mean_square) / spread
    weight, bias = (absolute_parameter(arrays, name) for name in ("weight", "bias"))
    grad = np.abs(np.asarray(call.grad_out, float)).reshape(slices.parameters)
    grad_z = (grad * weight).reshape(slices.statistics)
    size_x = grad_z + size * means(grad_z * size) + (0.0 if slices.about_zero else means(grad_z))
    of_places = size.reshape(slices.parameters)
    # The slices across which a parameter's gradient adds up differ in their terms.
    terms_of_places = np.broadcast_to(terms, x.shape).reshape(slices.parameters)
    parameters = slices.parameters[0] * slices.parameters[2]
    grads = {
        "x": Bound(4 * np.broadcast_to(terms, x.shape), size_x / deviation),
        "weight": Bound(
            terms_of_places.max((0, 2), initial=0) + parameters, (grad * of_places).sum((0, 2))
        ),
        "bias": Bound(parameters, grad.sum((0, 2))),
    }
    given = {
        f"grad_{name}": reshaped(bound, arrays[name].shape)
        for name, bound in grads.items()
        if name in arrays
    }
    out = Bound(np.broadcast_to(terms, x.shape), of_places * weight + bias)
    return {"out": reshaped(out, call.arrays["x"].shape), **given}


def reshaped(bound: Bound, shape: tuple[int, ...]) -> Bound:
    """Return a bound in the shape of the array that it is of."""
    terms = bound.terms if np.ndim(bound.terms) == 0 else np.reshape(bound.terms, shape)
    return Bound(terms, np.reshape(bound.magnitude, shape))


def absolute_parameter(arrays: dict[str, Array], name: str) -> Array | float:
    """Return |weight| or |bias| along the channels of (N, C, S); 1 or 0 where there is none."""
    if name not in arrays:
        return float(name == "weight")
    size: Array = np.abs(arrays[name]).ravel()[:, None]
    return size


def means(array: Array) -> Array:
    """Return the mean for every b, (A, B, M) -> (1, B, 1); 0 where there is nothing."""
    means: Array = array.sum((0, 2), keepdims=True) / max(array.shape[0] * array.shape[2], 1)
    return means


def group_norm(call: Call) -> dict[str, Bound]:
    """Bound a group normalisation."""
    n, c, values = channels(call.arrays["x"])
    groups = call.options["num_groups"]
    slices = Slices((1, n * groups, c // groups * values), (n, c, values))
    return by_slices(call, slices, call.options.get("eps", 1e-5))


def group_norm_images(call: Call) -> dict[str, Bound]:
    """Bound the group normalisation of homework, which has two groups."""
    n, c, values = channels(call.arrays["x"])
    slices = Slices((1, n * 2, c // 2 * values), (n, c, values))
    return by_slices(call, slices, call.options.get("eps", 1e-5))


def instance_norm(call: Call) -> dict[str, Bound]:
    """Bound an instance normalisation, which by running statistics is a batch normalisation."""
    if not call.options.get("use_input_stats", True):
        return batch_norm(call, running=True)
    n, c, values = channels(call.arrays["x"])
    slices = Slices((1, n * c, values), (n, c, values))
    return by_slices(call, slices, call.options.get("eps", 1e-5))


def layer_norm(call: Call) -> dict[str, Bound]:
    """Bound a layer normalisation."""
    return by_slices(call, rows(call), call.options.get("eps", 1e-5))


def rms_norm(call: Call) -> dict[str, Bound]:
    """Bound a normalisation by the root mean square; its eps is that of the dtype."""
    x = call.arrays["x"]
    eps = call.options.get("eps")
    own = float(np.finfo(x.dtype).eps) if eps is None else eps
    return by_slices(call, rows(call, about_zero=True), own)


def rows(call: Call, *, about_zero: bool = False) -> Slices:
    """Return how an array is seen whose last axes are normalised."""
    values = int(np.prod(call.options["normalized_shape"]))
    count = call.arrays["x"].size // max(values, 1)
    return Slices((1, count, values), (count, values, 1), about_zero)


def layer_norm_rows(call: Call) -> dict[str, Bound]:
    """Bound the layer normalisation of homework, whose rows have one axis."""
    return by_slices(call, of_rows(call), call.options.get("eps", 1e-5))


def rms_norm_rows(call: Call) -> dict[str, Bound]:
    """Bound the RMS normalisation of homework, whose rows have one axis."""
    return by_slices(call, of_rows(call, about_zero=True), call.options.get("eps", 1e-5))


def of_rows(call: Call, *, about_zero: bool = False) -> Slices:
    """Return how rows (N, C) are seen."""
    n, c = call.arrays["x"].shape
    return Slices((1, n, c), (n, c, 1), about_zero)


def channels(x: Array) -> Shape:
    """Return the shape (N, C, S) of x (N, C, ...)."""
    return len(x), x.shape[1], int(np.prod(x.shape[2:]))


def local_response_norm(call: Call) -> dict[str, Bound]:
    """Bound a local response normalisation, x / d ** beta with d = k + alpha / size * sum(x ** 2).

    d errs by (n + 4) (|k| + |alpha| / size * sum) / |d| roundings, of which the power makes |beta|
    times as many; the power itself is within `ELEMENTARY`, or the exponential of beta log d.
    """
    options = {"alpha": 1e-4, "beta": 0.75, "k": 1.0, **call.options}
    size, beta = options["size"], options["beta"]
    x = np.asarray(call.arrays["x"], float).reshape(channels(call.arrays["x"]))
    grad = np.abs(call.grad_out).reshape(x.shape)
    before, behind = size // 2, (size - 1) // 2
    share = options["alpha"] / size
    with np.errstate(all="ignore"):
        sums = window_sums(x * x, before, behind)
        d = options["k"] + share * sums
        condition = (np.abs(options["k"]) + np.abs(share) * sums) / np.abs(d)
        in_divisor = (size + 4) * condition
        in_power = np.abs(beta) * in_divisor + ELEMENTARY * (1 + np.abs(beta * np.log(d)))
        out = np.abs(x) / d**beta
        passed_on = window_sums(grad * out / np.abs(d), behind, before)
        magnitude = grad / d**beta + np.abs(2 * share * beta * x) * passed_on
    terms = largest(in_power)
    of_sum = terms + largest(in_divisor) + size + 6
    shape = call.arrays["x"].shape
    return {
        "out": Bound(terms + 1, out.reshape(shape)),
        "grad_x": Bound(of_sum, magnitude.reshape(shape)),
    }


def window_sums(x: Array, before: int, behind: int) -> Array:
    """Return the sums over every channel of x (N, C, S) and so many channels before and behind.

    >>> window_sums(np.array([[[1], [2], [4], [8]]]), 1, 0).ravel()
    array([ 1,  3,  6, 12])
    """
    padded = np.pad(x, ((0, 0), (before, behind), (0, 0)))
    sums: Array = sum(
        (padded[:, first : first + x.shape[1]] for first in range(1, before + behind + 1)),
        start=padded[:, : x.shape[1]],
    )
    return sums


def largest(terms: Array) -> float:
    """Return the largest finite number, 0 if there is none."""
    return float(np.max(terms, initial=0, where=np.isfinite(terms)))
