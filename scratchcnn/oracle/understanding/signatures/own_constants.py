"""Parameters that the op has not: constants of an activation, flags to keep state."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.understanding.names.vocabulary import KEEPING, compact, meanings
from scratchcnn.oracle.understanding.signatures.signature import Argument

Parameter: TypeAlias = Mapping[str, Any]


def is_factor(parameter: Parameter, roles: Sequence[str], op: str) -> bool:
    """Return whether a parameter is a constant that the activation has in homework alone."""
    card = card_of(op)
    if not card.elementwise or "negative_slope" in card.arguments:
        return False
    names = ("lr", "negative_slope", "beta", "gamma")
    unknown = not roles and parameter["required"]
    return unknown or bool(meanings(parameter["name"], names))


def factors(parameter: Parameter) -> list[Argument]:
    """Return the values under which such a constant changes nothing: a factor 1, or a slope 0."""
    numbers = [Argument("constant", value) for value in (1.0, 0.0)]
    return numbers if parameter["required"] else [Argument("left"), *numbers]


def asks_to_keep(parameter: Parameter) -> bool:
    """Return whether forward keeps what backward needs only if this flag is set."""
    return parameter.get("default") is False and compact(parameter["name"]) in KEEPING


def pairs_first(options: list[Argument], parameter: Parameter, source: str) -> list[Argument]:
    """Return the options with pairs first, if the code takes this parameter apart into two."""
    name = rf"(?:self\.)?{re.escape(parameter['name'])}"
    apart = rf"\w+\s*,\s*(?:self\.)?\w+\s*=\s*{name}\s*$|{name}\[[01]\]"
    if not re.search(apart, source, re.MULTILINE):
        return options
    return sorted(options, key=lambda one: one.form != "pair")
