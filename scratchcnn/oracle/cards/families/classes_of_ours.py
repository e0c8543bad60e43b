"""The cases of our own losses of classes with weights, smoothing, and more axes than two."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Regime, Regimes
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.drawing import Draw, filled, sizes
from scratchcnn.oracle.cases.values import Array, Shape

EVERY_REDUCTION = st.sampled_from(("mean", "sum", "none"))
# What labels may say of classes that there are, and what none has.
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
    classes = shape[0] if ndim == 1 else shape[1]
    options: dict[str, Any] = {"reduction": draw(EVERY_REDUCTION)}
    if ignoring:
        options["ignore_index"] = draw(st.sampled_from((0, classes - 1, NO_LABEL)))
    if smoothing:
        options["label_smoothing"] = draw(st.sampled_from(smoothing))
    case = filled(draw, {name: shape}, options, kinds)
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    probabilities = draw(st.booleans()) if soft is None else soft
    target = shares(rng, shape) if probabilities else labels(rng, shape, options)
    if not probabilities and (target == options.get("ignore_index", NO_LABEL)).all():
        # A mean over nothing is NaN, which has no slope.
        case = without_mean(case)
    arrays = {**case.arrays, "target": target}
    if weighed:
        whole = draw(st.booleans())
        weights = rng.integers(1, 5, classes) if whole else rng.uniform(0.5, 2, classes)
        arrays["weight"] = weights.astype(float)
    return replace(case, arrays=arrays)


def shares(rng: np.random.Generator, shape: Shape) -> Array:
    """Return a probability of every class: shape (N, K, ...), or (K,)."""
    axis = 0 if len(shape) == 1 else 1
    others = shape[:axis] + shape[axis + 1 :]
    return np.moveaxis(rng.dirichlet(np.ones(shape[axis]), others), -1, axis)


def labels(rng: np.random.Generator, shape: Shape, options: dict[str, Any]) -> Array:
    """Return a class for every sample: shape (N, ...), or (); some are what does not count."""
    axis = 0 if len(shape) == 1 else 1
    chosen = rng.integers(0, shape[axis], shape[:axis] + shape[axis + 1 :])
    if options.get("ignore_index") == NO_LABEL:
        chosen = np.where(rng.random(chosen.shape) < 0.3, NO_LABEL, chosen)
    return np.asarray(chosen)


def regimes(name: str, *, smooth: bool) -> Regimes:
    """Return the regimes of arguments that homework does not have; `smooth` if labels may be."""
    of = partial(drawn, name)
    found = {
        "none": Regime(of().map(without_mean)),
        "weight": Regime(of(weighed=True)),
        "ignore_index": Regime(of(weighed=True, ignoring=True, soft=False)),
        "axes": Regime(of(axes=(3, 4), weighed=True)),
        "unbatched": Regime(of(axes=(1, 1), weighed=True), ("batch_independent", "repeatable")),
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
        "none": Regime(entries(name, kinds, targets)),
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
        ndim = draw(st.integers(0, len(shape)))
        own = [size if draw(st.booleans()) else 1 for size in shape[len(shape) - ndim :]]
        # No sample has a weight of its own: a second batch may have another size.
        own[: ndim == len(shape)] = [1] * (ndim == len(shape))
        arrays[weight] = rng.uniform(0.5, 2, own)
    return replace(case, arrays=arrays)
