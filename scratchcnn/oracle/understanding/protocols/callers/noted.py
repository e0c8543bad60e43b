"""A layer whose backward pass reads the arguments of its forward pass from a node of a graph.

`compute(self, *arrays)` and `gradient(self, out_grad, node)` with `node.inputs`, as an engine calls
them. Without that engine a node of ours notes what forward was called with.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.carriers.carrier import Naming
from scratchcnn.oracle.understanding.protocols.callee import (
    Asked,
    Callee,
    Caller,
    Entry,
    Pass,
    Step,
    Target,
    called_by_name,
)
from scratchcnn.oracle.understanding.protocols.callers.method import (
    CALL,
    backward_methods,
    forward_method,
    method_of,
)
from scratchcnn.oracle.understanding.protocols.sources.attribute import OBJECT
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.signature import Argument

Definition: TypeAlias = Mapping[str, Any]

# The variable that holds the node, and the one of the forward pass that is noted there.
NODE, FORWARD = "node", "forward"


@dataclass(frozen=True)
class Noted:
    """The forward pass whose arguments are noted.

    Attributes
    ----------
    method : its name
    """

    method: str

    @property
    def caller(self) -> Caller:
        """How it is called."""
        noted: Step = {
            "call": {"tool": "filling"},
            "args": [{"attr": [OBJECT, self.method]}, {"tool": "note"}, {"var": NODE}],
            "save": FORWARD,
        }
        before = [{"let": NODE, "value": {"tool": "node"}}, noted]
        return replace(NOTES, before=before, before_text=self.text)

    def text(self, naming: Naming) -> Sequence[str]:
        """Return the same as lines of Python."""
        return [
            "from types import SimpleNamespace",
            f"{NODE} = SimpleNamespace(inputs=())",
            f"def {FORWARD}(*inputs):",
            f"    {NODE}.inputs = inputs",
            f"    return layer.{self.method}(*inputs)",
        ]


def noted_pass(definition: Definition) -> tuple[str, str] | None:
    """Return a backward method that reads a node's inputs, and the parameter that takes the node.

    None if it reads anything else there, which nothing but the engine knows, or inputs that are not
    several: the one array of another layer has the same name.
    """
    for name in backward_methods(definition):
        method = definition["methods"][name]
        for one in usable(method["params"]):
            own = re.escape(str(one["name"]))
            read = re.findall(rf"(?<![\w.]){own}\.(\w+)", method["source"])
            if set(read) == {"inputs"} and len(taken_apart(own, method["source"])) == len(read):
                return name, str(one["name"])
    return None


def taken_apart(own: str, source: str) -> list[str]:
    """Return where the inputs of a node are unpacked, or one of them is taken out.

    >>> taken_apart("node", "a, b = node.inputs"), taken_apart("node", "(a,) = node.inputs")
    (['a, b = node.inputs'], ['(a,) = node.inputs'])
    >>> taken_apart("node", "x = node.inputs[0]"), taken_apart("node", "node.inputs.T @ g")
    (['node.inputs['], [])
    """
    unpacked = rf"[^\n=]*,[^\n=]*=[ \t]*{own}\.inputs(?=[ \t]*(?:#|\n|$))"
    return re.findall(rf"{unpacked}|(?<![\w.]){own}\.inputs\[", source)


def entry(definition: Definition) -> Entry | None:
    """Return the forward method of a class whose backward method reads a node; else None."""
    if definition["kind"] != "class" or noted_pass(definition) is None:
        return None
    # Calling the op makes a node, which the engine knows how to go on with.
    methods = {name: one for name, one in definition["methods"].items() if name != CALL}
    name = forward_method({**definition, "methods": methods})
    if name is None or name in definition.get("parts", {}):
        return None
    return Entry(Noted(name).caller, name, definition["methods"][name], made=True)


def passes(asked: Asked) -> Iterator[Pass]:
    """Yield the method that reads the node."""
    definition = asked.sought.definition
    found = noted_pass(definition) if asked.sought.entry.caller.name == NOTES.name else None
    if found is None:
        return
    name, parameter = found
    method = definition["methods"][name]
    params = [one for one in method["params"] if one["name"] != parameter]
    always = ((parameter, Argument("variable", NODE)),)
    yield Pass(method_of(definition, name), {**method, "params": params}, always)


def targets(callee: Callee) -> list[Target]:
    """Return the only call: of what notes its arguments, and hands them on."""
    return [Target({"var": FORWARD}, lambda naming: FORWARD)]


NOTES = Caller("noted", targets, called_by_name, entry, passes, named=False)
NOTED = Way("noted", caller=NOTES)
