"""How homework's layer, RMS and instance normalisation are judged: rows, images and sequences."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.bounds import slices
from scratchcnn.oracle.cards.card import Arrays, Card, Regime, Regimes, no_doubt
from scratchcnn.oracle.cards.families.normalization.batch_norm_of_homework import REDUCED, parameter
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.case import Case, Trial
from scratchcnn.oracle.cases.numbers import WHOLE, Numbers, Options, filled, informative, varied
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.steps import smooth_step
from scratchcnn.oracle.cases.values import Array, Shape
from scratchcnn.oracle.cases.window_plans import distinct
from scratchcnn.oracle.cases.windows import Counts, one_of

NAMES = (
    NameRule(("rms_norm_rows",), parts=("rmsnorm", "rmslayernorm")),
    NameRule(("layer_norm_rows",), parts=("layernorm",)),
    NameRule(("instance_norm_sequences",), parts=("instancenorm",), besides=("1d",)),
    # Without a number it may be of either; what it does decides.
    NameRule(("instance_norm_images",), parts=("instancenorm",), besides=("2d",)),
    NameRule(("instance_norm_images", "instance_norm_sequences"), parts=("instancenorm",)),
    NameRule(("group_norm_images",), parts=("groupnorm",)),
)
FEATURES = ("sample", "feature")
AXES = ("sample", "channel", "row", "column")
ALONG = ("sample", "channel", "position")


def axes_of(x: Array) -> tuple[int, ...]:
    """Return the axes of one slice: those of a row, or of one channel of an image or sequence."""
    return (1,) if x.ndim == 2 else tuple(range(2, x.ndim))


def spread_slices(arrays: Arrays, options: Options) -> bool:
    """Return whether every slice has a variance much larger than eps."""
    x = arrays["x"]
    return informative(arrays, options) and bool((x.var(axes_of(x)) > 0.25).all())


def uneven_slices(array: Array) -> bool:
    """Return whether an upstream gradient varies, and along every slice."""
    return varied(array) and bool((np.ptp(array, axis=axes_of(array)) > 0).all())


@st.composite
def normalized(draw: st.DrawFn, counts: Any, numbers: Numbers, offer: Offer, names: Any) -> Case:
    """Draw a case with the parameters of these names, if homework has any."""
    shape = draw(counts)
    shapes: dict[str, Shape] = {"x": shape}
    if draw(one_of(offer.bias)) != "none":
        shapes |= dict.fromkeys(names, (shape[1],))
    options = {"eps": offer.eps} if offer.eps is not None else {}
    return filled(draw, numbers, numbers.styles(), shapes, options, shape)


def regimes_of(
    offer: Offer, names: tuple[str, ...], shapes: dict[str, Iterable[Counts]]
) -> Regimes:
    """Return the regimes of these shapes."""
    arrays = ("x", *names)
    numbers = Numbers(
        dict.fromkeys(arrays, WHOLE),
        offer.upstream,
        dict.fromkeys(arrays, ("normal",)),
        spread_slices,
        uneven_slices,
    )
    return {
        name: Regime(normalized(one_of(counts), numbers, offer, names))
        for name, counts in shapes.items()
    }


def of_rows(offer: Offer, names: tuple[str, ...] = ("weight", "bias")) -> Regimes:
    """Make the regimes of rows: of two values, a row is -1 and 1, whatever they are."""
    only = offer.in_channels
    features = (only,) if only else (3, 4, 5)
    shapes: dict[str, Iterable[Counts]] = {"basic": [(1, features[0])]}
    if only is None:
        shapes["channels"] = [(1, c) for c in features]
    if offer.batch:
        shapes["batch"] = [(n, features[0]) for n in (2, 3, 5)]
    return regimes_of(offer, names, {**shapes, "mixed": distinct((2, 3, 4, 5), features)})


def of_rows_without_bias(offer: Offer) -> Regimes:
    """Make the regimes of rows that are scaled and not shifted."""
    return of_rows(offer, ("weight",))


def of_groups(offer: Offer) -> Regimes:
    """Make the regimes of images with two groups of channels, which no single channel has."""
    return of_images(replace(offer, in_channels=None), (2, 4, 6), 2)


def of_images(offer: Offer, some: tuple[int, ...] = (1, 2, 3, 4), side: int = 3) -> Regimes:
    """Make the regimes of images with some of these numbers of channels."""
    regimes = of_shapes(offer, some, [(side, side)])
    if offer.square_image or offer.image_size is not None:
        return regimes
    one = offer.in_channels or some[0]
    unequal: list[Counts] = [(1, one, *image) for image in ((2, 3), (4, 2), (3, 5))]
    return regimes | regimes_of(offer, ("weight", "bias"), {"rectangular": unequal})


def of_sequences(offer: Offer) -> Regimes:
    """Make the regimes of sequences (N, C, L)."""
    return of_shapes(offer, (1, 2, 3, 4), [(4,), (5,)])


def of_shapes(offer: Offer, some: tuple[int, ...], usual: Sequence[Counts]) -> Regimes:
    """Make the regimes of pixels, or positions, of the usual shapes."""
    only = offer.in_channels
    channels = (only,) if only else some
    first = channels[0]
    counts: dict[str, list[Counts]] = {
        "basic": [(1, first)],
        "channels": [(1, c) for c in channels],
        "batch": [(n, first) for n in (2, 3)],
        "mixed": [(n, c) for n in (2, 3) for c in channels if c != n],
    }
    shapes: dict[str, Iterable[Counts]] = {
        name: [(*each, *shape) for each in every for shape in usual]
        for name, every in counts.items()
    }
    return regimes_of(offer, ("weight", "bias"), shapes)


def normalised(out: Array, trial: Trial) -> Array:
    """Return the normalised values, before scale and shift, from the output; 0 where that is 0."""
    shifted = out - parameter(trial, "bias", 0.0)
    scale = np.broadcast_to(parameter(trial, "weight", 1.0), out.shape)
    x_hat: Array = np.divide(shifted, scale, out=np.zeros_like(shifted), where=scale != 0)
    return x_hat


def scale_from_output(out: Array, trial: Trial) -> Array:
    """Return the gradient of the scale, computed from the output: (N, C, ...) -> (C,)."""
    products = trial.grad_out * normalised(out, trial)
    gradient: Array = products.sum((0, *range(2, out.ndim)))
    return gradient


def input_from_output(out: Array, trial: Trial, *, centred: bool = True) -> Array:
    """Return the gradient of the input, with the divisor that homework's forward used."""
    x_hat, x = normalised(out, trial), trial.arrays["x"]

    def mean(array: Array) -> Array:
        means: Array = array.mean(axes_of(x), keepdims=True)
        return means

    differences = x - mean(x) if centred else x
    with np.errstate(divide="ignore", invalid="ignore"):
        divisor = np.sqrt(mean(differences**2) / mean(x_hat**2))
    grad_hat = trial.grad_out * parameter(trial, "weight", 1.0)
    along = grad_hat - x_hat * mean(grad_hat * x_hat)
    gradient: Array = (along - mean(grad_hat) if centred else along) / divisor
    return gradient


def input_from_output_uncentred(out: Array, trial: Trial) -> Array:
    """Return the gradient of the input, of what subtracts no mean."""
    return input_from_output(out, trial, centred=False)


# What says that a row has one parameter for every feature, so that columns would not fit: one axis
# alone, or two of which the first is 1. The functions of CS231n take rows, too.
OF_ROWS = re.compile(r"(?:ones|zeros)\(\(?(?:1\s*,\s*)?[\w.]+,?\)|ln_param")


def of_columns(source: str) -> str:
    """Return why a layer may be one of columns (D, N): it reduces the first axis alone."""
    if set(REDUCED.findall(source)) != {"0"} or OF_ROWS.search(source):
        return ""
    return "it normalises columns, which are the samples if they stand in columns (D, N)"


# A parameter that is how many groups there are.
COUNTS_GROUPS = re.compile(
    r"def \w+\([^)]*\b(?:num_?groups|groups|g|n_?groups|group_?count|number_?of_?groups)\b",
    re.IGNORECASE,
)


def of_unknown_groups(source: str) -> str:
    """Return why a layer may have other groups than it is asked for: it does not ask for them."""
    if COUNTS_GROUPS.search(source):
        return ""
    return "no parameter of it says how many groups it has"


def cards() -> tuple[Card, ...]:
    """Return the cards of what homework alone has."""
    layer = Card(
        name="layer_norm_rows",
        kind="normalization",
        arguments=("x", "weight", "bias", "eps"),
        axes={"x": "NC", "weight": "C", "bias": "C", "out": "NC"},
        result_axes={
            "out": [FEATURES],
            "grad_x": [FEATURES],
            "grad_weight": [("feature",)],
            "grad_bias": [("feature",)],
        },
        bound=slices.layer_norm_rows,
        step=smooth_step,
        homework=of_rows,
        reported_as="layer_norm",
        rows_only=True,
        doubts=of_columns,
        from_output={"grad_weight": scale_from_output, "grad_x": input_from_output},
    )
    root_mean_square = replace(
        layer,
        name="rms_norm_rows",
        arguments=("x", "weight", "eps"),
        axes={"x": "NC", "weight": "C", "out": "NC"},
        bound=slices.rms_norm_rows,
        homework=of_rows_without_bias,
        reported_as="rms_norm",
        from_output={"grad_weight": scale_from_output, "grad_x": input_from_output_uncentred},
    )
    return layer, root_mean_square, *of_channels(layer)


def of_channels(layer: Card) -> tuple[Card, ...]:
    """Return the cards of what normalises channels of images and of sequences."""
    instance = replace(
        layer,
        name="instance_norm_images",
        axes={"x": "NCHW", "weight": "C", "bias": "C", "out": "NCHW"},
        result_axes={
            "out": [AXES],
            "grad_x": [AXES],
            "grad_weight": [("channel",)],
            "grad_bias": [("channel",)],
        },
        bound=slices.instance_norm,
        homework=of_images,
        reported_as="instance_norm",
        rows_only=False,
        doubts=no_doubt,
    )
    sequences = replace(
        instance,
        name="instance_norm_sequences",
        axes={"x": "NCW", "weight": "C", "bias": "C", "out": "NCW"},
        result_axes={**instance.result_axes, "out": [ALONG], "grad_x": [ALONG]},
        homework=of_sequences,
    )
    group = replace(
        instance,
        name="group_norm_images",
        arguments=("x", "weight", "bias", "num_groups", "eps"),
        bound=slices.group_norm_images,
        homework=of_groups,
        reported_as="group_norm",
        from_output={"grad_weight": scale_from_output},
        doubts=of_unknown_groups,
    )
    return instance, sequences, group
