"""The arguments of what joins arrays: each by itself, all in a list, or all for `*inputs`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.understanding.names.vocabulary import meanings
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.from_source.starred import STAR
from scratchcnn.oracle.understanding.signatures.signature import JOINED, Argument, Arguments

Parameter: TypeAlias = Mapping[str, Any]

# How a list of arrays may be spelled.
SPELLED = ("list", "tuple")


def joined_arguments(parameters: Sequence[Parameter], op: str) -> Iterator[Arguments]:
    """Yield the arguments of a function that joins arrays; none if it takes another number of them.

    What takes two by themselves may put either first. A list says their order.
    """
    card = card_of(op)
    names = card.given
    told = [(p["name"], Argument("join_axis")) for p in usable(parameters) if is_axis(p)]
    arrays = [p["name"] for p in usable(parameters) if not is_axis(p) and is_array(p)]
    starred = [p["name"] for p in parameters if p["kind"] == "var_positional"]
    if len(arrays) == len(names):
        orders = (names, names[::-1]) if len(names) == 2 else (names,)
        for order in orders:
            each = zip(arrays, map(Argument, order), strict=True)
            yield (*each, *told)
    elif len(arrays) == 1 and not starred:
        inside = tuple((name, Argument(name)) for name in names)
        for spelled in SPELLED:
            yield ((arrays[0], Argument(JOINED, spelled, inside)), *told)
    elif starred and not arrays:
        passed = [f"{STAR}{starred[0]}_{place}" for place in range(len(names))]
        yield (*zip(passed, map(Argument, names), strict=True), *told)


def is_axis(parameter: Parameter) -> bool:
    """Return whether a parameter says along which axis arrays are joined."""
    return bool(meanings(parameter["name"], ("join_axis",)))


def is_array(parameter: Parameter) -> bool:
    """Return whether a parameter takes an array, or a list of them: it has no other default."""
    return bool(parameter["required"]) or parameter.get("default", 0) is None
