"""The operators and methods of a homework's own autograd engine, each by itself.

They exist only in homework, and are no layers: no name of a layer leads to them. Each is judged
where every value is used once, so that only its own formula can be wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.engine.bugs import FAMILY
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import (
    ELEMENTARY,
    Bound,
    Bounds,
    Call,
    copy,
    gradients,
    scaled_sum,
    sum_of_products,
)
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.numbers import Arrays, Numbers, Options, filled
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.steps import kinked_step, smooth_step
from scratchcnn.oracle.cases.values import Shape
from scratchcnn.oracle.cases.window_plans import distinct
from scratchcnn.oracle.cases.windows import one_of

__all__ = ["FAMILY", "NAMES", "cards"]

NAMES: tuple[NameRule, ...] = ()

# What the output of each is shaped like, given rows (N, D).
OUTS: Mapping[str, Callable[[int, int], Shape]] = {
    "ND": lambda n, d: (n, d),
    "": lambda n, d: (),
    "N": lambda n, d: (n,),
    "D": lambda n, d: (d,),
    "DN": lambda n, d: (d, n),
}
PAIR = {"x": "ND", "other": "ND", "out": "ND"}


def telling(arrays: Arrays, options: Options) -> bool:
    """Return whether no operand stands for another, nor a power for the number itself."""
    sizes = [np.abs(array) for array in arrays.values()]
    apart = len(sizes) < 2 or not np.isclose(sizes[0], sizes[1]).any()
    return apart and all(bool((np.abs(size - 1) > 1 / 8).any()) for size in sizes)


def different(arrays: Arrays, options: Options) -> bool:
    """Return whether no array is all 0, and none has the same number twice."""
    return all(len(np.unique(array)) == array.size and array.any() for array in arrays.values())


@st.composite
def of_one_shape(
    draw: st.DrawFn, names: Sequence[str], shapes: Sequence[Shape], numbers: Numbers, out: str
) -> Case:
    """Draw arrays of one shape (N, D)."""
    shape = draw(one_of(shapes))
    given: dict[str, tuple[int, ...]] = dict.fromkeys(names, shape)
    return filled(draw, numbers, numbers.styles(), given, {}, OUTS[out](*shape))


def shaped(names: Sequence[str], numbers: Numbers, out: str, offer: Offer) -> Regimes:
    """Make the regimes of an operation of arrays of one shape; of numbers, if it takes no other."""
    if offer.in_features == 1:
        return {"basic": Regime(of_one_shape(names, [(1, 1)], numbers, out))}
    simple = [(1, 2), (1, 3), (2, 3)]
    mixed = [*distinct((2, 3, 4), (2, 3, 4))]
    return {
        "basic": Regime(of_one_shape(names, simple, numbers, out)),
        "mixed": Regime(of_one_shape(names, mixed, numbers, out)),
    }


def of_numbers(
    names: Sequence[str], offer: Offer, *, positive: bool, out: str = "ND", ties: bool = True
) -> Regimes:
    """Make the regimes of an operation whose numbers are greater than 0, or only not 0."""
    whole, normal = (("positive",), ("spread",)) if positive else (("nonzero",), ("normal",))
    accept = telling
    if not ties:
        whole, accept = ("permutation",), different
    numbers = Numbers(
        dict.fromkeys(names, whole), offer.upstream, dict.fromkeys(names, normal), accept
    )
    return shaped(names, numbers, out, offer)


@st.composite
def matrices(draw: st.DrawFn, shapes: Sequence[tuple[int, ...]], numbers: Numbers) -> Case:
    """Draw matrices (N, D) and (D, K)."""
    n, d, k = draw(one_of(shapes))
    given: dict[str, tuple[int, ...]] = {"x": (n, d), "weight": (d, k)}
    return filled(draw, numbers, numbers.styles(), given, {}, (n, k))


def of_matrices(offer: Offer) -> Regimes:
    """Make the regimes of a product of matrices: square ones, and others."""
    numbers = Numbers(dict.fromkeys(("x", "weight"), ("nonzero",)), offer.upstream)
    return {
        "basic": Regime(matrices([(2, 2, 2), (3, 3, 3)], numbers)),
        "mixed": Regime(matrices(distinct((2, 3, 4), (2, 3, 4), (2, 3, 4)), numbers)),
    }


def of_operands(call: Call) -> Mapping[str, Bound]:
    """Bound what is computed entry by entry, by its condition numbers.

    It may be composed of others, as x - y is x + (-y), and x / y is x * y**-1; each of them rounds
    once more.
    """
    slopes = call.pullback(np.ones_like(call.out))
    arrays = list(call.arrays.values())
    lost = sum(np.abs(array * slope) for array, slope in zip(arrays, slopes, strict=True))
    size = np.abs(call.out) + lost

    def of_gradients() -> dict[str, Bound]:
        found = call.pullback(call.grad_out)
        larger = [np.maximum(np.abs(slope), 1) * np.abs(call.grad_out) for slope in slopes]
        sizes = [np.maximum(np.abs(one), most) for one, most in zip(found, larger, strict=True)]
        return gradients(call, [Bound(2 * ELEMENTARY, 2 * size) for size in sizes])

    return Bounds(Bound(ELEMENTARY, size), of_gradients)


def averaged(axes: int | None, call: Call) -> Mapping[str, Bound]:
    """Bound a mean over all entries, or over those of a row."""
    x = call.arrays["x"]
    return scaled_sum(call, float(x.size if axes is None else x.shape[axes]))


# What functions and methods of operations are called, in several languages.
ADD = ("add", "plus", "addition", "ajouter", "somar", "sumar", "addieren")
SUBTRACT = ("sub", "subtract", "minus", "soustraction", "soustraire", "restar", "subtrahieren")
MULTIPLY = ("mul", "multiply", "times", "mult", "multiplication", "multiplier", "multiplicar")
SUM = ("sum", "reducesum", "sumall", "somme", "suma", "soma", "summe")
MEAN = ("mean", "average", "avg", "moyenne", "media", "mittelwert", "promedio")


def of_one(name: str, expression: str = "", *called: str, **more: Any) -> Card:
    """Return the card of an operation of one array, entry by entry."""
    positive = bool(more.get("positive"))
    homework = partial(of_numbers, ("x",), positive=positive)
    axes = {"x": "ND", "out": "ND"}
    given = {"bound": of_operands, "homework": homework, "axes": axes, "step": smooth_step, **more}
    return Card(
        name=name,
        kind="engine",
        batched=False,
        arguments=("x",),
        expression=expression,
        called=called,
        **given,
    )


def of_two(name: str, expression: str, *called: str, positive: bool = False) -> Card:
    """Return the card of an operation of two arrays of one shape, entry by entry."""
    return Card(
        name=name,
        kind="engine",
        batched=False,
        step=smooth_step,
        arguments=("x", "other"),
        bound=of_operands,
        homework=partial(of_numbers, ("x", "other"), positive=positive),
        axes=PAIR,
        expression=expression,
        called=called,
        positive=positive,
    )


def reduced(
    name: str, expression: str, out: str, bound: Callable[[Call], Any], ties: bool = True
) -> Card:
    """Return the card of an operation of the entries of an array, or of another order of them."""
    return of_one(
        name,
        expression,
        axes={"x": "ND", "out": out},
        bound=bound,
        homework=partial(of_numbers, ("x",), positive=False, out=out, ties=ties),
        of_arrays=True,
        step=kinked_step,
        kinked=not ties,
    )


def product() -> Card:
    """Return the card of a product of matrices."""
    return Card(
        name="engine_matmul",
        kind="engine",
        batched=False,
        arguments=("x", "weight"),
        bound=sum_of_products,
        homework=of_matrices,
        axes={"x": "ND", "weight": "DK", "out": "NK"},
        expression="lambda x, weight: x @ weight",
        called=("matmul", "mm", "dot"),
        of_arrays=True,
    )


def cards() -> tuple[Card, ...]:
    """Return the cards of an engine's operators and methods."""
    return (
        of_two("engine_add", "lambda x, other: x + other", *ADD),
        of_two("engine_sub", "lambda x, other: x - other", *SUBTRACT),
        of_two("engine_mul", "lambda x, other: x * other", *MULTIPLY),
        of_two("engine_div", "lambda x, other: x / other", "div", "divide", "truediv"),
        of_two("engine_pow_of", "lambda x, other: x ** other", positive=True),
        product(),
        of_one("engine_neg", "lambda x: -x", "neg", "negate", "negative"),
        of_one("engine_pow", "lambda x: x ** 3"),
        of_one("engine_square", "lambda x: x ** 2", "square"),
        of_one("engine_add_number", "lambda x: x + 2"),
        of_one("engine_radd", "lambda x: 2 + x"),
        of_one("engine_sub_number", "lambda x: x - 2"),
        of_one("engine_rsub", "lambda x: 2 - x"),
        of_one("engine_mul_number", "lambda x: x * 3"),
        of_one("engine_rmul", "lambda x: 3 * x"),
        of_one("engine_div_number", "lambda x: x / 2"),
        of_one("engine_rdiv", "lambda x: 2 / x"),
        of_one("engine_exp", "", "exp"),
        of_one("engine_log", "", "log", "ln", positive=True),
        of_one("engine_sqrt", "", "sqrt", positive=True),
        of_one("engine_abs", "lambda x: abs(x)", "abs", kinked=True, step=kinked_step),
        of_one("engine_sin", "", "sin"),
        of_one("engine_cos", "", "cos"),
        replace(reduced("engine_sum", "lambda x: x.sum()", "", sum_of_products), called=SUM),
        replace(
            reduced("engine_mean", "lambda x: x.mean()", "", partial(averaged, None)), called=MEAN
        ),
        reduced("engine_max", "lambda x: x.max()", "", copy, ties=False),
        reduced("engine_sum_of_rows", "lambda x: x.sum(axis=1)", "N", sum_of_products),
        reduced("engine_mean_of_rows", "lambda x: x.mean(axis=1)", "N", partial(averaged, 1)),
        reduced("engine_sum_of_columns", "lambda x: x.sum(axis=0)", "D", sum_of_products),
        reduced("engine_transpose", "lambda x: x.T", "DN", copy),
    )


def spellings(card: Card) -> tuple[str, ...]:
    """Return the expressions of an operation: those that name its parameter otherwise, too.

    >>> spellings(next(one for one in cards() if one.expression.endswith("axis=0)")))
    ('lambda x: x.sum(axis=0)', 'lambda x: x.sum(dim=0)', 'lambda x: x.sum(0)')
    """
    return tuple(
        dict.fromkeys(card.expression.replace("axis=", word) for word in ("axis=", "dim=", ""))
    )
