"""The numbers in the arrays of homework's cases: they reveal bugs, and a reader can follow them.

Two thirds of the cases have whole numbers, one third normally distributed ones. Only a style, the
kind of numbers for every array, and a seed are drawn; from that seed on, the first one is taken
whose numbers meet the conditions of the regime.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from hypothesis import reject
from hypothesis import strategies as st

from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.channels import but_channels
from scratchcnn.oracle.cases.drawing import Shapes
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.values import Array, Shape, Values

Arrays: TypeAlias = Mapping[str, Array]
Options: TypeAlias = Mapping[str, Any]
Kinds: TypeAlias = Mapping[str, Sequence[str]]
Style: TypeAlias = Mapping[str, str]

WHOLE = ("arange", "permutation", "integers")
SEEDS = st.integers(0, 999)
# How many seeds to try before giving a case up; nearly always one of the first few will do.
ATTEMPTS = 100


def informative(arrays: Arrays, options: Options) -> bool:
    """Return whether no array is all 0, the target aside."""
    return all(array.any() for name, array in arrays.items() if name != "target")


def varied(array: Array) -> bool:
    """Return whether there are numbers of both signs, or a single number that is not 0."""
    if array.size < 2:
        return bool(array.any())
    return bool(array.min() < 0 < array.max())


def uneven_rows(array: Array) -> bool:
    """Return whether numbers are varied and no row is constant, which softmax would ignore."""
    return varied(array) and (array.shape[-1] < 2 or bool((np.ptp(array, axis=-1) > 0).all()))


def rows_far_apart(array: Array) -> bool:
    """Return whether the maxima of two rows differ so much that exp of it is 0; one row: True."""
    rows = array if array.ndim > 1 else array[None]
    return len(rows) < 2 or bool(np.exp(-np.ptp(rows.max(-1))) == 0)


def uneven_channels(array: Array) -> bool:
    """Return whether numbers are varied and no channel of (N, C, ...) is constant."""
    return varied(array) and bool((np.ptp(array, axis=but_channels(array)) > 0).all())


@dataclass(frozen=True)
class Numbers:
    """How the arrays of a regime are filled.

    Attributes
    ----------
    whole, normal
        The kinds of numbers that every array may have in a case of whole numbers, and in one of
        normally distributed ones (by default all are "normal"); the first kind is the simplest.
    upstream
        The kinds for the upstream gradient, as in `Offer`.
    accept
        Whether the arrays, with these options, meet the conditions of the regime.
    accept_upstream
        The same for the upstream gradient, unless its kind determines it.
    """

    whole: Kinds
    upstream: Sequence[str]
    normal: Kinds | None = None
    accept: Callable[[Arrays, Options], bool] = informative
    accept_upstream: Callable[[Array], bool] = varied
    only_whole: bool = False

    def styles(self) -> st.SearchStrategy[Style]:
        """Return a strategy for styles, a third of which are normally distributed."""
        whole = every_style(self.whole, [k for k in self.upstream if k != "normal"] or ["normal"])
        if self.only_whole:
            return st.sampled_from(whole)
        kinds = self.normal or dict.fromkeys(self.whole, ("normal",))
        normal = every_style(kinds, ["normal"] if "normal" in self.upstream else self.upstream)
        return st.sampled_from(whole * (2 * len(normal)) + normal * len(whole))


def every_style(kinds: Kinds, upstream: Sequence[str]) -> list[Style]:
    """Return every choice of one kind for each array and for the upstream gradient."""
    names = (*kinds, "grad_out")
    return [dict(zip(names, style, strict=True)) for style in product(*kinds.values(), upstream)]


def filled(
    draw: st.DrawFn,
    numbers: Numbers,
    styles: st.SearchStrategy[Style],
    shapes: Shapes,
    options: Options,
    out: Shape,
) -> Case:
    """Fill arrays of these shapes; `out` is the shape of the output and its upstream gradient."""
    style, seed = draw(styles), draw(SEEDS)
    for start in range(seed, seed + ATTEMPTS * len(shapes), len(shapes)):
        arrays = {
            name: fill(style[name], start + place, shape)
            for place, (name, shape) in enumerate(shapes.items())
        }
        if numbers.accept(arrays, options):
            return Case(arrays, options, upstream(style["grad_out"], seed, out, numbers))
    return reject()


def upstream(kind: str, seed: int, shape: Shape, numbers: Numbers) -> Values:
    """Return the first recipe, from this seed on, whose upstream gradient is accepted."""
    recipes = (Values(kind, start) for start in range(seed, seed + ATTEMPTS))
    if kind in ("one_hot", "one_hot_rows", "ones"):
        return next(recipes)
    found = (recipe for recipe in recipes if numbers.accept_upstream(recipe.fill(shape)))
    return next(found, None) or reject()


def fill(kind: str, seed: int, shape: Shape) -> Array:
    """Fill an array with numbers of a kind: one of `values.KINDS`, or of `OWN_KINDS`."""
    if kind in OWN_KINDS:
        return OWN_KINDS[kind](np.random.default_rng(seed), shape)
    # A permutation of a single number is 0.
    single = kind == "permutation" and np.prod(shape) == 1
    return Values("nonzero" if single else kind, seed).fill(shape)


def plus_minus_one(rng: np.random.Generator, shape: Shape) -> Array:
    """1 and -1."""
    return rng.choice([1.0, -1.0], shape)


def huge(rng: np.random.Generator, shape: Shape) -> Array:
    """1, -1, 1000 and -1000."""
    return rng.choice([1.0, -1.0, 1000.0, -1000.0], shape)


def small(rng: np.random.Generator, shape: Shape) -> Array:
    """1, 2, -1 and -2."""
    return rng.choice([1.0, 2.0, -1.0, -2.0], shape)


def positive(rng: np.random.Generator, shape: Shape) -> Array:
    """Whole numbers from 1 to 4."""
    return rng.integers(1, 5, shape).astype(float)


def spread(rng: np.random.Generator, shape: Shape) -> Array:
    """Numbers from 1/2 to 2."""
    return rng.uniform(0.5, 2, shape)


def eighths(rng: np.random.Generator, shape: Shape) -> Array:
    """Probabilities from 1/8 to 7/8."""
    return rng.integers(1, 8, shape) / 8


def dyadic_rows(rng: np.random.Generator, shape: Shape) -> Array:
    """Rows of probabilities that add up to 1: eighths for two classes, sixteenths for three."""
    samples, classes = shape
    total = 1 << (4 * classes - 1).bit_length()
    even = np.full(classes, 1 / classes)
    return (1 + rng.multinomial(total - classes, even, samples)) / total


def log_distribution_rows(rng: np.random.Generator, shape: Shape) -> Array:
    """Logarithms of rows of probabilities that add up to 1, none of them near 0."""
    samples, classes = shape
    p: Array = 0.05 + (1 - 0.05 * classes) * rng.dirichlet(np.ones(classes), samples)
    return np.log(p)


def far_below(rng: np.random.Generator, shape: Shape) -> Array:
    """-1 and -1000, whose exponential is 0."""
    return rng.choice([-1.0, -1000.0], shape)


OWN_KINDS: Mapping[str, Callable[[np.random.Generator, Shape], Array]] = {
    function.__name__: function
    for function in (
        *(plus_minus_one, huge, small, positive, spread, eighths, dyadic_rows),
        *(log_distribution_rows, far_below),
    )
}


def upstream_of_kinks(offer: Offer) -> Sequence[str]:
    """Return kinds for an upstream gradient that is nowhere 0, if any are offered."""
    return [kind for kind in offer.upstream if kind == "nonzero"] or offer.upstream
