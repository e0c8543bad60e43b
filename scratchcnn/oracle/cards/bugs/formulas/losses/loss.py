"""The known bugs of losses."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.groups import (
    FROM_LOGITS,
    FROM_PROBABILITIES,
    LOSSES,
    OVER_ENTRIES,
)

FAMILY = Family()


def count(call: Call) -> int:
    """Return what the mean divides by: the samples, or all entries."""
    array = call[call.differentiable[0]]
    return array.size if call.twin.__name__ in OVER_ENTRIES else len(array)


def scale(call: Call, *, mean: float) -> float:
    """Return a factor, and 1 where no mean is asked for."""
    return mean if call["reduction"] == "mean" else 1.0


def batch_mean_missing(call: Call, grad_out: Array) -> Array:
    """`p - target`, though the loss is a mean."""
    gradient = call.gradient(call.differentiable[0], grad_out)
    return gradient * scale(call, mean=count(call))


def batch_mean_doubled(call: Call, grad_out: Array) -> Array:
    """Divided by N in the loss's gradient, and once more by the caller."""
    gradient = call.gradient(call.differentiable[0], grad_out)
    return gradient * scale(call, mean=1 / count(call) if count(call) else 1)


def sign_flipped(call: Call, grad_out: Array) -> Array:
    """`target - p`."""
    return -call.gradient(call.differentiable[0], grad_out)


def upstream_ignored(call: Call, grad_out: Array) -> Array:
    """The loss assumes that nothing follows it."""
    return call.gradient(call.differentiable[0], np.ones(()))


for name, losses in LOSSES.items():
    FAMILY.gradient("batch-mean-missing", *losses, of=name)(batch_mean_missing)
    FAMILY.gradient("batch-mean-doubled", *losses, of=name)(batch_mean_doubled)
    FAMILY.gradient("sign-flipped", *losses, of=name)(sign_flipped)
    FAMILY.gradient("upstream-ignored", *losses, of=name)(upstream_ignored)


def weights(call: Call, classes: int) -> Array:
    """Return the target of cross_entropy as probabilities."""
    target = call["target"]
    out: Array = np.eye(classes)[target] if target.ndim == 1 else target
    return out


def reduced(call: Call, terms: Array) -> Array:
    """Return the sum of the terms, or what the mean makes of it."""
    total: Array = np.asarray(terms.sum())
    return total / scale(call, mean=count(call))


@FAMILY.output("softmax-overflow", *FROM_LOGITS)
def no_maximum_subtracted(call: Call) -> Array:
    """`log(exp(x) / sum(exp(x)))`."""
    powers = np.exp(call["logits"])
    p = powers / powers.sum(1, keepdims=True)
    return reduced(call, -weights(call, p.shape[1]) * np.log(p))


@FAMILY.output("log-of-zero", *FROM_LOGITS)
def logarithm_of_softmax(call: Call) -> Array:
    """`log(softmax(x))`, where a small probability is rounded to 0."""
    shifted = call["logits"] - call["logits"].max(1, keepdims=True, initial=-np.inf)
    p = np.exp(shifted) / np.exp(shifted).sum(1, keepdims=True)
    return reduced(call, -weights(call, p.shape[1]) * np.log(p))


@FAMILY.output("loss-uses-logits", *FROM_LOGITS)
def logarithm_of_logits(call: Call) -> Array:
    """`-log(logits)`: the softmax is missing."""
    logits = call["logits"]
    return reduced(call, -weights(call, logits.shape[1]) * np.log(logits))


@FAMILY.gradient("loss-uses-logits", *FROM_LOGITS, of="logits")
def difference_of_logits(call: Call, grad_out: Array) -> Array:
    """`logits - target`: the softmax is missing."""
    logits = call["logits"]
    difference = logits - weights(call, logits.shape[1])
    gradient: Array = grad_out * difference / scale(call, mean=count(call))
    return gradient


def information(call: Call) -> Array:
    """Return -log of the probabilities, each with its weight, unclamped."""
    p, target = call["p"], call["target"]
    terms = -target * np.log(p)
    if call.twin.__name__ == "binary_cross_entropy":
        terms = terms - (1 - target) * np.log(1 - p)
    return np.asarray(terms)


@FAMILY.output("log-of-zero", *FROM_PROBABILITIES)
def logarithm_unclamped(call: Call) -> Array:
    """`target * log(p)`, which is 0 * inf = nan at best."""
    return reduced(call, information(call))


@FAMILY.gradient("log-of-zero", *FROM_PROBABILITIES, of="p")
def quotient_unclamped(call: Call, grad_out: Array) -> Array:
    """`-target / p`, which is 0 / 0 = nan at best."""
    p, target = call["p"], call["target"]
    slope = -target / p
    if call.twin.__name__ == "binary_cross_entropy":
        slope = slope + (1 - target) / (1 - p)
    gradient: Array = grad_out * slope / scale(call, mean=count(call))
    return gradient


@FAMILY.output("loss-uses-logits", *FROM_PROBABILITIES)
def squashed_again(call: Call) -> Array:
    """The loss takes probabilities for logits, and applies softmax or sigmoid to them."""
    binary = call.twin.__name__ == "binary_cross_entropy"
    powers = np.exp(call["p"])
    p = powers / (1 + powers if binary else powers.sum(1, keepdims=True))
    return call.again(p=p).out


@FAMILY.gradient("loss-uses-logits", *FROM_PROBABILITIES, of="p")
def gradient_of_logits(call: Call, grad_out: Array) -> Array:
    """`p - target` is the gradient of the logits, not of the probabilities."""
    gradient: Array = grad_out * (call["p"] - call["target"])
    return gradient / scale(call, mean=count(call))


@FAMILY.gradient("wrong-formula", "mse_loss", of="p")
def factor_lost(call: Call, grad_out: Array) -> Array:
    """`(p - target) / n`: the 2 of the square is missing."""
    return call.gradient("p", grad_out) / 2


@FAMILY.output("wrong-formula", "mse_loss")
def absolute_error(call: Call) -> Array:
    """The differences are not squared."""
    return reduced(call, np.abs(call["p"] - call["target"]))


@FAMILY.output("wrong-formula", *FROM_PROBABILITIES)
def logarithm_to_base_two(call: Call) -> Array:
    """`log2` for `log`."""
    out: Array = call.out / np.log(2)
    return out
