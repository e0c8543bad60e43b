"""The op of the dense layer, and the flattening of images that comes before it."""

import math
from functools import lru_cache

import numpy as np

from scratchcnn.ops.arguments import (
    Array,
    Pullback,
    alike,
    describe,
    floating,
    integer,
    upstream,
)
from scratchcnn.ops.blocks import blas_threads_for


def linear(x: Array, weight: Array, bias: Array | None = None) -> tuple[Array, Pullback]:
    """Compute x @ weight.T + bias.

    Parameters
    ----------
    x : (N, D), or (..., D) with any axes before the last, float32 or float64
    weight : (K, D), dtype of x: a row for every output, as in PyTorch; or (D,) for a single one
    bias : (K,), dtype of x; () for a single output

    Returns
    -------
    out : (N, K), or (..., K); without the last axis if the weight has no K
    pullback : grad_out, shape of out -> (grad_x, grad_weight), and grad_bias if there is a bias

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
    if floating("x", x).ndim == 0:
        raise ValueError(f"x must have at least one axis, got {describe(x)}")
    d = x.shape[-1]
    outputs = floating("weight", weight, "K D", "D").shape[:-1]
    alike("weight", weight, x.dtype, (*outputs, d))
    if bias is not None:
        alike("bias", bias, x.dtype, outputs)
    # (..., D) -> (N, D); (D,) -> (1, D); () -> (1,)
    of_rows, pullback_of_rows = linear_of_rows(
        x.reshape(math.prod(x.shape[:-1]), d),
        np.atleast_2d(weight),
        None if bias is None else np.atleast_1d(bias),
    )
    # (N, K) -> (..., K), or (...) without K
    out = of_rows.reshape(x.shape[:-1] + outputs)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grads = pullback_of_rows(upstream(grad_out, out).reshape(of_rows.shape))
        return tuple(map(np.reshape, grads, (x.shape, weight.shape, outputs)))

    return out, pullback


def linear_of_rows(x: Array, weight: Array, bias: Array | None) -> tuple[Array, Pullback]:
    """Compute x @ weight.T + bias of rows (N, D), and of a matrix (K, D)."""
    (n, d), k = x.shape, weight.shape[0]
    blocks = feature_blocks(n, d, k)
    # (N, D) -> (B, N, D/B); (K, D) -> (B, K, D/B)
    x_blocks, weight_blocks = in_blocks(x, blocks), in_blocks(weight, blocks)
    with blas_threads_for(n * d * k):
        # (B, N, D/B) @ (B, D/B, K) -> (B, N, K) -> (N, K)
        out = (x_blocks @ weight_blocks.swapaxes(1, 2)).sum(0)
    if bias is not None:
        out += bias

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        upstream(grad_out, out)
        with blas_threads_for(n * d * k):
            if k == 1:
                # (N, 1) * (1, D) -> (N, D): what a matrix product makes of it takes far longer
                grad_x = np.multiply(grad_out, weight, out=np.empty_like(x))
            elif x.flags.c_contiguous:
                # (N, K) @ (K, D) -> (N, D)
                grad_x = grad_out @ weight
            else:
                # ((D, K) @ (K, N)).T -> (N, D), column by column, as x comes from a convolution
                grad_x = (weight.T @ grad_out.T).T
            # (B, D/B, N) @ (N, K) -> (B, D/B, K) -> (D, K) -> (K, D)
            grad_weight = (x_blocks.swapaxes(1, 2) @ grad_out).reshape(d, k).T
        # (N, K) -> (K,)
        return (grad_x, grad_weight) if bias is None else (grad_x, grad_weight, grad_out.sum(0))

    return out, pullback


@lru_cache
def feature_blocks(n: int, d: int, k: int) -> int:
    """Return into how many equal blocks to cut D features for the products of (N, D) and (K, D).

    This is for few rows and many features: OpenBLAS computes a product of up to a million
    multiplications in place; for a larger one it copies the operands first, which takes longer than
    such thin products themselves (its `interface/gemm.c`, SMALL_MATRIX_OPT).
    """
    largest = 1_000_000 // max(1, n * k)
    divisors = (d // blocks for blocks in range(1, d // 64 + 1) if d % blocks == 0)
    return next((d // size for size in divisors if size <= largest), 1)


def in_blocks(rows: Array, blocks: int) -> Array:
    """View rows of features as blocks: (N, D) -> (B, N, D/B)."""
    n, d = rows.shape
    return np.swapaxes(rows.reshape(n, blocks, d // blocks), 0, 1)


def flatten(x: Array, start_axis: int = 1, end_axis: int = -1) -> tuple[Array, Pullback]:
    """Lay out some axes as one: every sample as one row, (N, ...) -> (N, D), unless told otherwise.

    Parameters
    ----------
    x : any number of axes, float32 or float64
    start_axis, end_axis : the first and the last axis that are laid out as one, counted from the
        front or, if negative, from the end

    Returns
    -------
    out : (N, D), or other axes before and after; a copy, in memory in the order of x where that is
        possible; (N, 1) of x (N,), and (1,) of a number from axis 0 on
    pullback : grad_out, shape of out -> (grad_x,) of the shape of x

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    `torch.flatten`, whose start_axis is 0 by default; 1 is that of `torch.nn.Flatten`.

    Examples
    --------
    >>> out, pullback = flatten(np.zeros((2, 3, 4, 5)))
    >>> out.shape
    (2, 60)
    >>> pullback(out)[0].shape
    (2, 3, 4, 5)
    >>> flatten(np.zeros((2, 3, 4, 5)), 0, 1)[0].shape
    (6, 4, 5)
    """
    axes = max(1, floating("x", x).ndim)
    start, end = (
        integer(name, axis) for name, axis in (("start_axis", start_axis), ("end_axis", end_axis))
    )
    # From the axis behind the last one on there is nothing to lay out: that makes one of size 1.
    if not -axes <= start <= x.ndim:
        raise ValueError(f"start_axis must be one of the {axes} axes of x, got {start}")
    if not -axes <= end < axes:
        raise ValueError(f"end_axis must be one of the {axes} axes of x, got {end}")
    first, behind = start % axes if start < axes else start, end % axes + 1
    if first > behind or (first == behind and first < x.ndim):
        raise ValueError(f"start_axis must not lie behind end_axis, got {start} and {end}")
    # (..., A, B, ...) -> (..., A * B, ...)
    shape = (*x.shape[:first], math.prod(x.shape[first:behind]), *x.shape[behind:])
    out = np.array(x.reshape(shape))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        return (np.array(upstream(grad_out, out).reshape(x.shape)),)

    return out, pullback


def as_rows(x: Array) -> tuple[Array, Pullback]:
    """View every sample as one row: like `flatten`, but without copies where that is possible."""
    if floating("x", x).ndim == 0:
        raise ValueError(f"x must have at least one axis, got {describe(x)}")
    # (N, ...) -> (N, D)
    out = x.reshape(x.shape[0], int(np.prod(x.shape[1:])))

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        # (N, D) -> (N, ...)
        return (upstream(grad_out, out).reshape(x.shape),)

    return out, pullback
