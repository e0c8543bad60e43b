"""Dropout, whose choice of what is kept is an argument: an op draws nothing."""

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, describe, finite, floating, upstream


def dropout(x: Array, keep: Array, p: float = 0.5) -> tuple[Array, Pullback]:
    """Set to 0 what is not kept, and scale the rest by 1 / (1 - p): "inverted" dropout.

    Parameters
    ----------
    x : any shape, float32 or float64
    keep : bool, a shape that broadcasts to that of x
        True where a number is kept; (N, C, 1, 1) drops whole channels, as `torch.nn.Dropout2d`.
    p : from 0 to 1, the probability with which a number was dropped

    Returns
    -------
    out : shape of x
        Its mean over all choices is x, so that nothing has to be done at test time.
    pullback : grad_out -> (grad_x,), both of the shape of x

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Srivastava et al. (2014), "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
    scale at test time instead; that it can be done in training is said in section 10. A NaN that
    is dropped stays NaN, as in PyTorch.

    Examples
    --------
    >>> out, pullback = dropout(np.array([1.0, 2.0]), np.array([True, False]), p=0.5)
    >>> out
    array([2., 0.])
    >>> pullback(np.array([3.0, 3.0]))
    (array([6., 0.]),)
    """
    dtype = floating("x", x).dtype
    if not 0 <= finite("p", p, dtype) <= 1:
        raise ValueError(f"p must be from 0 to 1, got {p}")
    # If everything is dropped there is nothing to scale.
    scale = checked(keep, x.shape) * dtype.type(1 / (1 - p) if p < 1 else 0)
    out = np.asarray(x * scale)

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        return (np.asarray(upstream(grad_out, out) * scale),)

    return out, pullback


def checked(keep: object, shape: tuple[int, ...]) -> Array:
    """Return `keep` in this shape, if it is a bool array that broadcasts to it."""
    if not isinstance(keep, np.ndarray) or keep.dtype != bool:
        raise TypeError(f"keep must be a bool array, got {describe(keep)}")
    try:
        return np.broadcast_to(keep, shape)
    except ValueError:
        wrong = f"keep must broadcast to the shape {shape}, got {describe(keep)}"
        raise ValueError(wrong) from None
