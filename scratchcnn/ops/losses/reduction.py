"""What becomes of the losses of a batch: their mean, their sum, or all of them."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from scratchcnn.ops.arguments import Array, choice, upstream

Reduction = Literal["mean", "sum", "none"]


def reduced(
    losses: Array, reduction: Reduction, count: float
) -> tuple[Array, Callable[[Any], Array]]:
    """Return the losses reduced, and what turns the upstream gradient into that of every loss.

    Parameters
    ----------
    losses : any shape
    reduction : "mean", "sum" or "none"
    count : what the mean divides the sum by; a mean over nothing is NaN

    Returns
    -------
    out : (), or the shape of losses
    spread : grad_out, shape of out -> a number, or one for every loss

    Examples
    --------
    >>> out, spread = reduced(np.array([1.0, 5.0]), "mean", 2)
    >>> out, spread(4.0)
    (array(3.), array(2.))
    """
    choice("reduction", reduction, ("mean", "sum", "none"))
    if reduction == "none":
        out = np.asarray(losses)
        return out, lambda grad_out: upstream(grad_out, out)
    scale = losses.dtype.type(1.0 if reduction == "sum" else 1 / count if count else np.nan)
    total = np.asarray(scale * losses.sum())
    return total, lambda grad_out: np.asarray(upstream(grad_out, total) * scale)
