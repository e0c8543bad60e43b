"""The cases of our own losses of classes with weights, smoothing, and more axes than two."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_BATCH
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.drawing import Draw, filled, sizes
from scratchcnn.oracle.cases.values import Array, Shape

# What a mean divides by is what weights and labels without a class change: it comes more often.
EVERY_REDUCTION = st.sampled_from(("mean", "mean", "sum", "none"))
# PyTorch's own label of what does not count, which is that of no class.
NO_LABEL = -100


@st.composite
def drawn(
    draw: Draw,
    name: str,
    *,
    kinds: tuple[str, ...] = ("integers", "normal"),
    axes: tuple[int, int] = (2, 2),
    weighed: bool = False,
    ignoring: bool = False,
    smoothing: tuple[float, ...] = (),
    soft: bool | None = None,
) -> Case:
    """Draw a case of a loss of `name`, with `axes` axes, and classes.

    `weighed`: classes have weights; `ignoring`: one label does not count, or is not there;
    `soft`: targets are probabilities, None for either.
    """
    ndim = draw(st.integers(*axes))
    shape = tuple(sizes(draw, ndim))
    classes = shape[axis_of_classes(shape)]
    options: dict[str, Any] = {"reduction": draw(EVERY_REDUCTION)}
    if ignoring:
        options["ignore_index"] = draw(st.sampled_from((0, classes - 1, NO_LABEL)))
    if smoothing:
        options["label_smoothing"] = draw(st.sampled_from(smoothing))
    case = filled(draw, {name: shape}, options, kinds)
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    probabilities = draw(st.booleans()) if soft is None else soft
    target = shares(rng, shape) if probabilities else labels(rng, shape, options)
    ignored = options.get("ignore_index", NO_LABEL)
    if not probabilities and (target == ignored).all():
        # A mean over nothing is NaN, which has no slope.
        if classes > 1 or ignored == NO_LABEL:
            target.flat[0] = 0 if ignored == NO_LABEL else (ignored + 1) % classes
        else:
            case = without_mean(case)
    arrays = {**case.arrays, "target": target}
    if weighed:
        whole = draw(st.booleans())
        weights = rng.integers(1, 5, classes) if whole else rng.uniform(0.5, 2, classes)
        arrays["weight"] = weights.astype(float)
    return replace(case, arrays=arrays)


def axis_of_classes(shape: Shape) -> int:
    """Return which axis is that of the classes, in (N, K, ...) or (K,)."""
    return min(1, len(shape) - 1)


def of_samples(shape: Shape) -> Shape:
    """Return the shape without its classes: (N, ...), or ()."""
    axis = axis_of_classes(shape)
    return shape[:axis] + shape[axis + 1 :]


def shares(rng: np.random.Generator, shape: Shape) -> Array:
    """Return a probability of every class: shape (N, K, ...), or (K,)."""
    axis = axis_of_classes(shape)
    return np.moveaxis(rng.dirichlet(np.ones(shape[axis]), of_samples(shape)), -1, axis)


def labels(rng: np.random.Generator, shape: Shape, options: dict[str, Any]) -> Array:
    """Return a class for every sample: shape (N, ...), or (); some are what does not count."""
    chosen = rng.integers(0, shape[axis_of_classes(shape)], of_samples(shape))
    if options.get("ignore_index") == NO_LABEL:
        chosen = np.where(rng.random(chosen.shape) < 0.3, NO_LABEL, chosen)
    return np.array(chosen)


def regimes(name: str, *, smooth: bool) -> Regimes:
    """Return the regimes of arguments that homework does not have; `smooth` if labels may be."""
    of = partial(drawn, name)
    found = {
        "none": Regime(of().map(without_mean), optional=True),
        "weight": Regime(of(weighed=True)),
        "ignore_index": Regime(of(weighed=True, ignoring=True, soft=False)),
        "axes": Regime(of(axes=(3, 4)), optional=True),
        "weighed_axes": Regime(of(axes=(3, 4), weighed=True), optional=True),
        "unbatched": Regime(of(axes=(1, 1)), NO_BATCH, optional=True),
    }
    if smooth:
        amounts = (0.1, 0.5, 1.0)
        found["label_smoothing"] = Regime(
            of(axes=(2, 3), weighed=True, ignoring=True, smoothing=amounts, soft=False)
        )
        found["smoothed_probabilities"] = Regime(of(axes=(2, 3), smoothing=amounts, soft=True))
    return found


def without_mean(case: Case) -> Case:
    """Return a case whose losses are not reduced."""
    return replace(case, options={**case.options, "reduction": "none"})


def of_entries(
    name: str, kinds: tuple[str, ...], targets: tuple[str, ...], *weights: str
) -> Regimes:
    """Return the regimes of a loss of `name` over all entries that homework does not have."""
    return {
        "none": Regime(entries(name, kinds, targets), optional=True),
        **{
            weight: Regime(entries(name, kinds, targets, weights=weights[: place + 1]))
            for place, weight in enumerate(weights)
        },
    }


@st.composite
def entries(
    draw: Draw,
    name: str,
    kinds: tuple[str, ...],
    targets: tuple[str, ...],
    weights: tuple[str, ...] = (),
) -> Case:
    """Draw a case of a loss over all entries, with weights whose shapes are repeated."""
    shape = tuple(sizes(draw, draw(st.integers(1, 4))))
    reduction = draw(EVERY_REDUCTION) if weights else "none"
    case = filled(draw, {name: shape}, {"reduction": reduction}, kinds)
    target = filled(draw, {"target": shape}, {}, targets)
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    arrays = {**case.arrays, **target.arrays}
    for weight in weights:
        # No sample has a weight of its own: a second batch may have another size.
        repeated = (1, *shape[1:])[draw(st.integers(0, len(shape))) :]
        own = [size if draw(st.booleans()) else 1 for size in repeated]
        arrays[weight] = rng.uniform(0.5, 2, own)
    return replace(case, arrays=arrays)
