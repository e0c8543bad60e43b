"""Batch normalisation of rows and of images, and the running statistics that inference uses."""

import math

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, alike, describe, floating, upstream


def batch_norm1d(
    x: Array,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    running_mean: Array | None = None,
    running_var: Array | None = None,
    training: bool = True,
    eps: float = 1e-5,
) -> tuple[Array, Pullback]:
    """Normalise every column to mean 0 and variance 1, then scale and shift it by weight and bias.

    Parameters
    ----------
    x : (N, C), or sequences (N, C, L), float32 or float64; in training with more than one value
        per channel
    weight, bias, running_mean, running_var, training, eps : as for `batch_norm2d`

    Returns
    -------
    out : the shape of x
    pullback : grad_out, the shape of x -> (grad_x,), and grad_weight and grad_bias where given

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Examples
    --------
    >>> out, pullback = batch_norm1d(np.array([[1.0, 4.0], [3.0, 4.0]]), eps=1e-12)
    >>> out.round(6)
    array([[-1.,  0.],
           [ 1.,  0.]])
    """
    floating("x", x, "N C", "N C L")
    return batch_norm(x, weight, bias, running_mean, running_var, training, eps)


def batch_norm2d(
    x: Array,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    running_mean: Array | None = None,
    running_var: Array | None = None,
    training: bool = True,
    eps: float = 1e-5,
) -> tuple[Array, Pullback]:
    """Normalise every channel to mean 0 and variance 1, then scale and shift it by weight and bias.

    Parameters
    ----------
    x : (N, C, H, W) float32 or float64; in training with more than one value per channel
    weight, bias : (C,), dtype of x; None: 1 and 0
    running_mean, running_var : (C,), dtype of x; needed for inference, not used in training
    training : True: by the mean and variance of this batch; False: by the running ones
    eps : added to the variance; positive

    Returns
    -------
    out : (N, C, H, W)
    pullback : grad_out (N, C, H, W) -> (grad_x,), and grad_weight and grad_bias where given

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Ioffe, Szegedy (2015), "Batch Normalization". In training, mean and variance depend on x and
    contribute to its gradient (section 3). The variance is the biased one. The running
    statistics stay as they are: `updated_statistics` returns the next ones.

    Examples
    --------
    >>> x = np.array([1.0, 3.0]).reshape(2, 1, 1, 1)
    >>> out, pullback = batch_norm2d(x, np.array([10.0]), np.array([5.0]), eps=1e-12)
    >>> out.ravel().round(6)
    array([-5., 15.])
    >>> grad_x, grad_weight, grad_bias = pullback(np.array([1.0, 2.0]).reshape(2, 1, 1, 1))
    >>> grad_bias
    array([3.])
    """
    floating("x", x, "N C H W")
    return batch_norm(x, weight, bias, running_mean, running_var, training, eps)


def batch_norm(
    x: Array,
    weight: Array | None,
    bias: Array | None,
    running_mean: Array | None,
    running_var: Array | None,
    training: bool,
    eps: float,
) -> tuple[Array, Pullback]:
    """Normalise every channel of x, whose second axis they are, however many axes there are."""
    check_arguments(x, weight, bias, running_mean, running_var, training, eps)
    mean, variance = statistics(x, running_mean, running_var, training)
    deviation = along(np.sqrt(variance + float(eps)), x)
    normalized = (x - along(mean, x)) / deviation
    scale = 1.0 if weight is None else along(weight, x)
    out = normalized * scale + (0.0 if bias is None else along(bias, x))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grad = upstream(grad_out, out)
        grad_x = gradient_of_x(grad * scale, normalized, deviation, training)
        return grad_x, *gradients_of_parameters(grad, normalized, weight, bias)

    return out, pullback


def check_arguments(
    x: Array,
    weight: Array | None,
    bias: Array | None,
    running_mean: Array | None,
    running_var: Array | None,
    training: bool,
    eps: float,
) -> None:
    """Raise TypeError or ValueError unless all other arguments agree with x."""
    channels = x.shape[1]
    given = {
        "weight": weight,
        "bias": bias,
        "running_mean": running_mean,
        "running_var": running_var,
    }
    for name, values in given.items():
        if values is not None:
            alike(name, values, x.dtype, (channels,))
    if not isinstance(training, bool):
        raise TypeError(f"training must be True or False, got {describe(training)}")
    check_eps(eps, x.dtype)


def statistics(
    x: Array, running_mean: Array | None, running_var: Array | None, training: bool
) -> tuple[Array, Array]:
    """Return the mean and the variance of every channel by which x is normalised, each (C,)."""
    if training:
        return batch_statistics(x)
    if running_mean is None or running_var is None:
        raise ValueError("running_mean and running_var must be given unless training is True")
    return running_mean, running_var


def gradient_of_x(grad: Array, normalized: Array, deviation: Array, training: bool) -> Array:
    """Return the gradient of x from that of `normalized`, all of one shape."""
    if training:
        slope = along(channel_means(grad * normalized), grad)
        grad = grad - along(channel_means(grad), grad) - normalized * slope
    return grad / deviation


def gradients_of_parameters(
    grad_out: Array, normalized: Array, weight: Array | None, bias: Array | None
) -> list[Array]:
    """Return the gradients of weight and bias, each (C,), of those that there are."""
    grads = []
    # (N, C, ...) -> (C,)
    if weight is not None:
        grads.append((grad_out * normalized).sum(but_channels(grad_out)))
    if bias is not None:
        grads.append(grad_out.sum(but_channels(grad_out)))
    return grads


def updated_statistics(
    x: Array, running_mean: Array, running_var: Array, momentum: float
) -> tuple[Array, Array]:
    """Return the running mean and variance after this batch, which enters with weight `momentum`.

    Parameters
    ----------
    x : (N, C, ...), as in training; a batch without values changes nothing
    running_mean, running_var : (C,), dtype of x
    momentum : from 0 (they stay as they are) to 1 (only this batch counts)

    Notes
    -----
    As in PyTorch, it is the unbiased variance, of n - 1 degrees of freedom, that enters
    (documentation of `torch.nn.BatchNorm2d`).

    Examples
    --------
    >>> x = np.array([1.0, 3.0]).reshape(2, 1, 1, 1)
    >>> updated_statistics(x, np.array([0.0]), np.array([1.0]), 0.5)
    (array([1.]), array([1.5]))
    """
    if x.size == 0:
        return running_mean, running_var
    mean, variance = batch_statistics(x)
    count = values_per_channel(x)
    unbiased = variance * (count / (count - 1))
    kept = 1 - momentum
    return kept * running_mean + momentum * mean, kept * running_var + momentum * unbiased


def batch_statistics(x: Array) -> tuple[Array, Array]:
    """Return the mean and the biased variance of every channel, each (C,).

    Raises
    ------
    ValueError
        There is only one value per channel, which has no meaningful variance.
    """
    if values_per_channel(x) == 1:
        raise ValueError(
            f"x must have more than one value per channel in training, got {describe(x)}"
        )
    mean = channel_means(x)
    # The squares of differences: the difference of squares would cancel where the mean is large.
    return mean, channel_means((x - along(mean, x)) ** 2)


def channel_means(array: Array) -> Array:
    """Return the mean of every channel, (N, C, ...) -> (C,); NaN if there are no values."""
    with np.errstate(invalid="ignore"):
        means: Array = array.sum(but_channels(array)) / values_per_channel(array)
    return means


def but_channels(array: Array) -> tuple[int, ...]:
    """Return all axes of (N, C, ...) but that of the channels."""
    return (0, *range(2, array.ndim))


def values_per_channel(array: Array) -> int:
    """Return how many values every channel of (N, C, ...) has."""
    return math.prod(array.shape[axis] for axis in but_channels(array))


def along(values: Array, array: Array) -> Array:
    """Reshape (C,) to broadcast along the channels of `array`, (N, C, ...)."""
    return values.reshape(len(values), *[1] * (array.ndim - 2))


def check_eps(eps: float, dtype: np.dtype[np.floating]) -> None:
    """Raise TypeError or ValueError unless `eps` is a positive number in this dtype."""
    number = isinstance(eps, int | float | np.floating | np.integer)
    if isinstance(eps, bool) or not number:
        raise TypeError(f"eps must be a number, got {describe(eps)}")
    limits = np.finfo(dtype)
    if not float(limits.tiny) <= eps <= float(limits.max):
        raise ValueError(f"eps must be positive and finite in {dtype}, got {eps}")
