"""Which parameters a layer of homework changes itself, as far as its source shows."""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from scratchcnn.oracle.process.worker.answering.marks import Cell
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.signatures.layout.bias_inside import whole
from scratchcnn.oracle.understanding.signatures.signature import Part

Definition: TypeAlias = Mapping[str, Any]


def own_updates(plan: Plan, definition: Definition) -> tuple[str, ...]:
    """Return the names of the parameters to which another method than the constructor assigns.

    A layer that takes a learning rate changes them all.
    """
    parameters = plan.signature.parameters
    if plan.has_rate:
        return tuple(parameters)
    texts = [
        method.get("source", "")
        for name, method in definition.get("methods", {}).items()
        if name != "__init__"
    ]
    return tuple(
        name
        for name, (path, _) in parameters.items()
        if path and any(assigns(text, whole(path)[-1]) for text in texts)
    )


def assigns(source: str, part: Part) -> bool:
    """Return whether a source assigns to an attribute, an entry or a variable of this name."""
    name = re.escape(str(part))
    place = rf"(?:\.{name}|\[['\"]{name}['\"]\])"
    if isinstance(part, Cell):
        place = rf"(?<![\w.]){name}"
    return bool(re.search(rf"{place}(?:\[[^\]\n]*\])?\s*(?:[-+*/]?=)(?!=)", source))
