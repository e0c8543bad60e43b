"""Batch normalisation of rows, of images, and of anything that has channels."""

from typing import Any

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, describe, finite, floating, switch
from scratchcnn.ops.normalization.running import (
    both_statistics,
    check_several_values,
    unchanged_statistics,
    updated_statistics,
    with_statistics,
)
from scratchcnn.ops.normalization.standardizing import (
    by_channels,
    by_own_statistics,
    by_running_statistics,
    check_parameters,
)


def batch_norm(
    x: Array,
    running_mean: Array | None = None,
    running_var: Array | None = None,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
    return_statistics: bool = False,
) -> tuple[Any, Pullback]:
    """Normalise every channel to mean 0 and variance 1, then scale and shift it by weight and bias.

    Parameters
    ----------
    x : (N, C), (N, C, L), (N, C, H, W) or with more axes, float32 or float64; in training with more
        than one value per channel. (0,), nothing without channels, stays as it is.
    running_mean, running_var : (C,), dtype of x; needed for inference, not used in training
    weight, bias : (C,), dtype of x; None: 1 and 0
    training : True: by the mean and variance of this batch; False: by the running ones
    momentum : the share of this batch in the next running statistics
    eps : added to the variance; positive
    return_statistics : whether `out` is a triple: the output, and the next running statistics,
        which in inference are those that are given

    Returns
    -------
    out : the shape of x
        With statistics (out, running_mean, running_var), the latter (C,).
    pullback : grad_out, the shape of x -> (grad_x,), and grad_weight and grad_bias where given

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    PyTorch's writes the next running statistics into its arguments, which an op never changes: it
    returns them. As there, the running variance is the unbiased one, of n - 1 degrees of freedom.

    Examples
    --------
    >>> x = np.array([[1.0], [3.0]])
    >>> (out, mean, variance), pullback = batch_norm(
    ...     x, np.zeros(1), np.ones(1), training=True, momentum=0.5, return_statistics=True
    ... )
    >>> out.round(3).ravel(), mean, variance
    (array([-1.,  1.]), array([1.]), array([1.5]))
    """
    answer = normalized(x, weight, bias, running_mean, running_var, training, eps)
    share = finite("momentum", momentum, x.dtype)
    switch("return_statistics", return_statistics)
    if not return_statistics:
        return answer
    updated = updated_statistics if training else unchanged_statistics
    return with_statistics(answer, x, running_mean, running_var, share, updated)


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
    return normalized(x, weight, bias, running_mean, running_var, training, eps)


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
    return normalized(x, weight, bias, running_mean, running_var, training, eps)


def normalized(
    x: Array,
    weight: Array | None,
    bias: Array | None,
    running_mean: Array | None,
    running_var: Array | None,
    training: bool,
    eps: float,
) -> tuple[Array, Pullback]:
    """Normalise every channel of x, whose second axis they are, however many axes there are."""
    # PyTorch takes nothing without channels, too.
    shape = (0, 0, 1) if floating("x", x).shape == (0,) else by_channels(x)
    check_parameters(
        x.dtype,
        (shape[1],),
        weight=weight,
        bias=bias,
        running_mean=running_mean,
        running_var=running_var,
    )
    switch("training", training)
    check_eps(eps, x.dtype)
    if training:
        check_several_values(x)
        return by_own_statistics(x, shape, shape, weight, bias, float(eps))
    both = both_statistics(running_mean, running_var, "training is True")
    return by_running_statistics(x, shape, *both, weight, bias, float(eps))


def check_eps(eps: float, dtype: np.dtype[np.floating]) -> None:
    """Raise TypeError or ValueError unless `eps` is a positive number in this dtype."""
    number = isinstance(eps, int | float | np.floating | np.integer)
    if isinstance(eps, bool) or not number:
        raise TypeError(f"eps must be a number, got {describe(eps)}")
    limits = np.finfo(dtype)
    if not float(limits.tiny) <= eps <= float(limits.max):
        raise ValueError(f"eps must be positive and finite in {dtype}, got {eps}")
