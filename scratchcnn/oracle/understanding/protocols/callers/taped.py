"""Which functions of a homework note their backward pass on a tape, by what their source says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.understanding.protocols.callers.tape import Tape
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable

Definition: TypeAlias = Mapping[str, Any]

# `tape.append(lambda g: ...)`, `tape.record("conv", cache)`: a method of anything but an array.
NOTES = re.compile(r"(?<![\w.])(\w+)\.(\w+)\(\s*(lambda\b|[\w.]+\s*[,)]|[\"'(\[{])")
FUNCTION = re.compile(r"\bdef\s+(\w+)\s*\(|^\s*(\w+)\s*=\s*lambda\b", re.MULTILINE)
OF_ARRAYS = frozenset(dir(np.ndarray))
MODULES = ("np", "numpy", "math", "scipy", "sp", "random", "rng")
# How a list is added to.
ADD = ("append", "extend", "insert")


def taped(definitions: Sequence[Definition]) -> dict[str, Definition]:
    """Return the functions that take part in a tape, each described without what it has for it."""
    found: dict[str, Definition] = {}
    for definition in definitions:
        tape = tape_of(definition, definitions) if definition["kind"] == "function" else None
        if tape is not None:
            hidden = {tape.parameter, *(name for name, _ in tape.stores)}
            params = [one for one in definition["params"] if one["name"] not in hidden]
            found[definition["name"]] = {**definition, "params": params, "tape": tape}
    return found


def tape_of(definition: Definition, definitions: Sequence[Definition]) -> Tape | None:
    """Return the tape on which a function notes something to be called later, or None."""
    source = definition["source"]
    parameters = [one["name"] for one in usable(definition["params"])]
    bound = re.findall(r"(\w+)(?:\s*,\s*\w+)*\s*=[^=]", source)
    functions = {name for pair in FUNCTION.findall(body(source)) for name in pair if name}
    for name, method, noted in NOTES.findall(body(source)):
        if method in OF_ARRAYS or name in MODULES or (name in bound and name not in parameters):
            continue
        callable_noted = noted == "lambda" or noted.rstrip(" ,)") in functions
        found = next(tapes_with(method, definitions), None)
        if found is None:
            continue
        prefix = definition["name"].rpartition(".")[0]
        if name in parameters:
            found = replace(found, parameter=name, stores=tuple(stores(definition, name)))
        else:
            found = replace(
                found,
                name=f"{prefix}.{name}" if prefix else name,
                stores=tuple(stores(definition, "")),
            )
        through = tuple(unwinding(definitions, found, name))
        if len(through) > 1:
            # They may be backward passes of one layer each, that share a list of what they need.
            through = ()
        if callable_noted or through or found.methods:
            return replace(found, functions=through)
    return None


def body(source: str) -> str:
    """Return the source of a function without its first `def`, which is not one inside it."""
    return re.sub(r"\A\s*(?:@.*\n\s*)*(?:async\s+)?def\s+\w+", "", source)


def tapes_with(method: str, definitions: Sequence[Definition]) -> Iterator[Tape]:
    """Yield what may be a tape that is noted on by a method of this name."""
    for definition in definitions:
        methods = definition.get("methods", {})
        bare = not any(one["required"] for one in definition["params"])
        if definition["kind"] == "class" and method in methods and bare:
            others = tuple(
                (name, with_a_gradient(one))
                for name, one in methods.items()
                if name not in (method, "__init__") and not one["empty"] and takes_one(one)
            )
            reverse = tuple(one for one in others if from_the_end("self", one[1]["source"]))
            alone = others if len(others) == 1 else ()
            yield Tape(kind=definition["name"], methods=reverse or alone)
    if method in ADD:
        yield Tape()


def takes_one(described: Definition) -> bool:
    """Return whether a method takes one argument, or requires none of several."""
    parameters = usable(described["params"])
    return bool(parameters) and sum(one["required"] for one in parameters) <= 1


def with_a_gradient(described: Definition) -> Definition:
    """Return a description in which the first parameter has to be given, whatever its default.

    `unwind(g=1.0)` begins at a loss, and may begin anywhere.
    """
    parameters: list[Definition] = list(described["params"])
    needed = any(one["required"] for one in parameters)
    first = next(iter(usable(parameters)), None)
    params = [
        {**one, "required": True} if one is first and not needed else one for one in parameters
    ]
    return {**described, "params": params, "begins_at_a_loss": True}


def stores(definition: Definition, tape: str) -> Iterator[tuple[str, str]]:
    """Yield the parameters into which gradients are put, with the kind of container that it takes.

    `grads["W"] = dW`, or `grads["W"], grads["b"] = dW, db`; `grads.append(dW)` and the like.
    """
    source = definition["source"]
    for one in usable(definition["params"]):
        name = re.escape(one["name"])
        if one["name"] == tape:
            continue
        put = rf"\b{name}\[\s*f?[\"'][^\]]*\](?:\s*,[^=\n]*)?\s*\+?=(?!=)|\b{name}\.update\("
        if re.search(put, source):
            yield one["name"], "dict"
        elif re.search(rf"\b{name}\.(?:{'|'.join(ADD)})\(", source):
            yield one["name"], "list"


def unwinding(
    definitions: Sequence[Definition], tape: Tape, name: str
) -> Iterator[tuple[Definition, str]]:
    """Yield the functions that go through a tape from its end, with the parameter that takes it."""
    for definition in definitions:
        if definition["kind"] != "function":
            continue
        if not tape.parameter:
            if from_the_end(name, definition["source"]) and takes_one(definition):
                yield with_a_gradient(definition), ""
            continue
        for one in usable(definition["params"]):
            if from_the_end(one["name"], definition["source"]):
                params = [p for p in definition["params"] if p is not one]
                if takes_one({"params": params}):
                    yield with_a_gradient({**definition, "params": params}), one["name"]


def from_the_end(name: str, source: str) -> bool:
    """Return whether code goes through what has this name in reverse.

    >>> from_the_end("t", "for f in reversed(t): g = f(g)"), from_the_end("t", "for f in t: f()")
    (True, False)
    """
    own = rf"(?<![\w.]){re.escape(name)}(?:\.\w+)?"
    reverse = rf"reversed\(\s*{own}|{own}\.pop\(|{own}\[::-1\]|{own}\.reverse\("
    return re.search(reverse, source) is not None
