"""Which parameters a layer of homework changes itself, as far as its source shows."""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.plans.plan import Plan

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
        if path and any(assigns(text, str(path[-1])) for text in texts)
    )


def assigns(source: str, name: str) -> bool:
    """Return whether a source assigns to an attribute or an entry of this name."""
    place = rf"(?:\.{re.escape(name)}|\[['\"]{re.escape(name)}['\"]\])"
    return bool(re.search(rf"{place}(?:\[[^\]\n]*\])?\s*(?:[-+*/]?=)(?!=)", source))
