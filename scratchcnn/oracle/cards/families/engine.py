"""Whether a graph of homework's own adds up its gradients: sums that join what was parted before.

They are no layers, and no function of homework is ever taken for one of them.
"""

from collections.abc import Sequence
from itertools import product

from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.one_array import mixed_shapes, of_one_array, shaped
from scratchcnn.oracle.cases.bounds import sum_of_products
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.numbers import WHOLE, Numbers, filled
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.values import Shape
from scratchcnn.oracle.cases.windows import one_of


def of_homework(offer: Offer) -> Regimes:
    """Make the regimes of a sum of one array with itself."""
    numbers = Numbers({"x": WHOLE}, offer.upstream)

    def regime(shapes: Sequence[Shape]) -> Regime:
        return Regime(of_one_array(one_of(shapes), numbers, numbers.styles()))

    return {
        "basic": regime(shaped(2, (1,), (1, 2, 3))),
        "batch": regime(shaped(2, (2, 3), (1, 2, 3))),
        "mixed": regime(mixed_shapes(offer, 2)),
    }


@st.composite
def rows_and_one(draw: st.DrawFn, shapes: Sequence[Shape], numbers: Numbers) -> Case:
    """Draw rows, and one row that is added to each."""
    rows, size = draw(one_of(shapes))
    given = {"x": (rows, size), "bias": (size,)}
    return filled(draw, numbers, numbers.styles(), given, {}, (rows, size))


def of_rows(offer: Offer) -> Regimes:
    """Make the regimes of a sum that is broadcast over rows."""
    numbers = Numbers({"x": WHOLE, "bias": WHOLE}, offer.upstream)
    several = list(product((2, 3), (1, 2, 3)))
    return {
        "basic": Regime(rows_and_one([(1, size) for size in (1, 2, 3)], numbers)),
        "batch": Regime(rows_and_one(several, numbers)),
        "mixed": Regime(rows_and_one(list(product((1, 2, 3, 4), (1, 2, 3, 4))), numbers)),
    }


def cards() -> tuple[Card, ...]:
    """Return the cards of what an engine is asked."""
    joined = [
        Card(
            name=name,
            kind="engine",
            arguments=("x",),
            bound=sum_of_products,
            homework=of_homework,
        )
        for name in ("used_twice", "diamond")
    ]
    return (
        *joined,
        Card(
            name="broadcast_add",
            kind="engine",
            arguments=("x", "bias"),
            axes={"x": "ND", "bias": "D", "out": "ND"},
            bound=sum_of_products,
            homework=of_rows,
        ),
    )
