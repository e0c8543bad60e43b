"""One entry per op: its bound, its regimes and how they are drawn."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from scratchcnn.oracle.cards import bounds_of_normalization
from scratchcnn.oracle.cards.card import Op, Regime
from scratchcnn.oracle.cases import bounds
from scratchcnn.oracle.cases import drawing as draw
from scratchcnn.oracle.cases import steps as fd
from scratchcnn.oracle.cases.case import Case, Trial

# Where finite differences see a kink, an edge or an overflow instead of a slope.
NO_SLOPE = ("finite_difference",)
# With NaN and infinity about, sums are not comparable and inner products not defined.
VALUES_ONLY = ("finite_difference", "adjoint", "exact", "batch_independent", "repeatable")


def everywhere(strategy: Callable[..., st.SearchStrategy[Case]]) -> dict[str, Regime]:
    """Return the regimes that every op has."""
    return {
        "batch": Regime(strategy(least=2)),
        "one_element": Regime(strategy(one_element=True)),
        "empty_batch": Regime(strategy(empty=True), (*NO_SLOPE, "batch_independent")),
        "memory_layout": Regime(draw.laid_out(strategy())),
    }


def conv2d() -> Op:
    """Convolution."""
    conv = draw.conv2d
    return Op(
        name="conv2d",
        bound=bounds.sum_of_products,
        regimes={
            "basic": Regime(conv()),
            "padding": Regime(conv(padding=(1, 3))),
            "no_padding": Regime(conv(padding=(0, 0))),
            "same": Regime(conv(padding="same", dilation=(1, 2))),
            "valid": Regime(conv(padding="valid")),
            "stride": Regime(conv(stride=(2, 3))),
            "non_tiling": Regime(conv(stride=(2, 3), padding=(0, 2), non_tiling=True)),
            "dilation": Regime(conv(dilation=(2, 3), padding=(0, 1), stride=(1, 2))),
            "groups": Regime(conv(groups=(2, 3))),
            "grouped_stride": Regime(
                conv(groups=(2, 3), stride=(1, 2), padding=(0, 2), dilation=(1, 2))
            ),
            "rectangular": Regime(conv(rectangular=True, padding=(0, 2), stride=(1, 2))),
            "channels": Regime(conv(least=2)),
            "untied_bias": Regime(conv(bias=("untied",), stride=(1, 2), padding=(0, 1))),
            "non_finite": Regime(conv(kinds=("non_finite",)), VALUES_ONLY),
            **everywhere(conv),
        },
        step=fd.whole_step,
        differentiable=("x", "weight", "bias"),
        linear_in=("x", "weight"),
        exact=True,
    )


def pooling(name: str, special: Mapping[str, Regime], **entry: Any) -> Op:
    """A pooling, with the regimes that both have and its special ones."""
    pool = draw.pool2d
    return Op(
        name=name,
        regimes={
            "basic": Regime(pool()),
            "padding": Regime(pool(kernel=(2, 4), padding=True)),
            "stride": Regime(pool(stride="gap")),
            "overlap": Regime(pool(kernel=(2, 4), stride="overlap")),
            "non_tiling": Regime(pool(kernel=(2, 4), non_tiling=True)),
            "padded_overlap": Regime(
                pool(kernel=(2, 5), stride="overlap", padding=True, non_tiling=True)
            ),
            "rectangular": Regime(pool(rectangular=True)),
            "channels": Regime(pool(least=2)),
            **everywhere(pool),
            **special,
        },
        **entry,
    )


def max_pool2d() -> Op:
    """Max pooling: it copies, and where windows overlap its gradient adds."""
    pool = partial(draw.pool2d, kernel=(2, 3))
    return pooling(
        "max_pool2d",
        {
            "ties": Regime(pool(stride="overlap", padding=True, kinds=("ties",)), NO_SLOPE),
            "non_finite": Regime(pool(stride="overlap", kinds=("non_finite",)), VALUES_ONLY),
        },
        bound=bounds.winner,
        step=fd.kinked_step,
        kinked=True,
        exact=True,
    )


def avg_pool2d() -> Op:
    """Average pooling."""
    return pooling(
        "avg_pool2d",
        {"non_finite": Regime(draw.pool2d(kinds=("non_finite",)), VALUES_ONLY)},
        bound=bounds.average,
        step=fd.whole_step,
        linear_in=("x",),
    )


def activation(
    name: str,
    *,
    kinds: tuple[str, ...] = (*draw.WHOLE, "normal"),
    large: tuple[str, ...] = ("extreme",),
    least_axes: int = 1,
    **entry: Any,
) -> Op:
    """Any function of one array of any shape.

    `kinds` are the values that all regimes use, `large` those of `large_values`.
    """
    special = entry.pop("regimes", {})
    shapes = partial(draw.elementwise, kinds=kinds, least_axes=least_axes)
    wild = partial(draw.elementwise, least_axes=least_axes)
    return Op(
        name=name,
        regimes={
            "basic": Regime(shapes()),
            "large_values": Regime(wild(kinds=large), NO_SLOPE),
            "non_finite": Regime(wild(kinds=("non_finite",)), VALUES_ONLY),
            **everywhere(shapes),
            **special,
        },
        **entry,
    )


def piecewise(name: str, **entry: Any) -> Op:
    """An activation with a kink at 0, which only the regime `kink` draws."""
    kink = Regime(draw.elementwise(kinds=("signs",)), NO_SLOPE)
    special = {"kink": kink} | entry.pop("regimes", {})
    kinds = ("nonzero", "normal")
    return activation(name, kinds=kinds, regimes=special, step=fd.kinked_step, kinked=True, **entry)


def leaky_relu() -> Op:
    """Leaky ReLU, also with slopes that are given."""
    slopes = {"negative_slope": st.sampled_from((2.0, 0.5, 0.0, 0.1, -1.0))}
    slope = Regime(draw.elementwise(kinds=("integers", "normal"), options=slopes))
    return piecewise("leaky_relu", bound=bounds.product, regimes={"slope": slope})


def normaliser(name: str, bound: Callable[[Trial], Mapping[str, bounds.Bound]]) -> Op:
    """Softmax or its logarithm."""
    # Without an axis given it is the last one: with two axes or more, never the batch.
    axis = Regime(draw.elementwise(any_axis=True), ("batch_independent",))
    return activation(
        name,
        kinds=("one_hot", "integers", "moderate"),
        large=("extreme", "normal"),
        least_axes=2,
        bound=bound,
        step=fd.smooth_step,
        regimes={"axis": axis},
    )


def linear() -> Op:
    """The dense layer."""
    return Op(
        name="linear",
        bound=bounds.sum_of_products,
        regimes={
            "basic": Regime(draw.linear()),
            "channels": Regime(draw.linear(least=2)),
            "non_finite": Regime(draw.linear(kinds=("non_finite",)), VALUES_ONLY),
            **everywhere(draw.linear),
        },
        step=fd.whole_step,
        differentiable=("x", "weight", "bias"),
        linear_in=("x", "weight"),
        exact=True,
    )


def batch_norm2d() -> Op:
    """Batch normalisation, in training and in inference."""
    norm, inference = draw.batch_norm2d, partial(draw.batch_norm2d, training=False)
    # In training every sample depends on the others.
    together = ("batch_independent",)
    return Op(
        name="batch_norm2d",
        bound=bounds_of_normalization.batch_norm2d,
        regimes={
            **everywhere(inference),
            "basic": Regime(norm(), together),
            "batch": Regime(norm(least=2), together),
            "channels": Regime(norm(least=2), together),
            "training": Regime(norm(training=True), together),
            "inference": Regime(inference()),
            "eps": Regime(norm(eps=(1.0, 0.5, 1e-1, 1e-3)), together),
            # A step for numbers of this size is larger than what they differ by.
            "large_offset": Regime(norm(kinds=("normal",), offset=1e4), (*NO_SLOPE, *together)),
            "constant": Regime(
                norm(kinds=("integers", "normal"), constant=True), (*NO_SLOPE, *together)
            ),
            "non_finite": Regime(
                norm(kinds=("integers",), kinds_of_x=("non_finite",))
                | inference(kinds=("integers",), kinds_of_x=("non_finite",)),
                VALUES_ONLY,
            ),
            "empty_batch": Regime(norm(empty=True) | inference(empty=True), (*NO_SLOPE, *together)),
            "memory_layout": Regime(draw.laid_out(norm() | inference()), together),
        },
        step=fd.smooth_step,
        differentiable=("x", "weight", "bias"),
    )


def losses(
    name: str,
    argument: str,
    *,
    kinds: tuple[str, ...],
    targets: tuple[str, ...],
    extreme: tuple[tuple[str, ...], str],
    any_shape: bool = False,
    **entry: Any,
) -> Op:
    """A loss of one argument against a target; `extreme` names kinds of large values for both."""
    special = entry.pop("regimes", {})
    values, certain = extreme
    shaped = partial(draw.loss, argument, any_shape=any_shape)
    drawn = partial(shaped, kinds=kinds, targets=targets)
    return Op(
        name=name,
        regimes={
            "basic": Regime(drawn()),
            "sum": Regime(drawn(options={"reduction": st.just("sum")})),
            "mean": Regime(drawn(options={"reduction": st.just("mean")})),
            "large_values": Regime(shaped(kinds=values, targets=(certain,)), NO_SLOPE),
            **everywhere(drawn),
            **special,
        },
        differentiable=(argument,),
        batched=False,
        **entry,
    )


def cross_entropy() -> Op:
    """Cross-entropy from logits; what overflows in it is for `large_values` to show."""
    soft = partial(draw.loss, "logits", kinds=("integers", "moderate"))
    strange = draw.loss("logits", kinds=("non_finite",), targets=("labels", "one_hot_rows"))
    return losses(
        "cross_entropy",
        "logits",
        kinds=("integers", "moderate"),
        targets=("labels",),
        extreme=(("extreme", "normal"), "labels"),
        bound=bounds.cross_entropy,
        step=fd.smooth_step,
        regimes={
            "one_hot": Regime(soft(targets=("one_hot_rows",))),
            "probabilities": Regime(
                soft(
                    targets=("distribution_rows", "probability"),
                    options={"reduction": st.sampled_from(("mean", "sum"))},
                )
            ),
            "non_finite": Regime(strange, VALUES_ONLY),
        },
    )


def categorical_cross_entropy() -> Op:
    """Cross-entropy from probabilities."""
    return losses(
        "categorical_cross_entropy",
        "p",
        kinds=("probability",),
        targets=("one_hot_rows", "distribution_rows"),
        extreme=(("certainty",), "one_hot_rows"),
        bound=bounds.categorical_cross_entropy,
        step=fd.probability_step,
    )


def binary_cross_entropy() -> Op:
    """Binary cross-entropy from probabilities."""
    return losses(
        "binary_cross_entropy",
        "p",
        kinds=("probability",),
        targets=("bits", "probability"),
        extreme=(("certainty",), "bits"),
        any_shape=True,
        bound=bounds.binary_cross_entropy,
        step=fd.probability_step,
    )


def mse_loss() -> Op:
    """Mean square."""
    strange = draw.loss("p", kinds=("non_finite",), targets=("integers",), any_shape=True)
    return losses(
        "mse_loss",
        "p",
        kinds=("integers", "normal"),
        targets=("integers", "normal"),
        extreme=(("extreme",), "integers"),
        any_shape=True,
        bound=bounds.mse_loss,
        step=fd.whole_step,
        regimes={"non_finite": Regime(strange, VALUES_ONLY)},
    )


@cache
def catalog() -> Mapping[str, Op]:
    """Return the entry of every op, by name."""
    entries = (
        conv2d(),
        max_pool2d(),
        avg_pool2d(),
        piecewise("relu", bound=bounds.copy, exact=True),
        leaky_relu(),
        activation("sigmoid", bound=bounds.squashing, step=fd.smooth_step),
        activation("tanh", bound=bounds.squashing, step=fd.smooth_step),
        normaliser("softmax", bounds.softmax),
        normaliser("log_softmax", bounds.log_softmax),
        batch_norm2d(),
        linear(),
        activation("flatten", bound=bounds.copy, step=fd.whole_step, linear_in=("x",), exact=True),
        cross_entropy(),
        categorical_cross_entropy(),
        binary_cross_entropy(),
        mse_loss(),
    )
    return MappingProxyType({entry.name: entry for entry in entries})
