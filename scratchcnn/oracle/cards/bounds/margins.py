"""Bounds of the rounding errors of losses with a margin."""

import numpy as np

from scratchcnn.oracle.cards.bounds.losses import (
    loss_of,
    loss_of_entries,
    reduction_scale,
    upstream_of_each,
)
from scratchcnn.oracle.cases.bounds import Array, Bound, Call

# A difference, a margin and a product are rounded.
ROUNDINGS = 4


def of_classes(per_class: bool, call: Call) -> dict[str, Bound]:
    """Bound a loss of scores and labels, whose gradient is a sum for the label's class."""
    x, target = call.arrays["logits"], call.arrays["target"]
    rows, labels = np.atleast_2d(x), target.ravel()
    n, k = rows.shape
    each, power = np.arange(n), call.options.get("p", 1)
    margin = call.options.get("margin", 1.0)
    correct = np.asarray(rows[each, labels])[:, None]
    with np.errstate(invalid="ignore"):
        size = np.abs(margin) + np.abs(correct) + np.abs(rows)
        ahead = margin - correct + rows
    weight = np.abs(call.arrays.get("weight", np.ones(k)))[labels] / (k if per_class else 1)
    lost = np.where(ahead > 0, weight[:, None] * size**power, 0)
    slope = np.where(ahead > 0, weight[:, None] * (1 if power == 1 else 2 * size), 0)
    slope[unsure(ahead, size, x.dtype)] = np.inf
    slope[each, labels] = 0
    slope[each, labels] = slope.sum(1)
    shown = slope * upstream_of_each(call, n)
    loss = loss_of(call, lost, n, ROUNDINGS * power)
    return {"out": loss, "grad_logits": Bound(k + 6, shown.reshape(x.shape))}


def hinge_embedding(call: Call) -> dict[str, Bound]:
    """Bound hinge_embedding_loss, which has a slope of 1, of -1, of both or none."""
    p, target = call.arrays["p"], call.arrays["target"]
    margin = call.options.get("margin", 1.0)
    both = 1.0 + ((target != 1) & (target != -1))
    size = np.abs(p) * both + np.where(target == 1, 0, np.abs(margin))
    slope = both.copy()
    slope[unsure(margin - p, size, p.dtype) & (target != 1)] = np.inf
    return {"out": loss_of_entries(call, size, ROUNDINGS), "grad_p": shown(call, slope)}


def margin_ranking(call: Call) -> dict[str, Bound]:
    """Bound margin_ranking_loss, whose slopes are the target, with either sign, or none."""
    x, other, target = (call.arrays[name] for name in ("x", "other", "target"))
    margin = call.options.get("margin", 0.0)
    with np.errstate(invalid="ignore"):
        size = np.abs(target) * (np.abs(x) + np.abs(other)) + np.abs(margin)
        lacking = margin - target * (x - other)
    slope = np.abs(np.asarray(target, float))
    slope[unsure(lacking, size, x.dtype)] = np.inf
    loss = loss_of_entries(call, size, ROUNDINGS)
    return {"out": loss, "grad_x": shown(call, slope), "grad_other": shown(call, slope)}


def shown(call: Call, slope: Array) -> Bound:
    """Return the bound of the gradient of a loss over all entries that has this slope."""
    with np.errstate(invalid="ignore"):
        return Bound(4, np.abs(call.grad_out) * reduction_scale(call, slope.size) * slope)


def unsure(distance: Array, size: Array, dtype: np.dtype[np.floating]) -> Array:
    """Return where rounding decides on which side of a kink a number lies.

    Where it lies exactly there, whole numbers decide.
    """
    near = np.abs(distance) <= ROUNDINGS * np.finfo(dtype).eps * size
    return np.asarray((distance != 0) & near)
