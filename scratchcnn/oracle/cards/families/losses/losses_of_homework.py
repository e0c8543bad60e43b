"""The regimes in which homework's losses are judged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Regime, Regimes
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.numbers import (
    Arrays,
    Kinds,
    Numbers,
    Options,
    filled,
    informative,
    rows_far_apart,
)
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.windows import one_of

# For probabilities of at least this, no epsilon in a logarithm matters.
CLEAR_PROBABILITY = 1e-3
ROWS = ("one_hot_rows", "distribution_rows")


@dataclass(frozen=True)
class Loss:
    """What distinguishes the losses.

    Attributes
    ----------
    argument
        The name of the argument that is compared with the target.
    kinds, normal
        The kinds of numbers that it has in cases of whole numbers, and in other cases.
    large
        The kind of numbers in the regime `large_values`.
    targets
        The kinds of targets that the twin takes; the first replaces one that it does not take.
    certain
        Those of them that go with large values.
    by_sample
        Whether the mean is over the samples rather than over all entries.
    rows_apart
        Whether large values need several rows, as one maximum for all is too large for some.
    varied
        A number of the loss, and other values of it than the usual one.
    """

    argument: str
    kinds: Sequence[str]
    normal: Sequence[str]
    large: str
    targets: Sequence[str]
    certain: Sequence[str]
    by_sample: bool
    accept: Callable[[Arrays, Options], bool] = informative
    accept_large: Callable[[Arrays, Options], bool] = informative
    rows_apart: bool = False
    varied: tuple[str, Sequence[float]] = ("", ())


def clear(arrays: Arrays, options: Options) -> bool:
    """Return whether no probability is near 0 or 1."""
    p = arrays["p"]
    single = p.shape[1] == 1
    return bool(p.min() >= CLEAR_PROBABILITY and (single or p.max() <= 1 - CLEAR_PROBABILITY))


def extremely_wrong(arrays: Arrays, options: Options) -> bool:
    """Return whether some prediction is certain and wrong, so that the loss takes log(0)."""
    p, target = arrays["p"], arrays["target"]
    return bool(((p == 0) & (target == 1)).any())


def overflowing(arrays: Arrays, options: Options) -> bool:
    """Return whether some exponential overflows, and the maxima of the rows lie far apart."""
    return huge(arrays, options) and rows_far_apart(arrays["logits"])


def huge(arrays: Arrays, options: Options) -> bool:
    """Return whether some exponential overflows."""
    return bool(arrays["logits"].max() >= 1000)


def different(arrays: Arrays, options: Options) -> bool:
    """Return whether p and target differ anywhere."""
    return bool((arrays["p"] != arrays["target"]).any())


def of_logits(smoothed: Sequence[float]) -> Loss:
    """Return the properties of a loss of logits."""
    return Loss(
        argument="logits",
        kinds=("arange", "permutation", "integers"),
        normal=("normal",),
        large="huge",
        targets=("labels", *ROWS),
        certain=("labels", "one_hot_rows"),
        by_sample=True,
        accept_large=overflowing,
        rows_apart=True,
        varied=("label_smoothing", smoothed),
    )


def of_rows_of_probabilities() -> Loss:
    """Return the properties of a loss of rows of probabilities."""
    return Loss(
        argument="p",
        kinds=("dyadic_rows",),
        normal=("distribution_rows",),
        large="one_hot_rows",
        targets=ROWS,
        certain=("one_hot_rows",),
        by_sample=True,
        accept=clear,
        accept_large=extremely_wrong,
    )


def of_single_probabilities() -> Loss:
    """Return the properties of a loss of probabilities of one of two classes."""
    return Loss(
        argument="p",
        kinds=("eighths",),
        normal=("probability",),
        large="bits",
        targets=("bits", "probability"),
        certain=("bits",),
        by_sample=False,
        accept=clear,
        accept_large=extremely_wrong,
    )


def of_numbers() -> Loss:
    """Return the properties of a loss of any numbers; its targets may be any numbers, too."""
    return Loss(
        argument="p",
        kinds=("arange", "permutation", "integers"),
        normal=("normal",),
        large="huge",
        targets=(*("integers", "normal", "bits", "probability"), *ROWS),
        certain=("integers", "bits", "one_hot_rows"),
        by_sample=False,
        accept=different,
        accept_large=different,
    )


def of_rows_of_log_probabilities() -> Loss:
    """Return the properties of a loss of log-probabilities.

    Most rows are not normalised: a loss that normalises them is one of logits.
    """
    return Loss(
        argument="log_p",
        kinds=("negative",),
        normal=("log_distribution_rows",),
        large="far_below",
        targets=("labels", *ROWS),
        certain=("labels", "one_hot_rows"),
        by_sample=True,
    )


def of_single_logits() -> Loss:
    """Return the properties of a loss of the logits of one of two classes."""
    return Loss(
        argument="logits",
        kinds=("integers",),
        normal=("normal",),
        large="huge",
        targets=("bits", "probability"),
        certain=("bits",),
        by_sample=False,
        accept_large=huge,
    )


def of_distances() -> Loss:
    """Return the properties of a loss of differences, whose slope is only one-sided at 0."""
    return replace(
        of_numbers(),
        targets=("integers", "normal"),
        certain=("integers",),
        accept=nowhere_equal,
        accept_large=nowhere_equal,
    )


def nowhere_equal(arrays: Arrays, options: Options) -> bool:
    """Return whether p and target differ everywhere."""
    return bool((arrays["p"] != arrays["target"]).all())


def of_scores(margins: Sequence[float]) -> Loss:
    """Return the properties of a loss of scores, compared with that of the label."""
    return Loss(
        argument="logits",
        kinds=("integers", "permutation"),
        normal=("normal",),
        large="huge",
        targets=("labels",),
        certain=("labels",),
        by_sample=True,
        accept=within_the_margin,
        accept_large=within_the_margin,
        varied=("margin", margins),
    )


def within_the_margin(arrays: Arrays, options: Options) -> bool:
    """Return whether some wrong class is less than the margin behind, and none exactly that far."""
    logits, target = arrays["logits"], arrays["target"]
    ahead = logits - logits[np.arange(len(target)), target][:, None] + options.get("margin", 1)
    # The label's own class is one of those.
    others = (ahead > 0).sum() > len(target)
    return bool(others and (ahead != 0).all())


@st.composite
def compared(
    draw: st.DrawFn,
    argument: str,
    shapes: st.SearchStrategy[tuple[int, int]],
    numbers: Numbers,
    styles: Any,
    options: st.SearchStrategy[Options],
) -> Case:
    """Draw a case of a loss; labels are drawn from the shape of the logits."""
    shape = draw(shapes)
    return filled(draw, numbers, styles, {argument: shape, "target": shape}, draw(options), ())


def regimes(loss: Loss, offer: Offer) -> Regimes:
    """Make the regimes of a loss."""
    fixed = offer.out_features or offer.in_features
    classes = (fixed,) if fixed else (2, 3, 4) if loss.by_sample else (1, 2, 3)
    several = [(n, k) for n in (2, 3, 4) for k in classes]
    single = [(1, k) for k in classes]
    given = [name for name in offer.reductions if name in ("mean", "sum")]
    passed: dict[str, Any] = {"reduction": given[0]} if given else {}
    numbers = loss_numbers(loss, offer)
    large = replace(
        numbers,
        whole={loss.argument: (loss.large,), "target": targets(offer, loss.certain)},
        accept=loss.accept_large,
        only_whole=True,
    )

    def regime(shapes: Any, numbers: Numbers, *options: Options) -> Regime:
        shaped = one_of(shapes)
        told = st.sampled_from(options) if len(options) > 1 else st.just(*options)
        return Regime(compared(loss.argument, shaped, numbers, numbers.styles(), told))

    made = {"basic": regime(single, numbers, passed)}
    if offer.batch:
        made["batch"] = regime(several, numbers, passed)
    option, values = loss.varied
    if values and offer.any_number:
        made["numbers"] = regime(single, numbers, *({**passed, option: one} for one in values))
    # A prediction can be certain and wrong only if there are at least two classes.
    shapes = several if offer.batch and loss.rows_apart else single
    extreme = [(n, k) for n, k in shapes if k > 1 or not loss.by_sample]
    if extreme:
        made["large_values"] = regime(extreme, large, passed)
    return made | {
        name: regime(summed(loss, single, several, offer), numbers, {"reduction": name})
        for name in given
    }


def summed(
    loss: Loss, single: list[tuple[int, int]], several: list[tuple[int, int]], offer: Offer
) -> list[tuple[int, int]]:
    """Return shapes for which a sum differs from a mean, if the offer allows any."""
    if loss.by_sample:
        return several if offer.batch else single
    return [shape for shape in single if shape[1] > 1] or (several if offer.batch else single)


def loss_numbers(loss: Loss, offer: Offer) -> Numbers:
    """Return how a loss's arguments are filled; its upstream gradient, one number, is whole."""
    kinds = targets(offer, loss.targets)
    whole = [kind for kind in kinds if kind not in ("normal", "distribution_rows")]
    shown: Kinds = {loss.argument: loss.kinds, "target": whole or kinds}
    normal: Kinds = {loss.argument: loss.normal, "target": kinds}
    upstream = [kind for kind in offer.upstream if kind != "normal"] or ["nonzero"]
    return Numbers(shown, upstream, normal, loss.accept)


def targets(offer: Offer, possible: Sequence[str]) -> list[str]:
    """Return the offered kinds of targets that are possible, or else the first possible one."""
    return [kind for kind in possible if kind in offer.targets] or [possible[0]]
