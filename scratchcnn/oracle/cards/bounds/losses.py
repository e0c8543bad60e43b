"""Bounds of the rounding errors of losses."""

import numpy as np

from scratchcnn.oracle.cards.bounds.softmax import log_softmax_size, softmax_terms
from scratchcnn.oracle.cases.bounds import ELEMENTARY, Array, Bound, Call, absolute
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.cases.values import SMALLEST_PROBABILITY

# Up to here log(1 - sigmoid(z)) is judged as what it is, though 1 - p is rounded.
MODERATE_LOGIT = 4.0
# What weighs the entries of a loss.
WEIGHING = {"weight", "pos_weight"}


def cross_entropy(call: Call) -> dict[str, Bound]:
    """Bound cross_entropy: a mean of log-softmaxes; its gradient is softmax - target."""
    x = in_rows(call.arrays["logits"])
    weights, count = class_shares(call, "logits")
    p, _ = twin_of("softmax")(x, 1)
    each = upstream_of_each(call, count)
    size = each * (p * weights.sum(1, keepdims=True) + weights)
    # Softmax, and what the mean divides by, which may be a sum over all samples.
    terms = 2 * softmax_terms(x, 1) + of_the_mean(call, x)
    loss = loss_of(call, weights * log_softmax_size(x, 1), count, 2 * ELEMENTARY)
    return {"out": loss, "grad_logits": Bound(*shaped(call.arrays["logits"], terms, size))}


def shaped(first: Array, terms: Array | float, size: Array) -> tuple[Array, Array]:
    """Return bounds in the shape of what they bound."""
    return np.broadcast_to(terms, size.shape).reshape(first.shape), size.reshape(first.shape)


def in_rows(first: Array) -> Array:
    """Return what a loss of classes is given, with an axis for the batch: (K,) -> (1, K)."""
    return first if first.ndim > 1 else first[None]


def class_shares(call: Call, name: str) -> tuple[Array, float]:
    """Return how much every class of every sample counts, (N, K, ...), and what a mean divides by.

    Both follow the documentation of `torch.nn.CrossEntropyLoss`.
    """
    first = call.arrays[name]
    rows, target = in_rows(first), call.arrays["target"]
    target = target if first.ndim > 1 else target[None]
    k = rows.shape[1]
    along = (k, *[1] * (rows.ndim - 2))
    weight = np.abs(call.arrays.get("weight", np.ones(k))).reshape(along)
    smoothing = call.options.get("label_smoothing", 0.0)
    if target.dtype.kind == "f":
        even = smoothing / k
        return (np.abs(target) * (1 - smoothing) + even) * weight, rows.size / k
    counts = (target != call.options.get("ignore_index", -100))[:, None]
    chosen = (target[:, None] == np.arange(k).reshape(along)) & counts
    of_label = chosen * weight
    even = smoothing / k * weight * counts
    return of_label * (1 - smoothing) + even, float(of_label.sum())


def of_the_mean(call: Call, rows: Array) -> float:
    """Return how many roundings a mean's divisor has, beyond one."""
    summed = call.options.get("reduction", "mean") == "mean" and "weight" in call.arrays
    return float(rows.size) if summed else 0.0


def upstream_of_each(call: Call, count: float) -> Array:
    """Return the size of the upstream gradient of every sample's loss: (N, 1, ...), or a number."""
    size = np.asarray(np.abs(call.grad_out) * reduction_scale(call, count))
    return size[:, None] if size.ndim else size


def loss_of(call: Call, sizes: Array, count: float, terms: float) -> Bound:
    """Return the bound of a loss whose classes have these sizes (N, K, ...)."""
    if call.options.get("reduction") == "none":
        return Bound(terms + sizes.shape[1], sizes.sum(1).reshape(call.out.shape))
    further = terms + sizes.size + of_the_mean(call, sizes)
    return Bound(further, reduction_scale(call, count) * sizes.sum())


def reduction_scale(call: Call, count: float) -> float:
    """Return the factor by which a loss scales its sum."""
    reduction = call.options.get("reduction", "mean")
    return 1.0 if reduction != "mean" else 1 / (count or 1)


def importance(call: Call) -> Array:
    """Return how much every entry counts, by absolute value."""
    return np.abs(call.arrays.get("weight", np.ones(())))


def loss_of_entries(call: Call, sizes: Array, terms: float) -> Bound:
    """Return the bound of a loss over all entries, which have these sizes."""
    if call.options.get("reduction") == "none":
        return Bound(terms, sizes)
    return Bound(sizes.size + terms, reduction_scale(call, sizes.size) * sizes.sum())


def categorical_cross_entropy(call: Call) -> dict[str, Bound]:
    """Bound -sum(t log p) / N: no term is negative, so S is the loss itself."""
    p = call.arrays["p"]
    (grad,) = call.pullback(np.abs(call.grad_out))
    loss = Bound(p.size + ELEMENTARY, np.abs(call.out))
    return {"out": loss, "grad_p": Bound(4, judged(p, np.abs(grad)))}


def binary_cross_entropy(call: Call) -> dict[str, Bound]:
    """Bound the binary loss: the rounding of 1 - p is an absolute error of u in log(1 - p)."""
    p, target = call.arrays["p"], call.arrays["target"]
    scale = reduction_scale(call, p.size) * importance(call)
    inner = np.clip(np.asarray(p, float), SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY)
    whole = np.abs(call.out)
    rounded = loss_of_entries(call, importance(call) * (1 - target), ELEMENTARY)
    # p - t and p (1 - p), by absolute values.
    size = np.abs(call.grad_out) * scale * (inner + target) / (inner * (1 - inner))
    return {
        "out": Bound(rounded.terms, whole + rounded.magnitude),
        "grad_p": Bound(8 + len(WEIGHING & {*call.arrays}), judged(p, size)),
    }


def mse_loss(call: Call) -> dict[str, Bound]:
    """Bound mse_loss: the twin on |p| and -|target| squares |p| + |target|."""
    sizes = absolute(call.arrays)
    size, size_pullback = call.twin(sizes["p"], -sizes["target"], **call.options)
    return {
        "out": Bound(call.arrays["p"].size + 4, size),
        "grad_p": Bound(4, *size_pullback(np.abs(call.grad_out))),
    }


def nll_loss(call: Call) -> dict[str, Bound]:
    """Bound nll_loss, a sum of products: the twin on |target| and -|log_p| adds up their sizes."""
    log_p = in_rows(call.arrays["log_p"])
    weights, count = class_shares(call, "log_p")
    with np.errstate(invalid="ignore"):
        # By labels only what is chosen counts, whatever the rest is.
        sizes = np.where(weights == 0, 0, weights * np.abs(log_p))
    size = upstream_of_each(call, count) * weights
    terms = 4 + of_the_mean(call, log_p)
    return {
        "out": loss_of(call, sizes, count, 4),
        "grad_log_p": Bound(*shaped(call.arrays["log_p"], terms, size)),
    }


def binary_cross_entropy_with_logits(call: Call) -> dict[str, Bound]:
    """Bound the binary loss of logits, which need not be the stable formula where it does.

    log(1 - p) feels the rounding of 1 - p as an error of u / (1 - p), which is about u exp(|z|).
    """
    target = call.arrays["target"]
    logits = np.asarray(np.abs(call.arrays["logits"]), float)
    of_yes = np.maximum(np.abs(call.arrays.get("pos_weight", np.ones(()))), 1)
    rounded = 1 + np.exp(np.minimum(logits, MODERATE_LOGIT))
    sizes = importance(call) * of_yes * ((1 + target) * logits + rounded)
    # p - t, where p may be (1 + tanh(z / 2)) / 2: its error is that of 1, however small it is.
    scale = reduction_scale(call, logits.size) * importance(call) * of_yes
    size = np.abs(call.grad_out) * scale * (1 + target)
    # A weight is a product, one of "yes" a sum besides.
    terms = 2 * ELEMENTARY + 3 * len(WEIGHING & {*call.arrays})
    return {"out": loss_of_entries(call, sizes, terms), "grad_logits": Bound(terms, size)}


def absolute_difference(call: Call) -> dict[str, Bound]:
    """Bound l1_loss: a sum of differences, whose slope is 1 or -1."""
    p, target = absolute(call.arrays).values()
    (grad,) = call.pullback(np.abs(call.grad_out))
    return {"out": loss_of_entries(call, p + target, 4), "grad_p": Bound(2, np.abs(grad))}


def rounded_corner(option: str, call: Call) -> dict[str, Bound]:
    """Bound a loss that is a parabola up to a limit, the value of `option`, and then a line."""
    p, target = absolute(call.arrays).values()
    limit = float(call.options.get(option, 1.0))
    # The slope of the parabola is d / beta, or d; that of the line 1, or delta.
    steepest = 1.0 if option == "beta" else limit
    curvature = steepest / limit if limit else 0.0
    size = p + target
    scale = reduction_scale(call, p.size) * np.abs(call.grad_out)
    return {
        "out": loss_of_entries(call, steepest * size, 6),
        "grad_p": Bound(4, scale * (steepest + curvature * size)),
    }


def judged(p: Array, size: Array) -> Array:
    """Return `size`, but infinity where p is so near 0 or 1 that gradients need only be finite."""
    near_edge = (p < SMALLEST_PROBABILITY) | (p > 1 - SMALLEST_PROBABILITY)
    return np.where(near_edge, np.inf, size)
