"""Local response normalisation: every value is divided by those of the channels beside it."""

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, finite, integer, upstream
from scratchcnn.ops.normalization.standardizing import by_channels


def local_response_norm(
    x: Array, size: int, *, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> tuple[Array, Pullback]:
    """Divide every value by (k + alpha * mean square of `size` neighbouring channels) ** beta.

    Parameters
    ----------
    x : (N, C, L), (N, C, H, W) or with more axes, float32 or float64
    size : how many channels, at least 1: size // 2 before, (size - 1) // 2 behind, and itself;
        those that do not exist count as 0
    alpha, beta, k : the factor, the exponent and the summand above

    Returns
    -------
    out : the shape of x
    pullback : grad_out, the shape of x -> (grad_x,)

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Krizhevsky, Sutskever, Hinton (2012), "ImageNet Classification with Deep Convolutional Neural
    Networks", section 3.3. There alpha multiplies the sum of squares; as in PyTorch it multiplies
    their mean, which is the sum by `size` also at the edges.

    Examples
    --------
    >>> out, pullback = local_response_norm(np.ones((1, 5, 1)), 3, alpha=1.0, beta=1.0)
    >>> out.ravel()
    array([0.6, 0.5, 0.5, 0.5, 0.6])
    """
    # (N, C, ...) -> (N, C, S)
    shape = by_channels(x, "N C L")
    channels = x.reshape(shape)
    before, behind = integer("size", size, 1) // 2, (size - 1) // 2
    share = finite("alpha", alpha, x.dtype) / size
    exponent, summand = finite("beta", beta, x.dtype), finite("k", k, x.dtype)
    # A divisor of 0, or a power of a negative one, as in PyTorch.
    with np.errstate(all="ignore"):
        divisor = summand + share * window_sums(channels * channels, before, behind)
        factor = divisor**-exponent
        normalized = channels * factor
    # (N, C, S) -> (N, C, ...)
    out = normalized.reshape(x.shape)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grad = upstream(grad_out, out).reshape(shape)
        with np.errstate(all="ignore"):
            # A channel stands in the windows of `before` channels behind it, `behind` before it.
            through_divisors = window_sums(grad * normalized / divisor, behind, before)
            through_divisors *= channels
            through_divisors *= 2 * share * exponent
            grad_x = grad * factor
            grad_x -= through_divisors
        return (grad_x.reshape(x.shape),)

    return out, pullback


def window_sums(x: Array, before: int, behind: int) -> Array:
    """Return the sums over every channel of x (N, C, S) and so many channels before and behind."""
    sums: Array = x.copy()
    for distance in range(1, before + 1):
        sums[:, distance:] += x[:, :-distance]
    for distance in range(1, behind + 1):
        sums[:, :-distance] += x[:, distance:]
    return sums
