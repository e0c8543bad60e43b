"""The cards of all ops."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from scratchcnn.oracle.cards.card import Card, no_homework
from scratchcnn.oracle.cards.families import dense, dropout, flatten
from scratchcnn.oracle.cards.families.activations import (
    classic,
    curves,
    gate,
    gates_of_homework,
    hard,
    softmax,
)
from scratchcnn.oracle.cards.families.engine import adding_up, operators
from scratchcnn.oracle.cards.families.losses import loss, margins, regularization
from scratchcnn.oracle.cards.families.normalization import (
    batch_norm,
    by_channels,
    last_axes,
    response,
    response_of_homework,
    slices_of_homework,
)
from scratchcnn.oracle.cards.families.shapes import (
    images_of_homework,
    interpolation,
    lookup,
    padding,
    rearranging,
)
from scratchcnn.oracle.cards.families.sliding import (
    adaptive_pooling,
    convolution,
    depthwise,
    lp_pooling,
    pointwise,
    pooling,
    pooling_of_any_axes,
    sequences_and_volumes,
    transposed,
    unpooling,
)
from scratchcnn.oracle.cards.name_rule import NameRule

# Those that homework has most often come first: what has a meaningless name is tried as each.
FAMILIES = (
    *(convolution, pooling, classic, softmax, batch_norm, dense, flatten, loss),
    *(pooling_of_any_axes, adaptive_pooling, lp_pooling, unpooling),
    *(curves, hard, gate, dropout, by_channels, last_axes, response, slices_of_homework),
    *(response_of_homework,),
    *(sequences_and_volumes, transposed, depthwise, pointwise, operators, adding_up),
    *(margins, regularization, lookup, padding, interpolation, rearranging, images_of_homework),
    gates_of_homework,
)
# The order in which name rules are tried: "SoftmaxLoss" is a loss, not an activation.
BY_NAME = (
    *(regularization, images_of_homework, gates_of_homework),
    *(transposed, depthwise, sequences_and_volumes, pointwise),
    *(unpooling, adaptive_pooling, lp_pooling, pooling_of_any_axes),
    *(loss, by_channels, last_axes, response, response_of_homework, slices_of_homework),
    *(batch_norm, pooling, convolution, flatten, dense, hard, curves, gate, classic, softmax),
    *(dropout, operators, adding_up),
    *(margins, lookup, padding, interpolation, rearranging),
)


@cache
def cards() -> Mapping[str, Card]:
    """Return the cards of all ops by name, including the ops that homework fuses."""
    every = (card for family in FAMILIES for card in family.cards())
    return MappingProxyType({card.name: card for card in every})


def unjudged() -> tuple[str, ...]:
    """Return the names of our ops that are not judged in homework, and that say what they are.

    Those of losses do not, nor do those of what rearranges: "cat" is a part of "categorical".
    """
    judged = {card.reported for card in cards().values() if card.homework is not no_homework}
    without = (card for card in ours().values() if card.name not in judged)
    return tuple(card.name for card in without if card.kind not in ("loss", "rearranging"))


def layers() -> tuple[Card, ...]:
    """Return the cards of what a layer of homework may compute, without an engine's operations."""
    judged = (card for card in cards().values() if card.homework is not no_homework)
    return tuple(card for card in judged if not card.of_engine)


def expressions() -> tuple[Card, ...]:
    """Return the cards of the operations of an engine."""
    return tuple(card for card in cards().values() if card.of_engine)


@cache
def ours() -> Mapping[str, Card]:
    """Return the cards of our own ops, by name."""
    return MappingProxyType({name: card for name, card in cards().items() if card.regimes})


def card_of(op: str) -> Card:
    """Return the card of an op.

    Raises
    ------
    KeyError
        There is no such op.
    """
    return cards()[op]


def rules() -> tuple[NameRule, ...]:
    """Return the name rules of all families, in the order in which they are tried."""
    return tuple(rule for family in BY_NAME for rule in family.NAMES)
