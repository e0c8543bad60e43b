"""The reasons why a backward pass is not judged."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.understanding.calls.probing.probe import FAILED, Outcome, perfect_rank
from scratchcnn.oracle.understanding.names.vocabulary import meanings
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Pass
from scratchcnn.oracle.understanding.protocols.callers.factory import is_made
from scratchcnn.oracle.understanding.protocols.callers.on_classes import body
from scratchcnn.oracle.understanding.signatures.arguments.choices import as_in_forward
from scratchcnn.oracle.understanding.signatures.arguments.signatures import (
    BACKWARD_ROLES,
    NUMBERS,
    usable,
)

Definition: TypeAlias = Mapping[str, Any]

# What Python says where a number was passed for something else.
NOT_A_NUMBER = re.compile(
    r"'int' object (?:has no attribute|is not (?:subscriptable|iterable|callable))"
    r"|cannot unpack non-iterable int"
)


def unreadable(plan: Plan, passes: Sequence[Pass]) -> str:
    """Return why a backward pass cannot be called at all; "" if no reason is known."""
    for one in passes:
        for parameter in usable(one.described["params"]):
            if parameter["required"] and meanings(parameter["name"], ("optimizer",)):
                return (
                    f"its parameter `{parameter['name']}` is an optimizer, which is not available"
                )
    return ""


def misread(plan: Plan, found: Outcome, passes: Sequence[Pass]) -> str:
    """Return why a backward pass was most likely not called as intended; "" if it was."""
    if not passes or found.rank >= perfect_rank(found.setting):
        return ""
    if is_made(plan.protocol.forward) and found.plan.protocol.updates and not found.plan.has_rate:
        return "what its updates are multiplied by is not known"
    described = passes[0].described
    names = [p["name"] for p in usable(described["params"]) if p["required"]]
    if (
        plan.card.coupled
        and plan.card.one_hot_upstream
        and len(names) == 1
        and meanings(names[0], ("target",))
    ):
        return f"its parameter `{names[0]}` holds the labels of a loss"
    diagonal = "diag" in described.get("source", "")
    if plan.card.coupled and found.rank == FAILED and diagonal:
        return "its derivative is a full Jacobian, not a gradient"
    optimizer = any(meanings(name, ("optimizer",)) for name, _ in plan.signature.constructor)
    if optimizer and found.rank == FAILED:
        return "the layer takes an optimizer, which is not available"
    chosen = as_in_forward(plan.signature.forward, described)
    known = [
        name
        for name in names
        if meanings(name, BACKWARD_ROLES) or name in chosen or not is_read(name, described)
    ]
    if len(names) > 1 and known != names:
        unknown = next(name for name in names if name not in known)
        return f"the meaning of its parameter `{unknown}` is not known"
    return ""


def is_read(name: str, described: Definition) -> bool:
    r"""Return whether a function reads a parameter; one that it does not may mean anything.

    >>> source = "def backward(grad, m):\n    return grad"
    >>> is_read("grad", {"source": source}), is_read("m", {"source": source})
    (True, False)
    """
    return bool(re.search(rf"\b{re.escape(name)}\b", body(described.get("source", ""))))


def unset(failure: Failure | None, definition: Definition, passes: Sequence[Pass]) -> str:
    """Return why a backward pass always raises that reads an attribute which nobody set; or "".

    If another method, or forward under some condition, sets it, a call was left out that the
    homework expects. If nothing in the class sets it, the name is misspelled: a mistake.
    """
    if failure is None or failure.type not in ("AttributeError", "TypeError"):
        return ""
    missing = re.fullmatch(r"'(\w+)' object has no attribute '(\w+)'.*", failure.message)
    last = definition["name"].rpartition(".")[2]
    if missing and missing[1] == last:
        names = [missing[2]]
    elif "'NoneType' object" in failure.message:
        names = re.findall(r"self\.(\w+)", failure.source)
    else:
        return ""
    own = {one.described.get("source", "") for one in passes}
    methods = definition.get("methods", {}).values()
    texts = [m["source"] for m in methods if m["source"] not in own]
    for name in names:
        # Setting it to None, as constructors do, says nothing.
        sets = rf"self\.{name}\b[^=\n(\[]*=(?!=)(?!\s*None\b)"
        if any(re.search(sets, text) for text in texts):
            return f"its attribute `{name}` is not set by a plain call of forward"
    return ""


def no_number(failure: Failure | None, passes: Sequence[Pass]) -> str:
    """Return why a backward pass raises whose one letter was taken for a number; "" for no reason.

    The `s` of `backward(g, s)` is a stride, unless the code asks it for what no number has.
    """
    if failure is None or NOT_A_NUMBER.search(failure.message) is None:
        return ""
    for parameter in usable(passes[0].described["params"]):
        name = parameter["name"]
        if len(name) == 1 and parameter["required"] and meanings(name, NUMBERS):
            return f"the meaning of its parameter `{name}` is not known"
    return ""
