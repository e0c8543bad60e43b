"""The known bugs of batch normalisation."""

import numpy as np

from scratchcnn.oracle.cards.bug import Answer, Array, Call, Family, Grads, with_gradient
from scratchcnn.oracle.cases.case import Pullback

FAMILY = Family()
OP = "batch_norm2d"
# All but the channels.
AXES = (0, 2, 3)


def column(values: Array) -> Array:
    """Reshape (C,) so that it broadcasts along the channels of images."""
    return values[:, None, None]


def scaled(call: Call, normalized: Array) -> Array:
    """Return weight * normalized + bias, as far as these are given."""
    weight, bias = call["weight"], call["bias"]
    out = normalized if weight is None else normalized * column(weight)
    return out if bias is None else out + column(bias)


def statistics(call: Call) -> tuple[Array, Array]:
    """Return the mean and variance that the call asks for, along the channels."""
    if not call["training"]:
        return column(call["running_mean"]), column(call["running_var"])
    x = call["x"]
    count = max(x[:, 0].size, 1)
    mean = column(x.sum(AXES) / count)
    return mean, column(((x - mean) ** 2).sum(AXES) / count)


def deviation(call: Call) -> Array:
    """Return what the differences from the mean are divided by."""
    root: Array = np.sqrt(statistics(call)[1] + call["eps"])
    return root


@FAMILY.output("wrong-formula", OP, variant="forward_unbiased")
def unbiased_variance(call: Call) -> Array:
    """`var(ddof=1)`, which only the running variance takes."""
    if not call["training"] or not call["x"].size:
        return call.out
    mean, variance = statistics(call)
    count = call["x"][:, 0].size
    return scaled(call, (call["x"] - mean) / np.sqrt(variance * count / (count - 1) + call["eps"]))


@FAMILY.output("wrong-formula", OP, variant="forward_eps_outside")
def eps_outside_the_root(call: Call) -> Array:
    """`(x - mean) / (std + eps)`."""
    mean, variance = statistics(call)
    return scaled(call, (call["x"] - mean) / (np.sqrt(variance) + call["eps"]))


@FAMILY.output("wrong-formula", OP, variant="forward_eps_missing")
def eps_missing(call: Call) -> Array:
    """`(x - mean) / std`: nothing keeps the divisor from 0."""
    mean, variance = statistics(call)
    with np.errstate(all="ignore"):
        return scaled(call, (call["x"] - mean) / np.sqrt(variance))


@FAMILY.output("wrong-formula", OP, variant="forward_root_missing")
def divided_by_the_variance(call: Call) -> Array:
    """`(x - mean) / (var + eps)`."""
    mean, variance = statistics(call)
    return scaled(call, (call["x"] - mean) / (variance + call["eps"]))


@FAMILY.output("wrong-formula", OP, variant="forward_one_pass")
def difference_of_squares(call: Call) -> Array:
    """`mean(x ** 2) - mean(x) ** 2`, which cancels to nothing where the mean is large."""
    if not call["training"] or not call["x"].size:
        return call.out
    x = call["x"]
    mean = column(x.mean(AXES))
    variance = column((x**2).mean(AXES)) - mean**2
    return scaled(call, (x - mean) / np.sqrt(variance + call["eps"]))


@FAMILY.output("wrong-formula", OP, variant="forward_axis")
def by_pixel(call: Call) -> Array:
    """`mean(axis=0)`, as for rows: every pixel is normalised by itself."""
    x = call["x"]
    if not call["training"] or not len(x):
        return call.out
    return scaled(call, (x - x.mean(0)) / np.sqrt(x.var(0) + call["eps"]))


@FAMILY.gradient("wrong-formula", OP, variant="grad_x_constant_statistics")
def statistics_taken_for_constants(call: Call, grad_out: Array) -> Array:
    """`grad_out * weight / std`: right in inference only."""
    weight = 1.0 if call["weight"] is None else column(call["weight"])
    gradient: Array = grad_out * weight / deviation(call)
    return gradient


@FAMILY.gradient("wrong-formula", OP, variant="grad_x_constant_variance")
def variance_taken_for_a_constant(call: Call, grad_out: Array) -> Array:
    """The mean's term is subtracted, the variance's is forgotten."""
    gradient = statistics_taken_for_constants(call, grad_out)
    if not call["training"] or not gradient.size:
        return gradient
    mean: Array = gradient.mean(AXES, keepdims=True)
    return gradient - mean


@FAMILY.gradient("wrong-formula", OP, of="weight")
def weight_meets_the_input(call: Call, grad_out: Array) -> Array:
    """`(grad_out * x).sum()`: the input for the normalised input."""
    gradient: Array = (grad_out * call["x"]).sum(AXES)
    return gradient


@FAMILY.output("state-left-over", OP, variant="forward_inference")
def always_in_training(call: Call) -> Array:
    """Inference, too, normalises by its own batch."""
    mean, variance = statistics(call.again(training=True))
    return scaled(call, (call["x"] - mean) / np.sqrt(variance + call["eps"]))


@FAMILY.output("state-left-over", OP, variant="forward_training")
def always_in_inference(call: Call) -> Array:
    """Training, too, normalises by the running statistics, where there are some."""
    return call.again(training=call["running_mean"] is None).out


@FAMILY.layer("state-left-over", OP, variant="grad_x")
def first_input_is_kept() -> Answer:
    """The normalised input is stored at the first call of a configuration, and never again."""
    first: dict[str, Call] = {}

    def configuration(call: Call) -> str:
        return repr((call["x"].shape, call["training"], call.differentiable))

    def answer(call: Call) -> tuple[Array, Pullback]:
        known = first.setdefault(configuration(call), call)
        return with_gradient(call, "x", lambda _, grad_out: known.gradient("x", grad_out))

    return answer


@FAMILY.answer("inputs-mutated", OP, variant="forward")
def shifted_in_place(call: Call) -> tuple[Array, Pullback]:
    """`x -= mean`, in the argument itself."""
    x = call.given["x"]
    x -= statistics(call)[0].astype(x.dtype)
    return call.out, call.pullback


@FAMILY.gradient("upstream-ignored", OP)
def upstream_ignored(call: Call, grad_out: Array) -> Array:
    """The derivative alone, which in training is 0."""
    return call.gradient("x", np.ones_like(grad_out))


@FAMILY.output("bias-missing", OP)
def bias_missing(call: Call) -> Array:
    """Forward forgets the bias."""
    return call.again(bias=None).out


@FAMILY.gradient("bias-missing", OP, of="bias")
def bias_gradient_missing(call: Call, grad_out: Array) -> Array:
    """The gradient stays what it was initialised with."""
    return np.zeros(call["bias"].shape)


@FAMILY.gradient("batch-mean-inconsistent", OP, of="weight")
def weight_gradient_averaged(call: Call, grad_out: Array) -> Array:
    """`mean` for `sum` over the batch; the bias's gradient is a sum."""
    gradient: Array = call.gradient("weight", grad_out) / len(grad_out)
    return gradient


@FAMILY.gradient("batch-mean-inconsistent", OP, of="bias")
def bias_gradient_averaged(call: Call, grad_out: Array) -> Array:
    """`mean` for `sum` over the batch; the weight's gradient is a sum."""
    gradient: Array = call.gradient("bias", grad_out) / len(grad_out)
    return gradient


@FAMILY.gradient("updated-weights", OP)
def updated_weights(call: Call, grad_out: Array) -> Array:
    """`weight -= rate * grad_weight` comes first, then the input gradient."""
    if call["weight"] is None:
        return call.gradient("x", grad_out)
    updated = call["weight"] - call.rate * call.gradient("weight", grad_out)
    return call.again(weight=updated).gradient("x", grad_out)


@FAMILY.gradient("learning-rate-in-gradient", OP, of="weight")
def learning_rate_in_gradient(call: Call, grad_out: Array) -> Array:
    """What is returned is the step, not the gradient."""
    return call.rate * call.gradient("weight", grad_out)


@FAMILY.answer("gradients-accumulate", OP, variant="grad_weight")
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
