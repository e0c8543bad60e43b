"""The dense layer's op, and the step from images to rows that comes before it."""

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, alike, describe, floating, upstream


def linear(x: Array, weight: Array, bias: Array | None = None) -> tuple[Array, Pullback]:
    """Compute x @ weight.T + bias.

    Parameters
    ----------
    x : (N, D) float32 or float64
    weight : (K, D), dtype of x: a row for every output, as in PyTorch
    bias : (K,), dtype of x

    Returns
    -------
    out : (N, K)
    pullback : grad_out (N, K) -> (grad_x, grad_weight), and grad_bias where there is a bias

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype or shape; the message names it.

    Examples
    --------
    >>> out, pullback = linear(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]]), np.array([5.0]))
    >>> out
    array([[16.]])
    >>> pullback(np.array([[1.0]]))
    (array([[3., 4.]]), array([[1., 2.]]), array([1.]))
    """
    d = floating("x", x, "N D").shape[1]
    k = floating("weight", weight, "K D").shape[0]
    alike("weight", weight, x.dtype, (k, d))
    # (N, D) @ (D, K) -> (N, K)
    out = x @ weight.T
    if bias is not None:
        out += alike("bias", bias, x.dtype, (k,))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        upstream(grad_out, out)
        # (N, K) @ (K, D) -> (N, D); (K, N) @ (N, D) -> (K, D)
        grads = grad_out @ weight, grad_out.T @ x
        # (N, K) -> (K,)
        return grads if bias is None else (*grads, grad_out.sum(0))

    return out, pullback


def flatten(x: Array) -> tuple[Array, Pullback]:
    """Lay out every sample as one row: (N, ...) -> (N, D).

    Parameters
    ----------
    x : at least one axis, float32 or float64

    Returns
    -------
    out : (N, D), a copy
    pullback : grad_out (N, D) -> (grad_x,) of the shape of x

    Raises
    ------
    TypeError, ValueError
        x is no float32 or float64 array, or has no axis.

    Examples
    --------
    >>> out, pullback = flatten(np.zeros((2, 3, 4, 5)))
    >>> out.shape
    (2, 60)
    >>> pullback(out)[0].shape
    (2, 3, 4, 5)
    """
    if floating("x", x).ndim == 0:
        raise ValueError(f"x must have at least one axis, got {describe(x)}")
    size = int(np.prod(x.shape[1:]))
    # (N, ...) -> (N, D)
    out = x.reshape(x.shape[0], size).copy()

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        # (N, D) -> (N, ...)
        return (upstream(grad_out, out).reshape(x.shape).copy(),)

    return out, pullback
