"""Losses with a margin: nothing is lost where the right answer is ahead by enough."""

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, alike, describe, finite, floating
from scratchcnn.ops.losses.class_weights import check_labels, checked_weight
from scratchcnn.ops.losses.reduction import Reduction, reduced


def multi_margin_loss(
    logits: Array,
    target: Array,
    *,
    p: int = 1,
    margin: float = 1.0,
    weight: Array | None = None,
    reduction: Reduction = "mean",
) -> tuple[Array, Pullback]:
    """Compare scores with labels: how far every wrong class is from being `margin` behind.

    Parameters
    ----------
    logits : (N, K), or (K,) for a single sample, the scores, float32 or float64
    target : (N,), or () or (1,), integers from 0 to K - 1
    p : 1, or 2 for the squares
    margin : any finite number
    weight : (K,), dtype of logits, by the label's class; None: 1 for all
    reduction : "mean" over the samples, "sum", or "none" for the loss of every sample

    Returns
    -------
    out : (), or (N,): the sum of max(0, margin - score of the label + score)^p over the wrong
        classes, divided by the number of all classes
    pullback : grad_out, shape of out -> (grad_logits,) of the shape of logits

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    `torch.nn.functional.multi_margin_loss`. Exactly at the margin the slope is 0, as there.

    Examples
    --------
    >>> out, pullback = multi_margin_loss(np.array([[1.0, 1.5, -2.0]]), np.array([0]))
    >>> out
    array(0.5)
    >>> pullback(3.0)
    (array([[-1.,  1.,  0.]]),)
    """
    if isinstance(p, bool) or p not in (1, 2):
        raise ValueError(f"p must be 1 or 2, got {describe(p)}")
    return wrong_classes_ahead(logits, target, p, margin, weight, reduction, per_class=True)


def svm_loss(
    logits: Array, target: Array, *, margin: float = 1.0, reduction: Reduction = "mean"
) -> tuple[Array, Pullback]:
    """Compare scores with labels: the hinge loss of a support vector machine of many classes.

    Parameters
    ----------
    logits : (N, K), or (K,) for a single sample, the scores, float32 or float64
    target : (N,), or () or (1,), integers from 0 to K - 1
    margin : any finite number
    reduction : "mean" over the samples, "sum", or "none" for the loss of every sample

    Returns
    -------
    out : (), or (N,): the sum of max(0, margin - score of the label + score) over the wrong classes
    pullback : grad_out, shape of out -> (grad_logits,) of the shape of logits

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    Weston and Watkins (1999), "Support Vector Machines for Multi-Class Pattern Recognition"; the
    loss of Stanford's course CS231n. It is K times `multi_margin_loss`.

    Examples
    --------
    >>> out, pullback = svm_loss(np.array([[1.0, 1.5, -2.0]]), np.array([0]))
    >>> out
    array(1.5)
    >>> pullback(1.0)
    (array([[-1.,  1.,  0.]]),)
    """
    return wrong_classes_ahead(logits, target, 1, margin, None, reduction)


def wrong_classes_ahead(
    logits: Array,
    target: Array,
    p: int,
    margin: float,
    weight: Array | None,
    reduction: Reduction,
    *,
    per_class: bool = False,
) -> tuple[Array, Pullback]:
    """Sum max(0, margin - score of the label + score)^p over the wrong classes.

    `per_class`: whether that is divided by the number of classes.
    """
    rows, labels = rows_and_labels(logits, target)
    each = np.arange(len(labels))
    shares = checked_weight(weight, rows)[labels] / (rows.shape[1] if per_class else 1)
    # (N, K) - (N, 1) -> (N, K)
    ahead = rows - rows[each, labels][:, None]
    ahead += rows.dtype.type(finite("margin", margin, rows.dtype))
    # NaN is ahead of nothing, as in PyTorch, and the label's own class is not compared with itself.
    np.fmax(ahead, 0, out=ahead)
    ahead[each, labels] = 0
    # (N, K) -> (N,)
    losses = shares * (ahead if p == 1 else ahead * ahead).sum(1)
    out, spread = reduced(losses.reshape(target.shape), reduction, len(rows))

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        slope = (ahead > 0).astype(rows.dtype) if p == 1 else 2 * ahead
        slope[each, labels] = -slope.sum(1)
        # (N,), or () -> (N, 1) * (N, K)
        slope *= (spread(grad_out).ravel() * shares)[:, None]
        return (slope.reshape(logits.shape),)

    return out, pullback


def rows_and_labels(logits: Array, target: Array) -> tuple[Array, Array]:
    """Return scores (N, K) and labels (N,); a single sample has no N.

    Raises
    ------
    TypeError, ValueError
        They have the wrong dtype or shape, or a label is that of no class.
    """
    single = floating("logits", logits, "", "K", "N K").ndim < 2
    rows = logits.reshape(1, logits.size) if single else logits
    if not rows.shape[1]:
        raise ValueError(f"logits must have at least one class, got {describe(logits)}")
    if not isinstance(target, np.ndarray) or not np.issubdtype(target.dtype, np.integer):
        raise TypeError(f"target must be an array of integers, got {describe(target)}")
    labels = target[None] if single and target.ndim == 0 else target
    check_labels(labels, rows)
    return rows, labels


def hinge_embedding_loss(
    p: Array, target: Array, *, margin: float = 1.0, reduction: Reduction = "mean"
) -> tuple[Array, Pullback]:
    """Make distances small for what is alike, and at least `margin` for what is not.

    Parameters
    ----------
    p : any shape, distances, float32 or float64
    target : shape and dtype of p: 1 for what is alike, -1 for what is not; anything else is both
    margin : any finite number
    reduction : "mean" over all entries, "sum", or "none" for the loss of every entry

    Returns
    -------
    out : (), or the shape of p: p where the target is 1, max(0, margin - p) where it is -1
    pullback : grad_out, shape of out -> (grad_p,) of the shape of p

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    `torch.nn.functional.hinge_embedding_loss`. Exactly at the margin the slope is -1, as there.

    Examples
    --------
    >>> out, pullback = hinge_embedding_loss(np.array([0.5, 0.25]), np.array([1.0, -1.0]))
    >>> out
    array(0.625)
    >>> pullback(2.0)
    (array([ 1., -1.]),)
    """
    alike("target", target, floating("p", p).dtype, p.shape)
    similar, different = target != -1, target != 1
    lacking = p.dtype.type(finite("margin", margin, p.dtype)) - p
    losses = np.where(similar, p, 0) + np.where(different, np.maximum(lacking, 0), 0)
    out, spread = reduced(losses, reduction, p.size)

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        slope = similar.astype(p.dtype) - (different & (lacking >= 0))
        return (np.asarray(spread(grad_out) * slope),)

    return out, pullback


def margin_ranking_loss(
    x: Array, other: Array, target: Array, *, margin: float = 0.0, reduction: Reduction = "mean"
) -> tuple[Array, Pullback]:
    """Compare two scores: which one should be larger, and by at least `margin`.

    Parameters
    ----------
    x : any shape, float32 or float64
    other : shape and dtype of x
    target : shape and dtype of x: 1 where x should be larger, -1 where the other should; other
        numbers scale the difference
    margin : any finite number
    reduction : "mean" over all entries, "sum", or "none" for the loss of every entry

    Returns
    -------
    out : (), or the shape of x: max(0, margin - target * (x - other))
    pullback : grad_out, shape of out -> (grad_x, grad_other) of the shape of x

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    `torch.nn.functional.margin_ranking_loss`. Exactly at the margin there is a slope, as there.

    Examples
    --------
    >>> out, pullback = margin_ranking_loss(np.array([1.0]), np.array([3.0]), np.array([1.0]))
    >>> out
    array(2.)
    >>> pullback(1.0)
    (array([-1.]), array([1.]))
    """
    alike("other", other, floating("x", x).dtype, x.shape)
    alike("target", target, x.dtype, x.shape)
    lacking = x.dtype.type(finite("margin", margin, x.dtype)) - target * (x - other)
    out, spread = reduced(np.maximum(lacking, 0), reduction, x.size)

    def pullback(grad_out: Array | float) -> tuple[Array, ...]:
        grad = np.asarray(spread(grad_out) * target * (lacking >= 0))
        return -grad, grad

    return out, pullback
