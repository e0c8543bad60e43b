"""A layer's object, with one method for the forward pass and one for the backward pass."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.names.vocabulary import (
    BACKWARD,
    FORWARD,
    ZERO_GRAD,
    spelled_like,
)
from scratchcnn.oracle.understanding.protocols.callee import (
    Asked,
    Callee,
    Caller,
    Entry,
    Pass,
    Target,
    called_by_name,
)
from scratchcnn.oracle.understanding.protocols.callers.apart import apart
from scratchcnn.oracle.understanding.protocols.callers.factory import PARTS
from scratchcnn.oracle.understanding.protocols.callers.in_two import in_two
from scratchcnn.oracle.understanding.protocols.callers.updating import by_what_they_do
from scratchcnn.oracle.understanding.protocols.sources.attribute import OBJECT
from scratchcnn.oracle.understanding.protocols.way import Way

Definition: TypeAlias = Mapping[str, Any]
Step: TypeAlias = dict[str, Any]

CALL = "__call__"
KEPT = re.compile(r"self\.(\w+)[ \t]*(?:,[^=\n]*)?=(?!=)")
# Attributes that are added to, and those that are set to zero.
ADDED = re.compile(r"self\.(\w+)(?:\[[^\n=]*\])? *\+=")
ZEROED = re.compile(
    r"self\.(\w+)(?:\[[^\n=]*\] *= *0|\.fill\(0| *\*= *0|(?: *= *self\.\w+)* *= *(?:\w+\.)*zeros)"
)
# What does more than that: an update, or new parameters.
DOES_MORE = re.compile(r"-=|random|randn|rng")


def forward_method(definition: Definition) -> str | None:
    """Return the name of a class's forward method; None if it has none.

    Where calling the object keeps what another method reads, it is called: `layer(x)`.
    """
    methods = definition["methods"]
    return CALL if keeps_by_a_call(methods) else next(spelled_like(methods, FORWARD), None)


def keeps_by_a_call(methods: Mapping[str, Definition]) -> bool:
    """Return whether an object that is called keeps attributes which nothing but that sets.

    >>> call = {"source": "self.out = self.forward(x)", "params": [{"kind": "positional"}]}
    >>> keeps_by_a_call({"__call__": call, "backward": {"source": "g = self.out.g", "params": []}})
    True
    """
    if not methods.get(CALL) or not takes_something(methods[CALL]):
        return False
    others = [one["source"] for name, one in methods.items() if name != CALL]
    kept = set(KEPT.findall(methods[CALL]["source"])) - {
        name for source in others for name in KEPT.findall(source)
    }
    return any(re.search(rf"self\.{name}\b", source) for name in kept for source in others)


def backward_methods(definition: Definition) -> list[str]:
    """Return the names of a class's backward methods, most likely first."""
    return list(dict.fromkeys(spelled_like(definition["methods"], BACKWARD)))


def unnamed_methods(definition: Definition) -> list[str]:
    """Return the methods that take something, and have no name that is known."""
    methods = definition["methods"]
    return [name for name in of_no_known_name(definition) if takes_something(methods[name])]


def asking_methods(definition: Definition) -> list[str]:
    """Return the methods that take nothing, return something, and have no name that is known.

    A loss is asked for its gradient in such a way.
    """
    methods = definition["methods"]
    return [
        name
        for name in of_no_known_name(definition)
        if not takes_something(methods[name]) and not methods[name]["returns"]["none"]
    ]


def of_no_known_name(definition: Definition) -> list[str]:
    """Return the methods that have a body, and no name that is known."""
    methods = definition["methods"]
    known = {*spelled_like(methods, (*FORWARD, *BACKWARD, *ZERO_GRAD)), "__init__", "__call__"}
    return [
        name
        for name, method in methods.items()
        if name not in known and not method["static"] and not method["empty"]
    ]


def takes_something(method: Mapping[str, Any]) -> bool:
    """Return whether a method has a parameter."""
    return any(p["kind"] in ("positional", "keyword") for p in method["params"])


def zero_method(definition: Definition) -> str | None:
    """Return the method that sets a class's gradients to zero; None if it has none.

    Whatever its name: it takes nothing, and sets to zero what another method adds to.
    """
    methods = definition.get("methods", {})
    asked = [
        name
        for name, method in methods.items()
        if name != "__init__" and not any(p["required"] for p in method["params"])
    ]
    named = [name for name in spelled_like(methods, ZERO_GRAD) if name in asked]
    added = {name for method in methods.values() for name in ADDED.findall(method["source"])}
    by_source = [
        name
        for name in asked
        if added & set(ZEROED.findall(methods[name]["source"]))
        and not DOES_MORE.search(methods[name]["source"])
    ]
    return next(iter([*named, *by_source]), None)


def zeroing(definition: Definition) -> Callee | None:
    """Return what is called to set a layer's gradients to zero; None if it has nothing for that."""
    name = zero_method(definition)
    return None if name is None else method_of(definition, name)


def zero_steps(zero: Callee | None) -> Iterator[Step]:
    """Yield the step that sets the gradients of an object to zero, if it has a method for that."""
    if zero is not None:
        yield from zero.steps((), "nothing")


def zero_text(zero: Callee) -> str:
    """Return the line that sets the gradients of an object to zero."""
    ((start, _),) = zero.written((), str)
    return f"{start}()"


def method_of(definition: Definition, name: str) -> Callee:
    """Return a method as what is called: of a class, or a function that another one has made."""
    parts = definition.get("parts", {})
    return Callee(PARTS, name, parts[name]) if name in parts else Callee(METHODS, name)


def entry_at(definition: Definition, name: str) -> Entry:
    """Return a method as a forward pass."""
    callee = method_of(definition, name)
    ahead = definition.get("ahead", ())
    caller = replace(callee.caller, ahead=ahead) if ahead else callee.caller
    return Entry(caller, name, definition["methods"][name], made=True, path=callee.path)


def entry(definition: Definition) -> Entry | None:
    """Return the forward method of a class; None for a function or without such a method."""
    name = forward_method(definition) if definition["kind"] == "class" else None
    if name is None:
        return None
    return in_two(definition, entry_at(definition, name))


def passes(asked: Asked) -> Iterator[Pass]:
    """Yield the backward methods of a class."""
    definition, entry = asked.sought.definition, asked.sought.entry
    if not entry.made:
        return
    names = backward_methods(definition) or asked.sought.methods
    names = [name for name in names if name != entry.name]
    for name in by_what_they_do(definition, names, entry.name):
        callee = method_of(definition, name)
        with_others = apart(definition, callee, entry.name)
        if with_others is not None:
            yield with_others
        yield Pass(callee, definition["methods"][name])


def targets(callee: Callee) -> list[Target]:
    """Return the only call: of the object's method."""
    return [Target({"attr": [OBJECT, callee.name]}, lambda naming: f"layer.{callee.name}")]


METHODS = Caller("method", targets, called_by_name, entry, passes)
METHOD = Way("method", caller=METHODS)
