"""Batch normalisation of images, and the running statistics that inference uses."""

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, alike, describe, floating, upstream

# All but the channels.
AXES = (0, 2, 3)


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
    check_arguments(x, weight, bias, running_mean, running_var, training, eps)
    mean, variance = statistics(x, running_mean, running_var, training)
    deviation = column(np.sqrt(variance + float(eps)))
    normalized = (x - column(mean)) / deviation
    scale = 1.0 if weight is None else column(weight)
    out = normalized * scale + (0.0 if bias is None else column(bias))

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
    """Raise TypeError or ValueError unless the arguments of `batch_norm2d` agree."""
    channels = floating("x", x, "N C H W").shape[1]
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
    """Return the gradient of x from that of `normalized`, all (N, C, H, W)."""
    if training:
        along = column(channel_means(grad * normalized))
        grad = grad - column(channel_means(grad)) - normalized * along
    return grad / deviation


def gradients_of_parameters(
    grad_out: Array, normalized: Array, weight: Array | None, bias: Array | None
) -> list[Array]:
    """Return the gradients of weight and bias, each (C,), of those that there are."""
    grads = []
    # (N, C, H, W) -> (C,)
    if weight is not None:
        grads.append((grad_out * normalized).sum(AXES))
    if bias is not None:
        grads.append(grad_out.sum(AXES))
    return grads


def updated_statistics(
    x: Array, running_mean: Array, running_var: Array, momentum: float
) -> tuple[Array, Array]:
    """Return the running mean and variance after this batch, which enters with weight `momentum`.

    Parameters
    ----------
    x : (N, C, H, W), as in training; a batch without values changes nothing
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
    count = x[:, 0].size
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
    n, _, h, w = x.shape
    if n * h * w == 1:
        raise ValueError(
            f"x must have more than one value per channel in training, got {describe(x)}"
        )
    mean = channel_means(x)
    # The squares of differences: the difference of squares would cancel where the mean is large.
    return mean, channel_means((x - column(mean)) ** 2)


def channel_means(array: Array) -> Array:
    """Return the mean of every channel, (N, C, H, W) -> (C,); NaN if there are no values."""
    n, _, h, w = array.shape
    with np.errstate(invalid="ignore"):
        means: Array = array.sum(AXES) / (n * h * w)
    return means


def column(values: Array) -> Array:
    """Reshape (C,) to broadcast along the channels of images: (C, 1, 1)."""
    return values[:, None, None]


def check_eps(eps: float, dtype: np.dtype[np.floating]) -> None:
    """Raise TypeError or ValueError unless `eps` is a positive number in this dtype."""
    number = isinstance(eps, int | float | np.floating | np.integer)
    if isinstance(eps, bool) or not number:
        raise TypeError(f"eps must be a number, got {describe(eps)}")
    limits = np.finfo(dtype)
    if not float(limits.tiny) <= eps <= float(limits.max):
        raise ValueError(f"eps must be positive and finite in {dtype}, got {eps}")
