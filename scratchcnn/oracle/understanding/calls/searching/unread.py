"""The reasons why a backward pass is not judged."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.understanding.calls.probing.in_order import exchanged
from scratchcnn.oracle.understanding.calls.probing.probe import FAILED, Outcome, perfect_rank
from scratchcnn.oracle.understanding.names.vocabulary import PARAMETERS, meanings
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Pass
from scratchcnn.oracle.understanding.protocols.callers.factory import is_made
from scratchcnn.oracle.understanding.protocols.callers.on_classes import body
from scratchcnn.oracle.understanding.signatures.arguments.choices import as_in_forward
from scratchcnn.oracle.understanding.signatures.arguments.roles import BACKWARD_ROLES
from scratchcnn.oracle.understanding.signatures.arguments.signatures import NUMBERS, usable

Definition: TypeAlias = Mapping[str, Any]

# What sets an attribute, unless to None, which says nothing.
SET = r"self\.{0}\b[^=\n(\[]*=(?!=)(?!\s*None\b)"
# What sets one under a condition.
SET_IF = rf"^[ \t]+(?:if|elif|else)\b[^\n]*:\s*(?:[^\n]*\n[ \t]+)?{SET}"
# What sets one of anything but the object itself.
HANGS = r"\b(?!self\b)\w+\.{0} *=(?!=)"
# What is left in an attribute, of the object itself or of another; what says nothing of a gradient.
LEFT = re.compile(r"\b\w+\.\w+ *[-+*/]?=(?!=)(.+)$", re.MULTILINE)
CONSTANT, NUMBER = ("True", "False", "None"), re.compile(r"\s*-?[\d.e]+\s*")
# What a layer calls that goes back through the layers below it by itself.
HANDED_DOWN = re.compile(r"\.(?:backward|backprop|bwd|back)\(")
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
    if not passes:
        return ""
    other_order = exchanged(found.plan)
    if other_order or found.rank >= perfect_rank(found.setting):
        return other_order
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
        if meanings(name, (*plan.card.numbers, *plan.card.given, *BACKWARD_ROLES))
        or name in chosen
        or not is_read(name, described)
    ]
    # What joins arrays has nothing to take back but what its forward pass returned for it.
    kept = plan.card.kind == "joining" and plan.protocol.cache is not None and len(names) == 2
    if len(names) > 1 and known != names and not kept:
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


def unset(
    failure: Failure | None, definition: Definition, passes: Sequence[Pass], forward: str = ""
) -> str:
    """Return why a backward pass always raises that reads an attribute which nobody set; or "".

    If another method, or forward under some condition, sets it, a call was left out that the
    homework expects. If nothing in the class sets it, the name is misspelled: a mistake.
    `forward`: the source of the forward pass; what that always sets is not missing.
    """
    if failure is None or failure.type not in ("AttributeError", "TypeError"):
        return ""
    missing = re.fullmatch(r"'(\w+)' object has no attribute '(\w+)'.*", failure.message)
    last = definition["name"].rpartition(".")[2]
    own = [one.described.get("source", "") for one in passes]
    methods = definition.get("methods", {}).values()
    made = definition.get("methods", {}).get("__init__", {}).get("source", "")
    texts = [m["source"] for m in methods if m["source"] not in (*own, made)]
    if missing and missing[1] == last:
        names, sets = [missing[2]], SET
    elif "'NoneType'" in failure.message:
        names, sets = re.findall(r"self\.(\w+)", failure.source), SET
        if not any(is_set(name, sets, texts) for name in names):
            # The line may read it by another name, which a line before has given it.
            names, sets = re.findall(r"self\.(\w+)", "".join(own)), SET_IF
    else:
        return ""
    names = [name for name in names if not always_set(name, forward)]
    found = next((name for name in names if is_set(name, sets, texts)), None)
    return "" if found is None else f"its attribute `{found}` is not set by a plain call of forward"


def is_set(name: str, sets: str, texts: Sequence[str]) -> bool:
    """Return whether any source sets an attribute; `sets` is a pattern with room for its name."""
    return any(re.search(sets.format(name), text, re.MULTILINE) for text in texts)


def always_set(name: str, source: str) -> bool:
    r"""Return whether a method sets an attribute under no condition.

    >>> always_set("x", "def f(self, x):\n    self.x = x\n    return x")
    True
    >>> always_set("x", "def f(self, x):\n    if keep:\n        self.x = x\n    return x")
    False
    """
    lines = source.splitlines()[1:]
    depth = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    plain = re.compile(rf"^\s{{{depth}}}{SET.format(name)}")
    return any(plain.match(line) for line in lines)


def hung(failure: Failure | None, definition: Definition) -> str:
    """Return why a backward pass raises that reads what the class hangs on arrays; or ""."""
    if failure is None or failure.type != "AttributeError":
        return ""
    lacking = re.fullmatch(
        r"'(?:Tensor|numpy\.ndarray|memoryview)' object has no attribute '(\w+)'.*", failure.message
    )
    sources = [one["source"] for one in definition.get("methods", {}).values()]
    if lacking and any(re.search(HANGS.format(lacking[1]), text) for text in sources):
        return f"it reads `{lacking[1]}` of an array, and nothing says what hangs there"
    return ""


def no_number(failure: Failure | None, definition: Definition, passes: Sequence[Pass]) -> str:
    """Return why a backward pass raises where something was taken for a number; "" for no reason.

    The `s` of `backward(g, s)` is a stride, unless the code asks it for what no number has; and
    what a constructor takes by a name that says nothing was taken for a size.
    """
    if failure is None or NOT_A_NUMBER.search(failure.message) is None:
        return ""
    called = usable(passes[0].described["params"])
    letters = [p for p in called if len(p["name"]) == 1 and meanings(p["name"], NUMBERS)]
    unnamed = [p for p in usable(definition["params"]) if not meanings(p["name"], PARAMETERS)]
    made = definition.get("methods", {}).get("__init__", {}).get("source", "")
    read = [p for p in unnamed if reads_kept(failure.source, p["name"], made)]
    for parameter in (*letters, *(read if definition["kind"] == "class" else ())):
        if parameter["required"]:
            return f"the meaning of its parameter `{parameter['name']}` is not known"
    return ""


def reads_kept(line: str, parameter: str, made: str) -> bool:
    """Return whether a line reads the attribute in which a constructor keeps a parameter.

    >>> reads_kept("self.o.update(self)", "opt", "def __init__(self, opt): self.o = opt")
    True
    """
    kept = re.findall(rf"self\.(\w+)\s*=\s*{re.escape(parameter)}\b", made)
    return any(re.search(rf"self\.{name}\b", line) for name in kept)


def unplaced(failure: Failure | None, passes: Sequence[Pass]) -> str:
    """Return why a backward pass is not judged that returns nothing but stores something, or ""."""
    described = passes[0].described
    source = described.get("source", "")
    if failure is not None or not described.get("returns", {}).get("none"):
        return ""
    if HANDED_DOWN.search(source):
        return "it returns nothing, and hands its gradient to another backward pass"
    plain = {*CONSTANT, *(one["name"] for one in described["params"])}
    if any(
        not {one.strip()} <= plain and not NUMBER.fullmatch(one) for one in LEFT.findall(source)
    ):
        return (
            "it returns nothing, and which attribute holds the gradient of its input is not known"
        )
    return ""
