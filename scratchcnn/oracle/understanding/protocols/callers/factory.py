"""A function that makes a layer: it returns functions that share variables, in some container.

`def make_dense(d, k): ...; return forward, backward, params`. Such a function is described like a
class: it is the constructor, the functions in what it returns are the methods ("parts": where each
of them lies), and arrays are found in what it returns and in the variables of those functions.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.carriers.carrier import Expression
from scratchcnn.oracle.understanding.protocols.callee import (
    Asked,
    Callee,
    Caller,
    Entry,
    Pass,
    Target,
    called_by_name,
)
from scratchcnn.oracle.understanding.protocols.place import behind
from scratchcnn.oracle.understanding.protocols.sources.attribute import OBJECT
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.layout.paths import Attribute
from scratchcnn.oracle.understanding.signatures.signature import Path

Definition: TypeAlias = Mapping[str, Any]


def no_entry(definition: Definition) -> Entry | None:
    """Return None: the parts of what was made are found as methods are."""
    return None


def no_passes(asked: Asked) -> Iterator[Pass]:
    """Yield nothing: the parts of what was made are found as methods are."""
    yield from ()


def targets(callee: Callee) -> list[Target]:
    """Return the only call: of the function at its path in what was made."""
    return [Target(part_of(OBJECT, callee.path), lambda naming: f"layer{behind(callee.path)}")]


def part_of(whole: Expression, path: Path) -> Expression:
    """Return the worker expression of what lies at a path.

    >>> part_of({"var": "object"}, (0, Attribute("f")))
    {'attr': [{'item': [{'var': 'object'}, 0]}, 'f']}
    """
    for part in path:
        kind = "attr" if isinstance(part, Attribute) else "item"
        whole = {kind: [whole, part if isinstance(part, int) else str(part)]}
    return whole


def is_part(callee: Callee) -> bool:
    """Return whether a callee lies in what a function has made."""
    return callee.caller is PARTS


PARTS = Caller("part", targets, called_by_name, no_entry, no_passes)
FACTORY = Way("factory", caller=PARTS)
