"""Embedding: rows of a table, looked up by their numbers."""

import numpy as np
from scipy import sparse

from scratchcnn.ops.arguments import (
    Array,
    Pullback,
    describe,
    floating,
    integer,
    switch,
    upstream,
)


def embedding(
    indices: Array,
    weight: Array,
    padding_idx: int | None = None,
    *,
    scale_grad_by_freq: bool = False,
) -> tuple[Array, Pullback]:
    """Look up rows of a table.

    Parameters
    ----------
    indices : any shape, integers from 0 to K - 1
    weight : (K, D), the table, float32 or float64
    padding_idx : the row that gets no gradient, from -K to K - 1; None for none
    scale_grad_by_freq : whether the gradient of a row is divided by how often it is looked up

    Returns
    -------
    out : (..., D), a copy of a row for every index
    pullback : grad_out, shape of out -> (grad_weight,): a row gets the sum of all its copies'

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    `torch.nn.functional.embedding`, without max_norm, which changes the table, and without sparse
    gradients.

    Examples
    --------
    >>> weight = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> out, pullback = embedding(np.array([1, 0, 1]), weight)
    >>> out
    array([[3., 4.],
           [1., 2.],
           [3., 4.]])
    >>> pullback(np.ones((3, 2)))
    (array([[1., 1.],
           [2., 2.]]),)
    """
    check(indices, weight, padding_idx)
    switch("scale_grad_by_freq", scale_grad_by_freq)
    # (..., D)
    out = weight.take(indices, 0)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grads = upstream(grad_out, out).reshape(indices.size, weight.shape[1])
        grad_weight, counts = summed_by_row(grads, indices.ravel(), len(weight))
        if scale_grad_by_freq:
            grad_weight /= np.maximum(counts, 1)[:, None]
        if padding_idx is not None:
            grad_weight[padding_idx] = 0
        return (grad_weight,)

    return out, pullback


def check(indices: object, weight: object, padding_idx: object) -> None:
    """Raise unless there is a table, and all indices are those of its rows."""
    rows, _ = floating("weight", weight, "K D").shape
    if not isinstance(indices, np.ndarray) or not np.issubdtype(indices.dtype, np.integer):
        raise TypeError(f"indices must be an array of integers, got {describe(indices)}")
    if not ((indices >= 0) & (indices < rows)).all():
        raise ValueError(f"indices must lie from 0 to {rows - 1}, got {indices}")
    if padding_idx is not None and not -rows <= integer("padding_idx", padding_idx) < rows:
        raise ValueError(f"padding_idx must lie from {-rows} to {rows - 1}, got {padding_idx}")


def summed_by_row(grads: Array, indices: Array, rows: int) -> tuple[Array, Array]:
    """Add up the gradients (M, D) of every row: (K, D), and how many there are: (K,)."""
    counts = np.bincount(indices, minlength=rows)
    # A matrix (K, M) with a 1 where a row was looked up, as its compressed rows.
    ends = np.concatenate([[0], np.cumsum(counts)])
    one = np.ones(len(indices), grads.dtype)
    # Of a row looked up again, the first gradient comes first.
    lookups = sparse.csr_array((one, np.argsort(indices, stable=True), ends), (rows, len(grads)))
    # (K, M) @ (M, D) -> (K, D)
    return lookups @ grads, counts
