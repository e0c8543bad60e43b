"""Parameters of a function that choose, by a string, which activation is applied."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of, cards
from scratchcnn.oracle.understanding.names.recognise import ops_of
from scratchcnn.oracle.understanding.names.vocabulary import meanings
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.signature import Argument

Definition: TypeAlias = Mapping[str, Any]

STRING = re.compile(r"""["']([a-zA-Z_ -]{3,20})["']""")


def choosing(described: Definition) -> list[str]:
    """Return the required parameters that are compared with strings, or are keys of a table.

    >>> choosing({"params": [{"name": "wahl", "kind": "positional", "required": True}],
    ...           "source": "if wahl == 'relu': ..."})
    ['wahl']
    """
    source = described.get("source", "")
    required = [one["name"] for one in usable(described["params"]) if one["required"]]
    return [name for name in required if chooses(name, source) or meanings(name, ("activation",))]


def chooses(name: str, source: str) -> bool:
    """Return whether a function compares a parameter with strings, or looks it up in a table."""
    own = rf"{re.escape(name)}\b(?:\.lower\(\))?"
    quoted = r"[\[({]?\s*[\"']"
    compared = rf"(?<![\w.]){own}\s*(?:==|!=|\bin\b)\s*{quoted}|[\"']\s*==\s*{own}|\bmatch\s+{own}"
    looked_up = rf"[A-Za-z_]\w*\[\s*{own}\s*\]|\.get\(\s*{own}"
    return re.search(f"{compared}|{looked_up}", source) is not None


def texts_for(op: str, source: str) -> list[str]:
    """Return the strings by which a function may be asked for the activation of a fused op.

    Those that its code has; where it has none at all, because a table is elsewhere, the usual one.
    """
    known = {card.activation for card in cards().values()} - {""}
    found = {text: ops_of(text)[:1] for text in STRING.findall(source)}
    own = [text for text, ops in found.items() if card_of(op).activation in ops]
    return (
        own if known & {one for ops in found.values() for one in ops} else [card_of(op).activation]
    )


def as_in_forward(
    forward: Sequence[tuple[str, Argument]], described: Definition
) -> dict[str, Argument]:
    """Return what a backward pass is passed for its choice: the string that forward was passed."""
    chosen = [one for _, one in forward if one.role == "constant" and isinstance(one.form, str)]
    names = choosing(described)
    return {names[0]: chosen[0]} if len(chosen) == len(names) == 1 else {}
