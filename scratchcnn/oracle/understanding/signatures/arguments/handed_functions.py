"""Functions that a constructor is handed, told by their use: activations and initialisers.

What the constructor calls makes an array of the sizes that it is called with; what forward calls is
an activation, and what only another method calls is its slope.
"""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.signature import Argument

Definition: TypeAlias = Mapping[str, Any]

# `self.act = f`, or several at once.
KEPT = re.compile(
    r"((?:self\.\w+\s*,\s*)*self\.\w+)\s*=\s*((?:\w+\s*,\s*)*\w+)\s*(?:#.*)?$", re.MULTILINE
)


def handed_functions(definition: Definition, forward: Definition, op: str) -> dict[str, Argument]:
    """Return what is passed for the required parameters that a class calls as functions.

    An activation is its own op's business, and anywhere else the identity.
    """
    if card_of(op).elementwise or not card_of(op).learns:
        return {}
    making = definition.get("methods", {}).get("__init__", {}).get("source", "")
    methods = definition.get("methods", {}).values()
    rest = "\n".join(one.get("source", "") for one in methods).replace(making, "")
    kept = kept_as(making)
    found: dict[str, Argument] = {}
    for parameter in usable(definition["params"]):
        name = str(parameter["name"])
        own = rf"\bself\.{re.escape(kept.get(name, name))}\("
        if not parameter["required"]:
            continue
        if re.search(rf"(?<![\w.]){re.escape(name)}\(|{own}", making):
            found[name] = Argument("tool", "zeros")
        elif re.search(own, forward.get("source", "")):
            found[name] = Argument("tool", "identity")
        elif re.search(own, rest):
            found[name] = Argument("tool", "one_derivative")
    return found


def kept_as(making: str) -> dict[str, str]:
    """Return the attributes in which a constructor keeps its arguments, by the arguments' names.

    >>> kept_as("self.act, self.slope = f, g")
    {'f': 'act', 'g': 'slope'}
    """
    found: dict[str, str] = {}
    for left, right in KEPT.findall(making):
        attributes, names = re.findall(r"self\.(\w+)", left), re.findall(r"\w+", right)
        if len(attributes) == len(names):
            found |= dict(zip(names, attributes, strict=True))
    return found
