"""The known bugs of losses of log-probabilities, and of the logits of yes or no."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.formulas.losses.loss import count, reduced, scale, weights
from scratchcnn.oracle.cards.bugs.formulas.losses.loss_formulas import (
    gradient_divided_by_samples,
    gradient_of_mean_over_entries,
    gradient_of_mean_over_one_sample,
    gradient_of_mean_over_samples,
    mean_divided_by_samples,
    mean_over_entries,
    mean_over_samples,
)
from scratchcnn.oracle.cards.bugs.groups import (
    FROM_BINARY_LOGITS,
    FROM_LOG_PROBABILITIES,
    FROM_LOGITS,
    FROM_PROBABILITIES,
)

FAMILY = Family()
OF_CLASSES = {
    "logits": FROM_LOGITS,
    "p": FROM_PROBABILITIES[:1],
    "log_p": FROM_LOG_PROBABILITIES,
}

FAMILY.output("batch-mean-doubled", *FROM_LOG_PROBABILITIES, variant="forward_all")(
    mean_over_entries
)
FAMILY.gradient(
    "batch-mean-doubled", *FROM_LOG_PROBABILITIES, of="log_p", variant="grad_log_p_all"
)(gradient_of_mean_over_entries)
FAMILY.output("batch-mean-missing", *FROM_BINARY_LOGITS, variant="forward_samples")(
    mean_over_samples
)
FAMILY.output("batch-mean-doubled", *FROM_BINARY_LOGITS, variant="forward_samples")(
    mean_divided_by_samples
)
for bug, ending, gradient in (
    ("batch-mean-missing", "samples", gradient_of_mean_over_samples),
    ("batch-mean-missing", "entries", gradient_of_mean_over_one_sample),
    ("batch-mean-doubled", "samples", gradient_divided_by_samples),
):
    FAMILY.gradient(bug, *FROM_BINARY_LOGITS, of="logits", variant=f"grad_logits_{ending}")(
        gradient
    )


def scaled(call: Call, grad_out: Array, slope: Array) -> Array:
    """Return the gradient of a loss whose terms have this slope."""
    return np.asarray(grad_out * slope / scale(call, mean=count(call)))


def shifted(call: Call) -> Call:
    """Return the same call with every class moved one to the left, the first becoming the last."""
    target = call["target"]
    classes = call[call.differentiable[0]].shape[1]
    moved = (target - 1) % max(classes, 1) if target.ndim == 1 else np.roll(target, -1, 1)
    return call.again(target=moved)


@FAMILY.output("label-off-by-one", *(op for ops in OF_CLASSES.values() for op in ops))
def label_off_by_one(call: Call) -> Array:
    """`p[i, y - 1]`, as if classes were counted from 1."""
    return shifted(call).out


def gradient_of_label_off_by_one(call: Call, grad_out: Array) -> Array:
    """`grad[i, y - 1]`, as if classes were counted from 1."""
    return shifted(call).gradient(call.differentiable[0], grad_out)


for name, losses in OF_CLASSES.items():
    FAMILY.gradient("label-off-by-one", *losses, of=name)(gradient_of_label_off_by_one)


@FAMILY.output("wrong-formula", *FROM_LOG_PROBABILITIES)
def every_label_of_every_sample(call: Call) -> Array:
    """`-log_p[:, y].mean()`: the entries of all labels in all rows, not each row's own."""
    log_p = call["log_p"]
    pairs = -(log_p @ weights(call, log_p.shape[1]).T)
    return reduced(call, pairs / (len(log_p) or 1) if call["reduction"] == "mean" else pairs)


@FAMILY.output("log-missing", *FROM_LOG_PROBABILITIES)
def probability_of_label(call: Call) -> Array:
    """`-exp(log_p)[i, y]`: the logarithm is undone."""
    log_p = call["log_p"]
    return reduced(call, -weights(call, log_p.shape[1]) * np.exp(log_p))


@FAMILY.gradient("log-missing", *FROM_LOG_PROBABILITIES, of="log_p")
def quotient_of_what_comes_in(call: Call, grad_out: Array) -> Array:
    """`-target / p`, of a loss that takes no logarithm of what it is given."""
    log_p = call["log_p"]
    return scaled(call, grad_out, -weights(call, log_p.shape[1]) / log_p)


@FAMILY.gradient(
    "loss-uses-logits", *FROM_LOG_PROBABILITIES, of="log_p", variant="grad_log_p_quotient"
)
def quotient_of_probabilities(call: Call, grad_out: Array) -> Array:
    """`-target / exp(log_p)` is the gradient of the probabilities."""
    log_p = call["log_p"]
    return scaled(call, grad_out, -weights(call, log_p.shape[1]) / np.exp(log_p))


@FAMILY.gradient("loss-uses-logits", *FROM_LOG_PROBABILITIES, of="log_p")
def gradient_of_the_logits(call: Call, grad_out: Array) -> Array:
    """`exp(log_p) - target` is the gradient of the logits, log_softmax and all."""
    log_p = call["log_p"]
    return scaled(call, grad_out, np.exp(log_p) - weights(call, log_p.shape[1]))


@FAMILY.gradient(
    "loss-uses-logits", *FROM_LOG_PROBABILITIES, of="log_p", variant="grad_log_p_difference"
)
def difference_from_what_comes_in(call: Call, grad_out: Array) -> Array:
    """`log_p - target`: the gradient of logits, of probabilities that are none."""
    log_p = call["log_p"]
    return scaled(call, grad_out, log_p - weights(call, log_p.shape[1]))


@FAMILY.gradient("wrong-formula", *FROM_LOG_PROBABILITIES, of="log_p")
def every_label_in_every_row(call: Call, grad_out: Array) -> Array:
    """`grad[:, y] = -1 / N`: the columns of all labels, not each row's own."""
    rows = weights(call, call["log_p"].shape[1])
    columns = np.broadcast_to((rows != 0).any(0), rows.shape)
    return scaled(call, grad_out, -1.0 * columns)


def sigmoid(logits: Array) -> Array:
    """Return 1 / (1 + exp(-z)), in which an overflow does no harm."""
    return np.asarray(1 / (1 + np.exp(-logits)))


def weighed(call: Call, yes: Array, no: Array) -> Array:
    """Return the loss of these terms: `yes` where the target is 1, `no` where it is 0."""
    return reduced(call, call["target"] * yes + (1 - call["target"]) * no)


@FAMILY.output("sigmoid-overflow", *FROM_BINARY_LOGITS)
def logarithm_of_exponential(call: Call) -> Array:
    """`log(1 + exp(z)) - y * z`."""
    logits = call["logits"]
    return reduced(call, np.log(1 + np.exp(logits)) - call["target"] * logits)


@FAMILY.output("sigmoid-overflow", *FROM_BINARY_LOGITS, variant="forward_negated")
def logarithm_of_negated_exponential(call: Call) -> Array:
    """`(1 - y) * z + log(1 + exp(-z))`."""
    logits = call["logits"]
    return reduced(call, (1 - call["target"]) * logits + np.log(1 + np.exp(-logits)))


@FAMILY.output("sigmoid-overflow", *FROM_BINARY_LOGITS, variant="forward_quotient")
def logarithm_of_quotient(call: Call) -> Array:
    """The sigmoid is `exp(z) / (1 + exp(z))`: inf / inf."""
    p = np.exp(call["logits"]) / (1 + np.exp(call["logits"]))
    return weighed(call, -np.log(p), -np.log(1 - p))


@FAMILY.gradient("sigmoid-overflow", *FROM_BINARY_LOGITS, of="logits")
def gradient_of_quotient(call: Call, grad_out: Array) -> Array:
    """The sigmoid is `exp(z) / (1 + exp(z))`: inf / inf."""
    p = np.exp(call["logits"]) / (1 + np.exp(call["logits"]))
    return scaled(call, grad_out, p - call["target"])


@FAMILY.output("log-of-zero", *FROM_BINARY_LOGITS)
def logarithm_of_sigmoid(call: Call) -> Array:
    """`y * log(p) + (1 - y) * log(1 - p)`, of a sigmoid that is rounded to 0 or 1."""
    p = sigmoid(call["logits"])
    return weighed(call, -np.log(p), -np.log(1 - p))


@FAMILY.gradient("log-of-zero", *FROM_BINARY_LOGITS, of="logits")
def quotients_times_slope(call: Call, grad_out: Array) -> Array:
    """`(p - y) / (p * (1 - p))` times `p * (1 - p)`: 0 / 0."""
    p, target = sigmoid(call["logits"]), call["target"]
    return scaled(call, grad_out, (p - target) / (p * (1 - p)) * (p * (1 - p)))


@FAMILY.output("loss-uses-logits", *FROM_BINARY_LOGITS)
def sigmoid_twice(call: Call) -> Array:
    """The loss is given the output of a sigmoid, and applies sigmoid again."""
    return call.again(logits=sigmoid(call["logits"])).out


@FAMILY.gradient("loss-uses-logits", *FROM_BINARY_LOGITS, of="logits")
def gradient_of_sigmoid_twice(call: Call, grad_out: Array) -> Array:
    """`sigmoid(sigmoid(z)) - y`."""
    return scaled(call, grad_out, sigmoid(sigmoid(call["logits"])) - call["target"])


@FAMILY.output("loss-uses-logits", *FROM_BINARY_LOGITS, variant="forward_logarithm")
def logarithm_of_what_comes_in(call: Call) -> Array:
    """`-log(z)`: the sigmoid is missing."""
    return weighed(call, -np.log(call["logits"]), -np.log(1 - call["logits"]))


@FAMILY.gradient(
    "loss-uses-logits", *FROM_BINARY_LOGITS, of="logits", variant="grad_logits_difference"
)
def difference_without_sigmoid(call: Call, grad_out: Array) -> Array:
    """`z - y`: the sigmoid is missing."""
    return scaled(call, grad_out, call["logits"] - call["target"])


@FAMILY.gradient(
    "loss-uses-logits", *FROM_BINARY_LOGITS, of="logits", variant="grad_logits_quotient"
)
def gradient_of_the_probability(call: Call, grad_out: Array) -> Array:
    """`(p - y) / (p * (1 - p))` is the gradient of the probability, not of the logit."""
    p = sigmoid(call["logits"])
    return scaled(call, grad_out, (p - call["target"]) / (p * (1 - p)))


@FAMILY.output("log-missing", *FROM_BINARY_LOGITS)
def probability_of_the_truth(call: Call) -> Array:
    """`-(y * p + (1 - y) * (1 - p))`: no logarithm is taken."""
    p = sigmoid(call["logits"])
    return weighed(call, -p, p - 1)


@FAMILY.gradient("wrong-formula", *FROM_BINARY_LOGITS, of="logits")
def slope_applied_again(call: Call, grad_out: Array) -> Array:
    """`(p - y) * p * (1 - p)`: the slope of the sigmoid, which has cancelled, once more."""
    p = sigmoid(call["logits"])
    return scaled(call, grad_out, (p - call["target"]) * p * (1 - p))


@FAMILY.output("wrong-formula", *FROM_BINARY_LOGITS)
def one_term_only(call: Call) -> Array:
    """`-y * log(p)`: the other half of the loss is missing."""
    return weighed(call, np.logaddexp(0, -call["logits"]), np.zeros_like(call["logits"]))


@FAMILY.gradient("wrong-formula", *FROM_BINARY_LOGITS, of="logits", variant="grad_logits_one_term")
def gradient_of_one_term(call: Call, grad_out: Array) -> Array:
    """`-y * (1 - p)`: the other half of the loss is missing."""
    return scaled(call, grad_out, -call["target"] * sigmoid(-call["logits"]))


@FAMILY.output("wrong-formula", *FROM_BINARY_LOGITS, variant="forward_sign")
def sign_in_exponential(call: Call) -> Array:
    """`max(z, 0) - y z + log(1 + exp(|z|))`: the minus before |z| is lost."""
    logits = call["logits"]
    stable = np.maximum(logits, 0) - call["target"] * logits
    return reduced(call, stable + np.log1p(np.exp(np.abs(logits))))


@FAMILY.gradient("wrong-formula", *FROM_BINARY_LOGITS, of="logits", variant="grad_logits_sign")
def sign_in_sigmoid(call: Call, grad_out: Array) -> Array:
    """`1 / (1 + exp(z)) - y`: the minus before z is lost."""
    return scaled(call, grad_out, sigmoid(-call["logits"]) - call["target"])
