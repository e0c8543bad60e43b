"""A function that makes a layer: it returns functions that share variables, in some container.

`def make_dense(d, k): ...; return forward, backward, params`. Such a function is described like a
class: it is the constructor, the functions in what it returns are the methods ("parts": where each
of them lies), and arrays are found in what it returns and in the variables of those functions.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from scratchcnn.oracle.process.worker.answering.marks import Attribute
from scratchcnn.oracle.understanding.carriers.carrier import Expression
from scratchcnn.oracle.understanding.protocols.callee import (
    Callee,
    Caller,
    Target,
    called_by_name,
    no_entry,
    no_passes,
)
from scratchcnn.oracle.understanding.protocols.place import behind
from scratchcnn.oracle.understanding.protocols.sources.attribute import OBJECT
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.signature import Path

Definition: TypeAlias = Mapping[str, Any]


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


def is_made(callee: Callee) -> bool:
    """Return whether a callee lies in what a function has made."""
    return callee.caller is PARTS


PARTS = Caller("part", targets, called_by_name, no_entry, no_passes)
FACTORY = Way("factory", caller=PARTS)
