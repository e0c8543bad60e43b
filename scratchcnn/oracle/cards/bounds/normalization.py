"""Bounds of the rounding errors of batch normalisation.

The condition number of a variance is R / sigma, R the root mean square of the channel and sigma
its standard deviation (Chan, Golub, LeVeque, 1983, "Algorithms for Computing the Sample
Variance"). Here sigma is sqrt(variance + eps), which keeps constant channels finite. A mean is off
by gamma_n R at most, so every difference x - mean by gamma_(n+1) (|x| + R), and sigma, which is the
length of the vector of these differences and no further from its true value than that vector is,
by gamma_(n+1) 2 R and by the roundings of squares, sum and root. Therefore every normalised value
z errs by gamma_terms * size, where

    terms = (n + 8) (2 R + sigma) / sigma and size = |z| + (|x| + R) / (2 R + sigma).

The condition number is part of `terms`, so that the bound is infinite where no digit is left.
"""

from dataclasses import dataclass

import numpy as np

from scratchcnn.oracle.cases.bounds import Array, Bound, Call
from scratchcnn.oracle.cases.channels import along, but_channels, values_per_channel

# The roundings besides those of the sums: a difference, a square, eps and its sum, a root, a
# quotient, weight and bias.
SINGLE = 8


@dataclass(frozen=True)
class Normalized:
    """The error of normalised values z, at most gamma_terms * size, and the divisor `deviation`."""

    terms: Array | float
    size: Array
    deviation: Array


def batch_norm(call: Call, *, running: bool = False) -> dict[str, Bound]:
    """Bound a batch normalisation: the errors of z, of the sums over z, and of the mean's share.

    `running`: whether a call that does not say is one by running statistics.
    In training the gradient of x is (g - mean(g) - z mean(g z)) weight / sigma: three factors that
    err as z does, and the sums of the means.
    """
    # In double precision: in single, the squares of large numbers would lose their small digits.
    arrays = {name: np.asarray(array, float) for name, array in call.arrays.items()}
    training = call.options.get("training", not running)
    z = (by_batch if training else by_running_statistics)(arrays, call.options.get("eps", 1e-5))
    grad = np.abs(call.grad_out)
    weight = along(np.abs(arrays["weight"]), grad) if "weight" in arrays else 1.0
    bias = along(np.abs(arrays["bias"]), grad) if "bias" in arrays else 0.0
    count = values_per_channel(grad)
    size_x = grad
    if training:
        size_x = grad + means(grad) + z.size * means(grad * z.size)
    grads = {
        "x": Bound(4 * z.terms, weight * size_x / z.deviation),
        "weight": Bound(np.ravel(z.terms) + count, (grad * z.size).sum(but_channels(grad))),
        "bias": Bound(count, grad.sum(but_channels(grad))),
    }
    given = {f"grad_{name}": bound for name, bound in grads.items() if name in arrays}
    return {"out": Bound(z.terms, weight * z.size + bias), **given}


def by_batch(arrays: dict[str, Array], eps: float) -> Normalized:
    """Bound z in training."""
    x = arrays["x"]
    shifted = x - means(x)
    root_mean_square = np.sqrt(means(x * x))
    deviation = np.sqrt(means(shifted * shifted) + eps)
    spread = 2 * root_mean_square + deviation
    return Normalized(
        (values_per_channel(x) + SINGLE) * spread / deviation,
        np.abs(shifted) / deviation + (np.abs(x) + root_mean_square) / spread,
        deviation,
    )


def by_running_statistics(arrays: dict[str, Array], eps: float) -> Normalized:
    """Bound z in inference, where there are no sums."""
    x = arrays["x"]
    deviation = along(np.sqrt(arrays["running_var"] + eps), x)
    size = np.abs(x) + along(np.abs(arrays["running_mean"]), x)
    return Normalized(SINGLE, size / deviation, deviation)


def means(array: Array) -> Array:
    """Return the mean of every channel, to broadcast along them; 0 for an empty batch."""
    sums = array.sum(but_channels(array)) / max(values_per_channel(array), 1)
    return along(sums, array)
