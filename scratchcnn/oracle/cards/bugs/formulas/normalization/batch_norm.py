"""The known bugs of batch normalisation."""

import numpy as np

from scratchcnn.oracle.cards.bug import Answer, Array, Call, Family, Grads, with_gradient
from scratchcnn.oracle.cases.case import Pullback
from scratchcnn.oracle.cases.channels import along, but_channels, values_per_channel

FAMILY = Family()
NORMS = ("batch_norm1d", "batch_norm2d", "batch_norm")


def scaled(call: Call, normalized: Array) -> Array:
    """Return weight * normalized + bias, as far as these are given."""
    weight, bias = call["weight"], call["bias"]
    out = normalized if weight is None else normalized * along(weight, normalized)
    return out if bias is None else out + along(bias, normalized)


def statistics(call: Call) -> tuple[Array, Array]:
    """Return the mean and variance that the call asks for, along the channels."""
    x = call["x"]
    if not call["training"]:
        return along(call["running_mean"], x), along(call["running_var"], x)
    axes, count = but_channels(x), max(values_per_channel(x), 1)
    mean = along(x.sum(axes) / count, x)
    return mean, along(((x - mean) ** 2).sum(axes) / count, x)


def deviation(call: Call) -> Array:
    """Return what the differences from the mean are divided by."""
    root: Array = np.sqrt(statistics(call)[1] + call["eps"])
    return root


@FAMILY.output("wrong-formula", *NORMS, variant="forward_unbiased")
def unbiased_variance(call: Call) -> Array:
    """`var(ddof=1)`, which only the running variance takes."""
    if not call["training"] or not call["x"].size:
        return call.out
    mean, variance = statistics(call)
    count = values_per_channel(call["x"])
    return scaled(call, (call["x"] - mean) / np.sqrt(variance * count / (count - 1) + call["eps"]))


@FAMILY.output("wrong-formula", *NORMS, variant="forward_eps_outside")
def eps_outside_the_root(call: Call) -> Array:
    """`(x - mean) / (std + eps)`."""
    mean, variance = statistics(call)
    return scaled(call, (call["x"] - mean) / (np.sqrt(variance) + call["eps"]))


@FAMILY.output("wrong-formula", *NORMS, variant="forward_eps_missing")
def eps_missing(call: Call) -> Array:
    """`(x - mean) / std`: nothing keeps the divisor from 0."""
    mean, variance = statistics(call)
    with np.errstate(all="ignore"):
        return scaled(call, (call["x"] - mean) / np.sqrt(variance))


@FAMILY.output("wrong-formula", *NORMS, variant="forward_root_missing")
def divided_by_the_variance(call: Call) -> Array:
    """`(x - mean) / (var + eps)`."""
    mean, variance = statistics(call)
    return scaled(call, (call["x"] - mean) / (variance + call["eps"]))


@FAMILY.output("wrong-formula", *NORMS, variant="forward_one_pass")
def difference_of_squares(call: Call) -> Array:
    """`mean(x ** 2) - mean(x) ** 2`, which cancels to nothing where the mean is large."""
    if not call["training"] or not call["x"].size:
        return call.out
    x = call["x"]
    mean = along(x.mean(but_channels(x)), x)
    variance = along((x**2).mean(but_channels(x)), x) - mean**2
    return scaled(call, (x - mean) / np.sqrt(variance + call["eps"]))


@FAMILY.output("wrong-formula", "batch_norm1d", variant="forward_axis")
def by_sample(call: Call) -> Array:
    """`mean(axis=1)`: every row is normalised by itself, as a layer normalisation does."""
    x = call["x"]
    if not call["training"] or not x.size:
        return call.out
    rest = tuple(range(1, x.ndim))
    mean, variance = x.mean(rest, keepdims=True), x.var(rest, keepdims=True)
    return scaled(call, (x - mean) / np.sqrt(variance + call["eps"]))


@FAMILY.output("wrong-formula", "batch_norm2d", variant="forward_axis")
def by_pixel(call: Call) -> Array:
    """`mean(axis=0)`, as for rows: every pixel is normalised by itself."""
    x = call["x"]
    if not call["training"] or not len(x):
        return call.out
    return scaled(call, (x - x.mean(0)) / np.sqrt(x.var(0) + call["eps"]))


@FAMILY.gradient("wrong-formula", *NORMS, variant="grad_x_constant_statistics")
def statistics_taken_for_constants(call: Call, grad_out: Array) -> Array:
    """`grad_out * weight / std`: right in inference only."""
    weight = 1.0 if call["weight"] is None else along(call["weight"], grad_out)
    gradient: Array = grad_out * weight / deviation(call)
    return gradient


@FAMILY.gradient("wrong-formula", *NORMS, variant="grad_x_constant_variance")
def variance_taken_for_a_constant(call: Call, grad_out: Array) -> Array:
    """The mean's term is subtracted, the variance's is forgotten."""
    gradient = statistics_taken_for_constants(call, grad_out)
    if not call["training"] or not gradient.size:
        return gradient
    mean: Array = gradient.mean(but_channels(gradient), keepdims=True)
    return gradient - mean


@FAMILY.gradient("wrong-formula", *NORMS, variant="grad_x_constant_mean")
def mean_taken_for_a_constant(call: Call, grad_out: Array) -> Array:
    """The variance's term is subtracted, the mean's is forgotten."""
    right = call.gradient("x", grad_out)
    if not call["training"] or not right.size:
        return right
    constant = statistics_taken_for_constants(call, grad_out)
    mean: Array = constant.mean(but_channels(constant), keepdims=True)
    return right + mean


@FAMILY.gradient("wrong-formula", *NORMS, variant="grad_x_sums")
def sums_for_means(call: Call, grad_out: Array) -> Array:
    """`g - g.sum() - z * (g * z).sum()`: neither term is divided by the number of values."""
    right = call.gradient("x", grad_out)
    if not call["training"]:
        return right
    constant = statistics_taken_for_constants(call, grad_out)
    gradient: Array = constant + values_per_channel(right) * (right - constant)
    return gradient


@FAMILY.gradient("wrong-formula", *NORMS, variant="grad_x_count")
def not_divided_by_the_count(call: Call, grad_out: Array) -> Array:
    """`N * g - g.sum() - z * (g * z).sum()`, without the 1 / N in front."""
    gradient = call.gradient("x", grad_out)
    return gradient * values_per_channel(gradient) if call["training"] else gradient


@FAMILY.gradient("wrong-formula", *NORMS, variant="grad_x_weight_missing")
def weight_missing_in_the_gradient(call: Call, grad_out: Array) -> Array:
    """The gradient of the normalised input is `grad_out`, not `grad_out * weight`."""
    return call.again(weight=None).gradient("x", grad_out)


@FAMILY.output("wrong-formula", *NORMS, variant="forward_weight_missing")
def weight_missing(call: Call) -> Array:
    """Forward forgets the weight."""
    return call.again(weight=None).out


@FAMILY.gradient("wrong-formula", *NORMS, of="weight")
def weight_meets_the_input(call: Call, grad_out: Array) -> Array:
    """`(grad_out * x).sum()`: the input for the normalised input."""
    gradient: Array = (grad_out * call["x"]).sum(but_channels(grad_out))
    return gradient


@FAMILY.output("state-left-over", *NORMS, variant="forward_inference")
def always_in_training(call: Call) -> Array:
    """Inference, too, normalises by its own batch."""
    mean, variance = statistics(call.again(training=True))
    return scaled(call, (call["x"] - mean) / np.sqrt(variance + call["eps"]))


@FAMILY.output("state-left-over", *NORMS, variant="forward_training")
def always_in_inference(call: Call) -> Array:
    """Training, too, normalises by the running statistics, where there are some."""
    return call.again(training=call["running_mean"] is None).out


@FAMILY.output("wrong-formula", *NORMS, variant="forward_running")
def running_statistics_of_a_new_layer(call: Call) -> Array:
    """Training normalises by running statistics, which in a new layer are 0 and 1."""
    if not call["training"]:
        return call.out
    return scaled(call, call["x"] / np.sqrt(1 + call["eps"]))


@FAMILY.layer("state-left-over", *NORMS, variant="grad_x")
def first_input_is_kept() -> Answer:
    """The normalised input is stored at the first call of a configuration, and never again."""
    first: dict[str, Call] = {}

    def configuration(call: Call) -> str:
        return repr((call["x"].shape, call["training"], call.differentiable))

    def answer(call: Call) -> tuple[Array, Pullback]:
        known = first.setdefault(configuration(call), call)
        return with_gradient(call, "x", lambda _, grad_out: known.gradient("x", grad_out))

    return answer


@FAMILY.answer("inputs-mutated", *NORMS, variant="forward")
def shifted_in_place(call: Call) -> tuple[Array, Pullback]:
    """`x -= mean`, in the argument itself."""
    x = call.given["x"]
    x -= statistics(call)[0].astype(x.dtype)
    return call.out, call.pullback


@FAMILY.gradient("upstream-ignored", *NORMS)
def upstream_ignored(call: Call, grad_out: Array) -> Array:
    """The derivative alone, which in training is 0."""
    return call.gradient("x", np.ones_like(grad_out))


@FAMILY.output("bias-missing", *NORMS)
def bias_missing(call: Call) -> Array:
    """Forward forgets the bias."""
    return call.again(bias=None).out


@FAMILY.gradient("bias-missing", *NORMS, of="bias")
def bias_gradient_missing(call: Call, grad_out: Array) -> Array:
    """The gradient stays what it was initialised with."""
    return np.zeros(call["bias"].shape)


@FAMILY.gradient("batch-mean-inconsistent", *NORMS, of="weight")
def weight_gradient_averaged(call: Call, grad_out: Array) -> Array:
    """`mean` for `sum` over the batch; the bias's gradient is a sum."""
    gradient: Array = call.gradient("weight", grad_out) / len(grad_out)
    return gradient


@FAMILY.gradient("batch-mean-inconsistent", *NORMS, of="bias")
def bias_gradient_averaged(call: Call, grad_out: Array) -> Array:
    """`mean` for `sum` over the batch; the weight's gradient is a sum."""
    gradient: Array = call.gradient("bias", grad_out) / len(grad_out)
    return gradient


@FAMILY.gradient("updated-weights", *NORMS)
def updated_weights(call: Call, grad_out: Array) -> Array:
    """`weight -= rate * grad_weight` comes first, then the input gradient."""
    if call["weight"] is None:
        return call.gradient("x", grad_out)
    updated = call["weight"] - call.rate * call.gradient("weight", grad_out)
    return call.again(weight=updated).gradient("x", grad_out)


@FAMILY.gradient("learning-rate-in-gradient", *NORMS, of="weight")
def learning_rate_in_gradient(call: Call, grad_out: Array) -> Array:
    """What is returned is the step, not the gradient."""
    return call.rate * call.gradient("weight", grad_out)


@FAMILY.answer("gradients-accumulate", *NORMS, variant="grad_weight")
def gradients_accumulate(call: Call) -> tuple[Array, Pullback]:
    """`self.grad_weight += ...`, which is never reset to zero."""
    total = np.zeros(call["x"].shape[1])

    def pullback(grad_out: Array) -> Grads:
        nonlocal total
        grads = dict(zip(call.differentiable, call.pullback(grad_out), strict=True))
        if "weight" in grads:
            grads["weight"] = total = total + grads["weight"]
        return tuple(grads.values())

    return call.out, pullback
