"""A single sample where an op takes a batch of them, as PyTorch allows for images."""

from collections.abc import Callable

from scratchcnn.ops.arguments import Array, Pullback, upstream


def without_batch(
    op: Callable[[Array], tuple[Array, Pullback]], x: Array
) -> tuple[Array, Pullback]:
    """Compute an op of a batch on one sample: (C, H, W) -> (1, C, H, W) -> (C, OH, OW), for one.

    The gradient of x, which comes first, has no batch either; those of parameters stay as they are.

    Examples
    --------
    >>> import numpy as np
    >>> def twice(x):
    ...     return 2 * x, lambda grad_out: (2 * grad_out,)
    >>> out, pullback = without_batch(twice, np.array([1.0, 3.0]))
    >>> out
    array([2., 6.])
    >>> pullback(np.array([1.0, 5.0]))
    (array([ 2., 10.]),)
    """
    batch, pullback_of_batch = op(x[None])
    out = batch[0]

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grad_x, *of_parameters = pullback_of_batch(upstream(grad_out, out)[None])
        return grad_x[0], *of_parameters

    return out, pullback
