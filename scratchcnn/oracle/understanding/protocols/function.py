"""A function, and another beside it that is its backward pass; or itself, asked by a flag."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.names.vocabulary import DERIVATIVE_FLAGS, compact
from scratchcnn.oracle.understanding.protocols.callee import (
    Asked,
    Callee,
    Caller,
    Entry,
    Pass,
    Target,
    called_by_name,
)
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.signature import Argument

Definition: TypeAlias = Mapping[str, Any]


def entry(definition: Definition) -> Entry | None:
    """Return a function as what computes its own forward pass."""
    if definition["kind"] == "class":
        return None
    return Entry(FUNCTIONS, definition["name"], definition)


def made_by(definition: Definition) -> Callee:
    """Return what makes the object of a class: the class, called as a function is."""
    return Callee(FUNCTIONS, definition["name"])


def passes(asked: Asked) -> Iterator[Pass]:
    """Yield a function itself, if a flag makes it its own derivative, and those beside it."""
    if asked.sought.entry.made:
        return
    yield from flagged(asked.sought.definition)
    for one in asked.sought.partners:
        yield Pass(Callee(FUNCTIONS, one["name"]), one)


def flagged(definition: Definition) -> Iterator[Pass]:
    """Yield a function as its own backward pass, if a flag asks for the derivative."""
    for parameter in definition["params"]:
        name, default = parameter["name"], parameter.get("default")
        if compact(name) in DERIVATIVE_FLAGS and default is False:
            others = [one for one in definition["params"] if one is not parameter]
            asking = ((name, Argument("constant", True)),)
            yield Pass(
                Callee(FUNCTIONS, definition["name"]), {**definition, "params": others}, asking
            )
            return


def targets(callee: Callee) -> list[Target]:
    """Return the function."""
    return [Target({"name": callee.name}, lambda naming: naming(callee.name))]


FUNCTIONS = Caller("function", targets, called_by_name, entry, passes)
FUNCTION = Way("function", caller=FUNCTIONS)
