"""The known bugs of layer, group, instance and RMS normalisation."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.bugs.formulas.normalization import batch_norm
from scratchcnn.oracle.cards.bugs.formulas.normalization.seen_slices import Seen

FAMILY = Family()
CENTRED = ("layer_norm", "group_norm", "instance_norm")
SLICED = (*CENTRED, "rms_norm")
WRONG = "wrong-formula"

Output: TypeAlias = Callable[[Seen], Array]
Gradient: TypeAlias = Callable[[Seen, Array], Array]


def by_own(call: Call) -> bool:
    """Return whether a call normalises by its own statistics: by running ones it has no bug."""
    return bool(call.arguments.get("use_input_stats", True)) and call["x"].size > 0


def output(variant: str, *ops: str, bug: str = WRONG) -> Callable[[Output], Output]:
    """Record a wrong output of a call that normalises by its own statistics."""

    def noted(wrong: Output) -> Output:
        def made(call: Call) -> Array:
            return wrong(Seen.of(call)) if by_own(call) else call.out

        FAMILY.output(bug, *ops, variant=f"forward_{variant}")(made)
        return wrong

    return noted


def gradient(variant: str, *ops: str, of: str = "x") -> Callable[[Gradient], Gradient]:
    """Record a wrong gradient of a call that normalises by its own statistics."""

    def noted(wrong: Gradient) -> Gradient:
        def made(call: Call, grad_out: Array) -> Array:
            if not by_own(call):
                return call.gradient(of, grad_out)
            return wrong(Seen.of(call), grad_out)

        FAMILY.gradient(WRONG, *ops, of=of, variant=f"grad_{of}_{variant}")(made)
        return wrong

    return noted


@output("unbiased", *CENTRED)
def unbiased_variance(seen: Seen) -> Array:
    """`var(ddof=1)`, which of a single value is NaN."""
    with np.errstate(all="ignore"):
        return seen.scaled((seen.x - seen.mean) / np.sqrt(seen.unbiased + seen.eps))


@output("unbiased_eps_outside", "layer_norm")
def unbiased_with_eps_outside(seen: Seen) -> Array:
    """`(x - mean) / (x.std(ddof=1) + eps)`, as PyTorch's `std` computes it."""
    with np.errstate(all="ignore"):
        return seen.scaled((seen.x - seen.mean) / (np.sqrt(seen.unbiased) + seen.eps))


@output("eps_outside", *SLICED)
def eps_outside_the_root(seen: Seen) -> Array:
    """`(x - mean) / (std + eps)`."""
    return seen.scaled((seen.x - seen.mean) / (np.sqrt(seen.variance) + seen.eps))


@output("eps_missing", *SLICED)
def eps_missing(seen: Seen) -> Array:
    """`(x - mean) / std`: nothing keeps the divisor from 0."""
    with np.errstate(all="ignore"):
        return seen.scaled((seen.x - seen.mean) / np.sqrt(seen.variance))


@output("root_missing", *SLICED)
def divided_by_the_variance(seen: Seen) -> Array:
    """`(x - mean) / (var + eps)`."""
    return seen.scaled((seen.x - seen.mean) / (seen.variance + seen.eps))


@output("one_pass", *CENTRED)
def difference_of_squares(seen: Seen) -> Array:
    """`mean(x ** 2) - mean(x) ** 2`, which cancels to nothing where the mean is large."""
    variance = seen.means(seen.x**2) - seen.mean**2
    with np.errstate(all="ignore"):
        return seen.scaled((seen.x - seen.mean) / np.sqrt(variance + seen.eps))


@output("sum", "rms_norm")
def sum_for_mean(seen: Seen) -> Array:
    """`sqrt(sum(x ** 2) + eps)`: the length, not the root mean square."""
    return seen.scaled(seen.x / np.sqrt(seen.count * seen.variance + seen.eps))


@output("mean_subtracted", "rms_norm")
def mean_subtracted(seen: Seen) -> Array:
    """`(x - mean) / sqrt(var + eps)`: a layer normalisation."""
    differences = seen.x - seen.means(seen.x)
    return seen.scaled(differences / np.sqrt(seen.means(differences**2) + seen.eps))


@output("mean_subtracted_above", "rms_norm")
def mean_subtracted_above(seen: Seen) -> Array:
    """`(x - mean) / rms`: the mean is subtracted from what is divided alone."""
    return seen.scaled((seen.x - seen.means(seen.x)) / seen.deviation)


@output("weight_missing", *SLICED)
def weight_missing(seen: Seen) -> Array:
    """Forward forgets the weight."""
    return seen.call.again(weight=None).out


@output("over_batch", *SLICED, bug="statistics-wrong-axes")
def over_the_batch(seen: Seen) -> Array:
    """`mean(axis=0)`: every place is normalised over the samples, as in batch normalisation."""
    x = seen.call["x"]
    return seen.scaled(normalized(seen, x, 0))


@output("everything", *SLICED, bug="statistics-wrong-axes")
def over_everything(seen: Seen) -> Array:
    """`x.mean()`: one mean and variance for the whole batch."""
    return seen.scaled(normalized(seen, seen.call["x"], None))


@output("over_sample", "group_norm", "instance_norm", bug="statistics-wrong-axes")
def over_the_sample(seen: Seen) -> Array:
    """All axes but the batch's: a layer normalisation, whatever groups there are."""
    return seen.scaled(normalized(seen, seen.x.reshape(len(seen.call["x"]), -1), 1))


@output("as_batch", "instance_norm", "group_norm", bug="statistics-wrong-axes")
def over_the_batch_and_the_pixels(seen: Seen) -> Array:
    """`mean(axis=(0, 2, 3))`: a batch normalisation."""
    return seen.scaled(normalized(seen, seen.call["x"].reshape(seen.parameters), (0, 2)))


@output("channels_mixed", "group_norm", bug="statistics-wrong-axes")
def channels_mixed(seen: Seen) -> Array:
    """`reshape(N, C // G, G, ...)`: a group is every G-th channel, not neighbouring ones."""
    n, c, pixels = seen.parameters
    groups = seen.call["num_groups"]
    mixed = seen.call["x"].reshape(n, c // groups, groups, pixels)
    return seen.scaled(normalized(seen, mixed, (1, 3)))


@output("groups_as_size", "group_norm", bug="statistics-wrong-axes")
def groups_as_size(seen: Seen) -> Array:
    """`reshape(N, C // G, G * H * W)`: as many channels in a group as there are groups."""
    n, c, _ = seen.parameters
    return seen.scaled(
        normalized(seen, seen.call["x"].reshape(n, c // seen.call["num_groups"], -1), 2)
    )


@output("per_channel", "group_norm", bug="statistics-wrong-axes")
def every_channel_alone(seen: Seen) -> Array:
    """Every channel by itself: an instance normalisation."""
    return seen.scaled(normalized(seen, seen.call["x"].reshape(*seen.parameters), 2))


def normalized(seen: Seen, x: Array, axes: int | tuple[int, ...] | None) -> Array:
    """Return x normalised over these axes, with or without its mean as the op does."""
    mean = x.mean(axes, keepdims=True) if seen.centred else 0.0
    variance = ((x - mean) ** 2).mean(axes, keepdims=True)
    z: Array = (x - mean) / np.sqrt(variance + seen.eps)
    return z


@gradient("constant_statistics", *SLICED)
def statistics_taken_for_constants(seen: Seen, grad_out: Array) -> Array:
    """`grad_out * weight / std`."""
    return seen.shaped(seen.constant(grad_out))


@gradient("constant_variance", *CENTRED)
def variance_taken_for_a_constant(seen: Seen, grad_out: Array) -> Array:
    """The mean's term is subtracted, the variance's is forgotten."""
    constant = seen.constant(grad_out)
    return seen.shaped(constant - seen.means(constant))


@gradient("constant_mean", *CENTRED)
def mean_taken_for_a_constant(seen: Seen, grad_out: Array) -> Array:
    """The variance's term is subtracted, the mean's is forgotten."""
    return seen.shaped(seen.right(grad_out) + seen.means(seen.constant(grad_out)))


@gradient("sums", *SLICED)
def sums_for_means(seen: Seen, grad_out: Array) -> Array:
    """`g - g.sum() - z * (g * z).sum()`: no term is divided by the number of values."""
    constant = seen.constant(grad_out)
    return seen.shaped(constant + seen.count * (seen.right(grad_out) - constant))


@gradient("count", *SLICED)
def not_divided_by_the_count(seen: Seen, grad_out: Array) -> Array:
    """`D * g - g.sum() - z * (g * z).sum()`, without the 1 / D in front."""
    return seen.shaped(seen.count * seen.right(grad_out))


@gradient("weight_missing", *SLICED)
def weight_missing_in_the_gradient(seen: Seen, grad_out: Array) -> Array:
    """The gradient of the normalised input is `grad_out`, not `grad_out * weight`."""
    return seen.call.again(weight=None).gradient("x", grad_out)


@gradient("weight_outside", "layer_norm", "rms_norm")
def weight_outside(seen: Seen, grad_out: Array) -> Array:
    """`weight * (g - g.mean() - ...)`: the weight, which differs within a row, is put in front."""
    plain = seen.call.again(weight=None).gradient("x", grad_out)
    return seen.scaled(plain, shift=False)


@gradient("input", *SLICED, of="weight")
def weight_meets_the_input(seen: Seen, grad_out: Array) -> Array:
    """`(grad_out * x).sum()`: the input for the normalised input."""
    products = (grad_out * seen.call["x"]).reshape(seen.parameters)
    gradient: Array = products.sum((0, 2)).reshape(seen.call["weight"].shape)
    return gradient


@gradient("upstream", *SLICED, of="weight")
def weight_gradient_without_the_input(seen: Seen, grad_out: Array) -> Array:
    """`grad_out.sum()`: the normalised input is forgotten."""
    sums: Array = grad_out.reshape(seen.parameters).sum((0, 2)).reshape(seen.call["weight"].shape)
    return sums


# What batch normalisation has, too.
FAMILY.gradient("upstream-ignored", *SLICED)(batch_norm.upstream_ignored)
FAMILY.output("bias-missing", *CENTRED)(batch_norm.bias_missing)
FAMILY.gradient("bias-missing", *CENTRED, of="bias")(batch_norm.bias_gradient_missing)
for of, averaged in (
    ("weight", batch_norm.weight_gradient_averaged),
    ("bias", batch_norm.bias_gradient_averaged),
):
    ops = SLICED if of == "weight" else CENTRED
    FAMILY.gradient("batch-mean-inconsistent", *ops, of=of)(averaged)


def averaged_with_pixels(of: str, call: Call, grad_out: Array) -> Array:
    """`mean(axis=(0, 2, 3))` for a sum."""
    channels = call["x"].shape[1]
    gradient: Array = call.gradient(of, grad_out) / max(call["x"].size // max(channels, 1), 1)
    return gradient


for of in ("weight", "bias"):
    FAMILY.gradient(
        *("batch-mean-inconsistent", "group_norm", "instance_norm"),
        of=of,
        variant=f"grad_{of}_with_pixels",
    )(partial(averaged_with_pixels, of))
FAMILY.gradient("updated-weights", *SLICED)(batch_norm.updated_weights)
FAMILY.gradient("learning-rate-in-gradient", *SLICED, of="weight")(
    batch_norm.learning_rate_in_gradient
)
