"""More ways in which a loss or its gradient is wrong."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.formulas.losses.loss import (
    count,
    information,
    reduced,
    scale,
    weights,
)
from scratchcnn.oracle.cards.bugs.groups import EVERY_LOSS, FROM_LOGITS, FROM_PROBABILITIES

FAMILY = Family()


def difference(call: Call, p: Array, grad_out: Array) -> Array:
    """Return `p - target` under the loss's mean, where p is taken for the softmax."""
    gradient = grad_out * (p - weights(call, p.shape[1])) / scale(call, mean=count(call))
    return np.asarray(gradient)


def unshifted(logits: Array) -> Array:
    """Return a softmax without its maximum."""
    powers = np.exp(logits)
    return np.asarray(powers / powers.sum(1, keepdims=True))


def softmax(logits: Array, axis: int | None = 1) -> Array:
    """Return a softmax over some axis, or over everything."""
    powers = np.exp(logits - logits.max(axis, keepdims=True, initial=-np.inf))
    return np.asarray(powers / powers.sum(axis, keepdims=True))


@FAMILY.gradient("softmax-overflow", *FROM_LOGITS, of="logits")
def gradient_of_overflow(call: Call, grad_out: Array) -> Array:
    """The probabilities of the gradient are inf / inf."""
    return difference(call, unshifted(call["logits"]), grad_out)


@FAMILY.output("softmax-overflow", *FROM_LOGITS, variant="forward_labels")
def labels_of_overflow(call: Call) -> Array:
    """`-log(p[label])` of probabilities that are inf / inf."""
    return negative_logarithms(call, unshifted(call["logits"]))


@FAMILY.output("softmax-overflow", *FROM_LOGITS, variant="forward_log_sum")
def logarithm_of_sum(call: Call) -> Array:
    """`log(sum(exp(x))) - x[label]`, without the maximum."""
    logits = call["logits"]
    totals = np.log(np.exp(logits).sum(1, keepdims=True))
    return reduced(call, weights(call, logits.shape[1]) * (totals - logits))


def negative_logarithms(call: Call, p: Array) -> Array:
    """Return the loss from -log(p) where the target is not 0: no 0 * inf."""
    target = weights(call, p.shape[1])
    return reduced(call, np.where(target == 0, 0, -target * np.log(p)))


@FAMILY.output("softmax-wrong-axis", *FROM_LOGITS)
def loss_over_the_batch(call: Call) -> Array:
    """The softmax is taken over the batch."""
    return negative_logarithms(call, softmax(call["logits"], 0))


@FAMILY.output("softmax-wrong-axis", *FROM_LOGITS, variant="forward_everything")
def loss_over_everything(call: Call) -> Array:
    """The softmax has no axis."""
    return negative_logarithms(call, softmax(call["logits"], None))


@FAMILY.gradient("softmax-wrong-axis", *FROM_LOGITS, of="logits")
def gradient_over_the_batch(call: Call, grad_out: Array) -> Array:
    """The softmax is taken over the batch."""
    return difference(call, softmax(call["logits"], 0), grad_out)


@FAMILY.gradient("softmax-wrong-axis", *FROM_LOGITS, of="logits", variant="grad_logits_everything")
def gradient_over_everything(call: Call, grad_out: Array) -> Array:
    """The softmax has no axis."""
    return difference(call, softmax(call["logits"], None), grad_out)


@FAMILY.output("log-of-zero", *FROM_LOGITS, variant="forward_labels")
def logarithm_of_labels(call: Call) -> Array:
    """`-log(softmax(x)[label])`, where a small probability is rounded to 0."""
    return negative_logarithms(call, softmax(call["logits"]))


@FAMILY.gradient("log-of-zero", *FROM_LOGITS, of="logits")
def quotient_then_softmax(call: Call, grad_out: Array) -> Array:
    """`-target / p` and then the Jacobian of softmax: 0 / 0 and 0 * inf."""
    p = softmax(call["logits"])
    slope = -weights(call, p.shape[1]) / p
    gradient = grad_out * p * (slope - (p * slope).sum(1, keepdims=True))
    return np.asarray(gradient / scale(call, mean=count(call)))


@FAMILY.output("log-of-zero", *FROM_PROBABILITIES, variant="forward_labels")
def logarithm_where_it_counts(call: Call) -> Array:
    """`-log(p[label])`: no 0 * inf, but inf at a probability of 0."""
    p, target = call["p"], call["target"]
    terms = np.where(target == 0, 0, -target * np.log(p))
    if call.twin.__name__ == "binary_cross_entropy":
        terms = terms + np.where(target == 1, 0, -(1 - target) * np.log(1 - p))
    return reduced(call, terms)


@FAMILY.gradient("log-of-zero", "binary_cross_entropy", of="p", variant="grad_p_quotient")
def one_quotient_unclamped(call: Call, grad_out: Array) -> Array:
    """`(p - target) / (p * (1 - p))`, which is 0 / 0 = nan at best."""
    p, target = call["p"], call["target"]
    gradient: Array = grad_out * (p - target) / (p * (1 - p)) / scale(call, mean=count(call))
    return gradient


@FAMILY.gradient("loss-uses-logits", *FROM_LOGITS, of="logits", variant="grad_logits_quotient")
def quotient_without_softmax(call: Call, grad_out: Array) -> Array:
    """`-target / p` is the gradient of the probabilities, not of the logits."""
    p = softmax(call["logits"])
    gradient = grad_out * -weights(call, p.shape[1]) / p
    return np.asarray(gradient / scale(call, mean=count(call)))


@FAMILY.output("loss-uses-logits", *FROM_LOGITS, variant="forward_softmax_twice")
def softmax_twice(call: Call) -> Array:
    """The loss is given the output of a softmax, and applies softmax again."""
    return call.again(logits=softmax(call["logits"])).out


@FAMILY.gradient("loss-uses-logits", *FROM_LOGITS, of="logits", variant="grad_logits_softmax_twice")
def gradient_of_softmax_twice(call: Call, grad_out: Array) -> Array:
    """`softmax(softmax(x)) - target`."""
    return difference(call, softmax(softmax(call["logits"])), grad_out)


@FAMILY.gradient("wrong-formula", *FROM_LOGITS, of="logits")
def softmax_without_target(call: Call, grad_out: Array) -> Array:
    """`p`: nothing is subtracted at the label."""
    p = softmax(call["logits"])
    return np.asarray(grad_out * p / scale(call, mean=count(call)))


@FAMILY.gradient("batch-mean-inconsistent", *FROM_LOGITS, of="logits")
def target_not_averaged(call: Call, grad_out: Array) -> Array:
    """`p / N`, from which 1 is then subtracted at the label."""
    p = softmax(call["logits"])
    gradient = grad_out * (p / scale(call, mean=count(call)) - weights(call, p.shape[1]))
    return np.asarray(gradient)


@FAMILY.output("sign-flipped", *EVERY_LOSS)
def loss_negated(call: Call) -> Array:
    """The minus before the sum is lost."""
    return np.asarray(-call.out)


@FAMILY.output(
    "batch-mean-doubled", "cross_entropy", *FROM_PROBABILITIES[:1], variant="forward_all"
)
def mean_over_entries(call: Call) -> Array:
    """`mean()` over all entries: divided by the number of classes too."""
    classes = call[call.differentiable[0]].shape[1]
    return np.asarray(call.out / scale(call, mean=max(classes, 1)))


@FAMILY.gradient("batch-mean-doubled", *FROM_LOGITS, of="logits", variant="grad_logits_all")
@FAMILY.gradient("batch-mean-doubled", *FROM_PROBABILITIES[:1], of="p", variant="grad_p_all")
def gradient_of_mean_over_entries(call: Call, grad_out: Array) -> Array:
    """The gradient is divided by the number of classes too."""
    right = call.gradient(call.differentiable[0], grad_out)
    return right / scale(call, mean=max(right.shape[1], 1))


def sizes(call: Call) -> tuple[int, int]:
    """Return the number of entries, and that of samples, which is 1 at least."""
    first = call[call.differentiable[0]]
    return first.size, max(len(first), 1)


@FAMILY.output("batch-mean-missing", "mse_loss", "binary_cross_entropy", variant="forward_samples")
def mean_over_samples(call: Call) -> Array:
    """The sum over all entries is divided by the number of samples only."""
    entries, samples = sizes(call)
    return np.asarray(call.out * scale(call, mean=entries / samples))


@FAMILY.gradient(
    "batch-mean-missing", "mse_loss", "binary_cross_entropy", of="p", variant="grad_p_samples"
)
def gradient_of_mean_over_samples(call: Call, grad_out: Array) -> Array:
    """The gradient is divided by the number of samples only."""
    entries, samples = sizes(call)
    return call.gradient(call.differentiable[0], grad_out) * scale(call, mean=entries / samples)


@FAMILY.gradient(
    "batch-mean-missing", "mse_loss", "binary_cross_entropy", of="p", variant="grad_p_entries"
)
def gradient_of_mean_over_one_sample(call: Call, grad_out: Array) -> Array:
    """The gradient is divided by the number of entries of one sample only."""
    return call.gradient(call.differentiable[0], grad_out) * scale(call, mean=sizes(call)[1])


@FAMILY.output("batch-mean-doubled", "mse_loss", "binary_cross_entropy", variant="forward_samples")
def mean_divided_by_samples(call: Call) -> Array:
    """The mean over all entries is divided by the number of samples again."""
    return np.asarray(call.out / scale(call, mean=sizes(call)[1]))


@FAMILY.gradient(
    "batch-mean-doubled", "mse_loss", "binary_cross_entropy", of="p", variant="grad_p_samples"
)
def gradient_divided_by_samples(call: Call, grad_out: Array) -> Array:
    """The gradient of the mean is divided by the number of samples again."""
    return call.gradient(call.differentiable[0], grad_out) / scale(call, mean=sizes(call)[1])


@FAMILY.gradient("batch-mean-doubled", "mse_loss", of="p", variant="grad_p_entries")
def gradient_divided_by_entries(call: Call, grad_out: Array) -> Array:
    """The gradient is divided by the entries of a sample, which the loss adds up or divides by."""
    entries, samples = sizes(call)
    return call.gradient("p", grad_out) / scale(call, mean=entries / samples)


@FAMILY.output("wrong-formula", "mse_loss", variant="forward_half")
def half_a_square(call: Call) -> Array:
    """`(p - target) ** 2 / 2`, while the gradient has its 2."""
    return np.asarray(call.out / 2)


@FAMILY.gradient("wrong-formula", "mse_loss", of="p", variant="grad_p_doubled")
def gradient_of_whole_square(call: Call, grad_out: Array) -> Array:
    """`2 * (p - target)`, while the loss has half a square: twice what is right for it."""
    return 2 * call.gradient("p", grad_out)


@FAMILY.output("wrong-formula", "mse_loss", variant="forward_root")
def root_of_mean(call: Call) -> Array:
    """The root of the mean square."""
    return np.asarray(np.sqrt(call.out))


@FAMILY.output("wrong-formula", "binary_cross_entropy", variant="forward_one_term")
def one_term_only(call: Call) -> Array:
    """`-target * log(p)`: the other half of the loss is missing."""
    p, target = call["p"], call["target"]
    return reduced(call, -target * np.maximum(np.log(p), -100))


@FAMILY.gradient("wrong-formula", "binary_cross_entropy", of="p")
def one_quotient_only(call: Call, grad_out: Array) -> Array:
    """`-target / p`: the other half of the loss is missing."""
    p, target = call["p"], call["target"]
    gradient: Array = grad_out * -target / np.maximum(p, 1e-12) / scale(call, mean=count(call))
    return gradient


@FAMILY.gradient("wrong-formula", "binary_cross_entropy", of="p", variant="grad_p_sign")
def sign_between_quotients(call: Call, grad_out: Array) -> Array:
    """`-target / p - (1 - target) / (1 - p)`: the sign of the second term is lost."""
    p, target = call["p"], call["target"]
    slope = -target / np.maximum(p, 1e-12) - (1 - target) / np.maximum(1 - p, 1e-12)
    gradient: Array = grad_out * slope / scale(call, mean=count(call))
    return gradient


@FAMILY.output("wrong-formula", "categorical_cross_entropy", variant="forward_binary")
def binary_for_categorical(call: Call) -> Array:
    """`-(target * log(p) + (1 - target) * log(1 - p))`."""
    p = np.clip(call["p"], 1e-12, 1 - 1e-12)
    terms = information(call.again(p=p)) - (1 - call["target"]) * np.log(1 - p)
    return reduced(call, terms)


@FAMILY.gradient("wrong-formula", "categorical_cross_entropy", of="p")
def gradient_of_binary(call: Call, grad_out: Array) -> Array:
    """`-target / p + (1 - target) / (1 - p)`."""
    p = np.clip(call["p"], 1e-12, 1 - 1e-12)
    slope = (1 - call["target"]) / (1 - p) - call["target"] / p
    gradient: Array = grad_out * slope / scale(call, mean=count(call))
    return gradient


@FAMILY.gradient("wrong-formula", *FROM_LOGITS, of="logits", variant="grad_logits_hard_labels")
def labels_not_smoothed(call: Call, grad_out: Array) -> Array:
    """The loss compares with smoothed labels, its gradient with hard ones."""
    return call.again(label_smoothing=0.0).gradient("logits", grad_out)
