"""A forward function whose backward pass is another function, or itself with a flag set."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.carriers.carrier import Naming
from scratchcnn.oracle.understanding.names.vocabulary import DERIVATIVE_FLAGS, compact
from scratchcnn.oracle.understanding.protocols.callee import (
    Asked,
    Callee,
    Caller,
    Entry,
    Pass,
    Target,
    called_by_name,
    no_entry,
    no_passes,
)
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.signature import Argument

Definition: TypeAlias = Mapping[str, Any]


def entry(definition: Definition) -> Entry | None:
    """Return a function as its own forward pass; None for a class."""
    if definition["kind"] == "class":
        return None
    if definition.get("each"):
        return Entry(EACH, definition["name"], definition)
    called = METHODS if definition.get("method") else FUNCTIONS
    return Entry(by_position(called, definition), definition["name"], definition)


def by_position(caller: Caller, definition: Definition) -> Caller:
    """Return how a function is called, with what it takes by position handed over so."""
    ahead = definition.get("ahead", ())
    return replace(caller, ahead=ahead) if ahead else caller


def made_by(definition: Definition) -> Callee:
    """Return the constructor of a class: the class itself, called like a function."""
    return Callee(FUNCTIONS, definition["name"])


def passes(asked: Asked) -> Iterator[Pass]:
    """Yield the function itself, if it has a flag for its derivative, then its partners."""
    if asked.sought.entry.made:
        return
    yield from flagged(asked.sought.definition, asked.sought.flags)
    for one in asked.sought.partners:
        yield Pass(Callee(by_position(FUNCTIONS, one), one["name"]), one)


def flagged(definition: Definition, flags: Sequence[str]) -> Iterator[Pass]:
    """Yield a function as its own backward pass, if it has a flag that selects the derivative.

    What is None in a forward call, `def relu(x, deriv=False, grad=None)`, may be needed then.
    """
    for parameter in definition["params"]:
        name, default = parameter["name"], parameter.get("default")
        known = compact(name) in DERIVATIVE_FLAGS or name in flags
        if known and default is False:
            others = [one for one in definition["params"] if one is not parameter]
            needed = [{**one, "required": one["required"] or is_none(one)} for one in others]
            asking = ((name, Argument("constant", True)),)
            for params in (needed, others) if needed != others else (others,):
                described = {**definition, "params": params}
                caller = by_position(FUNCTIONS, definition)
                yield Pass(Callee(caller, definition["name"]), described, asking)
            return


def is_none(parameter: Mapping[str, Any]) -> bool:
    """Return whether a parameter is None by default."""
    return not parameter["required"] and parameter.get("default") is None


def targets(callee: Callee) -> list[Target]:
    """Return the only call: of the function by its name."""
    return [Target({"name": callee.name}, lambda naming: naming(callee.name))]


def of_its_class(name: str, naming: Naming) -> str:
    """Return how a method is referred to that is called as a function: `Tensor.relu`."""
    owner, _, method = name.rpartition(".")
    return f"{naming(owner)}.{method}"


def method_targets(callee: Callee) -> list[Target]:
    """Return the only call: of the method of a class, as a function of the object."""
    return [Target({"name": callee.name}, lambda naming: of_its_class(callee.name, naming))]


def each_targets(callee: Callee) -> list[Target]:
    """Return the only call: of the function, with every number by itself."""
    function = {"made": [{"tool": "each"}, {"function": {"name": callee.name}}]}
    return [Target(function, lambda naming: f"each({of_its_class(callee.name, naming)})")]


FUNCTIONS = Caller("function", targets, called_by_name, entry, passes)
METHODS = replace(
    FUNCTIONS, name="method_of", targets=method_targets, entry=no_entry, passes=no_passes
)
EACH = Caller("each", each_targets, called_by_name, no_entry, no_passes, named=False)
FUNCTION = Way("function", caller=FUNCTIONS)
