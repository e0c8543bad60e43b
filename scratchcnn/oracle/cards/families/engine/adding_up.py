"""What a homework's own autograd engine computes: expressions that show how it adds up gradients.

They exist only in homework, and are no layers: no name leads to them, and none is ever guessed. Of
an engine whose tensors are found, each expression is computed with its own operators.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.bug import Array, Call, Family
from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.engine.operators import ADD, MULTIPLY, SUBTRACT
from scratchcnn.oracle.cards.families.one_array import mixed_shapes, of_one_array
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import sum_of_products
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.numbers import WHOLE, Numbers, filled
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.values import Shape
from scratchcnn.oracle.cases.windows import one_of

NAMES: tuple[NameRule, ...] = ()
FAMILY = Family()

TWICE = ("used_twice", "factor_used_twice")
BROADCAST = ("broadcast_add", "broadcast_sub", "broadcast_mul")
DIAMOND = "diamond"
# How often the upstream gradient arrives at x in the diamond: 8 times, if the walk is right.
RIGHT = 8
# What other walks make of it, from an engine whose gradients add up.
WALKS = {
    "from_the_inputs": 0,
    "depth_first": 4,
    "breadth_first": 6,
    # A node is walked as often as it is met, and passes on all it has every time.
    "recursion": 14,
    "recursion_from_the_right": 16,
    "queue": 18,
    "queue_in_any_order": 20,
}


def of_any_shape(offer: Offer) -> Regimes:
    """Make the regimes of an expression of one array; of a single number, if it takes no other."""
    numbers = Numbers({"x": WHOLE}, offer.upstream)

    def regime(shapes: Sequence[Shape]) -> Regime:
        return Regime(of_one_array(one_of(shapes), numbers, numbers.styles()))

    if offer.in_features == 1:
        return {"basic": regime([(1, 1)])}
    rows = [(1, size) for size in (1, 2, 3)]
    return {"basic": regime(rows), "mixed": regime([*mixed_shapes(offer, 2)])}


@st.composite
def broadcast(
    draw: st.DrawFn, shapes: st.SearchStrategy[Shape], numbers: Numbers, styles: Any
) -> Case:
    """Draw rows (N, D) and the row (D,) that meets all of them."""
    n, d = draw(shapes)
    return filled(draw, numbers, styles, {"x": (n, d), "bias": (d,)}, {}, (n, d))


def of_rows(offer: Offer) -> Regimes:
    """Make the regimes of an expression of rows and one row."""
    numbers = Numbers({"x": WHOLE, "bias": WHOLE}, offer.upstream)

    def regime(shapes: Sequence[Shape]) -> Regime:
        return Regime(broadcast(one_of(shapes), numbers, numbers.styles()))

    several = [(n, d) for n in (2, 3) for d in (1, 2, 3)]
    return {"basic": regime(several), "mixed": regime([(2, 3), (3, 2), (4, 3), (3, 4)])}


@FAMILY.gradient("used-twice-overwritten", *TWICE)
def last_use_only(call: Call, grad_out: Array) -> Array:
    """`self.grad = ...; other.grad = ...`, where both are the same object."""
    return call.gradient("x", grad_out) / 2


@FAMILY.gradient("used-twice-overwritten", DIAMOND)
def last_way_only(call: Call, grad_out: Array) -> Array:
    """`=` for `+=` everywhere."""
    return grad_out


@FAMILY.gradient("used-twice-overwritten", DIAMOND, variant="grad_x_same_object")
def same_object_once(call: Call, grad_out: Array) -> Array:
    """`+=` everywhere, but of `x + x` the node has one operand, as in a set or a dictionary."""
    return 5 * grad_out


@FAMILY.gradient("broadcast-not-summed", *BROADCAST, of="bias")
def every_row(call: Call, grad_out: Array) -> Array:
    """The gradient of the sum or product, in the shape of the other operand."""
    factors = {"broadcast_mul": call["x"], "broadcast_sub": -1}
    return np.asarray(grad_out * factors.get(call.twin.__name__, 1))


@FAMILY.gradient("broadcast-not-summed", *BROADCAST, of="bias", variant="grad_bias_kept_axis")
def axis_kept(call: Call, grad_out: Array) -> Array:
    """Summed, but to (1, D): `keepdims=True`."""
    return np.asarray(every_row(call, grad_out).sum(0, keepdims=True))


@FAMILY.gradient("broadcast-not-summed", *BROADCAST, of="bias", variant="grad_bias_everything")
def summed_over_everything(call: Call, grad_out: Array) -> Array:
    """Summed over all axes, to one number for the whole row."""
    return np.asarray(every_row(call, grad_out).sum())


@FAMILY.gradient("broadcast-not-summed", *BROADCAST, of="bias", variant="grad_bias_mean")
def averaged(call: Call, grad_out: Array) -> Array:
    """The mean over the rows, where their sum is due."""
    return np.asarray(every_row(call, grad_out).mean(0))


@FAMILY.gradient("broadcast-not-summed", *BROADCAST, of="bias", variant="grad_bias_first_row")
def first_row(call: Call, grad_out: Array) -> Array:
    """Cut to the shape of the operand, not summed."""
    return np.asarray(every_row(call, grad_out)[0])


def walked(call: Call, grad_out: Array, *, times: int) -> Array:
    """What arrives at x in a wrong walk through the diamond."""
    return times * grad_out


for name, times in WALKS.items():
    FAMILY.gradient("order-not-topological", DIAMOND, variant=f"grad_x_{name}")(
        partial(walked, times=times)
    )


def of_one(name: str, expression: str, needs: str, *called: str) -> Card:
    """Return the card of an expression of one array, and what has to be right by itself.

    `called` are the names of functions that compute it from the same array twice.
    """
    return Card(
        name=name,
        kind="engine",
        called=called,
        arguments=("x",),
        bound=sum_of_products,
        homework=of_any_shape,
        expression=expression,
        needs=needs,
    )


def of_two(name: str, expression: str, needs: str, *called: str) -> Card:
    """Return the card of an expression of rows and one row."""
    return replace(
        of_one(name, expression, needs, *called),
        of_arrays=True,
        arguments=("x", "bias"),
        axes={"x": "ND", "bias": "D", "out": "ND"},
        homework=of_rows,
    )


def cards() -> tuple[Card, ...]:
    """Return the cards of an engine's expressions."""
    return (
        of_one("used_twice", "lambda x: x + x", "engine_add", *ADD),
        of_one("factor_used_twice", "lambda x: x * x", "engine_mul", *MULTIPLY),
        of_two("broadcast_add", "lambda x, bias: x + bias", "engine_add", *ADD),
        of_two("broadcast_sub", "lambda x, bias: x - bias", "engine_sub", *SUBTRACT),
        of_two("broadcast_mul", "lambda x, bias: x * bias", "engine_mul", *MULTIPLY),
        of_one(DIAMOND, "lambda x: (lambda a: (a + (x + a)) + (x + a))(x + x)", "engine_add"),
    )
