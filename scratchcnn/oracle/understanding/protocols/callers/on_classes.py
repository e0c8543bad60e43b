"""Which methods are called on their class itself, and which of them take a context."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.understanding.names.recognise import read_name
from scratchcnn.oracle.understanding.names.vocabulary import BACKWARD, FORWARD, spelled_like
from scratchcnn.oracle.understanding.protocols.callers.static import DICTIONARY, Static
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.from_source.put_into import put_into

Definition: TypeAlias = Mapping[str, Any]

# What a method has of its class.
KEPT = ("file", "line", "libraries", "carriers")
# What a context has by itself.
KNOWN = frozenset(
    ("saved_tensors", "saved_values", "saved_variables", "needs_input_grad", "save_for_backward")
)
# What fills a context that forward does not take.
SETUP = "setup_context"
OF_ARRAYS = frozenset(dir(np.ndarray))


def on_classes(definitions: Sequence[Definition]) -> dict[str, list[Definition]]:
    """Return the functions that stand for a class with static methods, by the name of the class.

    A class with a static forward pass is one layer. One that only holds functions, some of which
    have the name of an op, is as many layers as they are.
    """
    found: dict[str, list[Definition]] = {}
    for definition in definitions:
        if definition["kind"] != "class":
            continue
        static = {name: one for name, one in definition["methods"].items() if one["static"]}
        forward = next(spelled_like(static, FORWARD), None)
        if forward is not None and not static[forward]["empty"]:
            alone = layer(definition, forward, static, definitions)
            # What others put into the context is not there where it is called without them.
            call = alone["static_call"]
            if not lacking(call, static[call.setup or forward], definitions):
                found[definition["name"]] = [alone]
        elif len(static) > 1 and any(read_name(name).ops for name in static):
            found[definition["name"]] = list(functions(definition, static))
    return found


def layer(
    definition: Definition,
    forward: str,
    static: Mapping[str, Definition],
    definitions: Sequence[Definition],
) -> Definition:
    """Return the description of a class as a function: its forward pass."""
    owner = definition["name"]
    backward = next((name for name in spelled_like(static, BACKWARD) if name != forward), None)
    pulled = None if backward is None else static[backward]
    setup = SETUP if SETUP in static and pulled is not None else ""
    parameter = first_name(static[SETUP]) if setup else context_of(static[forward], pulled)
    context = class_of(parameter, static[setup or forward], definitions) if parameter else ""
    partner = None
    if backward is not None and pulled is not None:
        own = Static(owner, backward, first_name(pulled) if parameter else "")
        partner = as_function(definition, f"{owner}.{backward}", pulled, own)
    call = Static(owner, forward, parameter, context, partner, setup)
    return {**as_function(definition, owner, static[forward], call), "doc": definition["doc"]}


def lacking(call: Static, forward: Definition, definitions: Sequence[Definition]) -> set[str]:
    """Return what a backward pass reads from its context that forward does not put there."""
    if not call.parameter or call.backward is None:
        return set()
    own = re.escape(call.backward["static_call"].parameter)
    asked = rf"(?<![\w.]){own}\.(\w+)|getattr\(\s*{own}\s*,\s*[\"'](\w+)"
    read = {name for pair in re.findall(asked, call.backward["source"]) for name in pair if name}
    if call.context == DICTIONARY:
        return set()
    put = set(re.findall(rf"(?<![\w.]){re.escape(call.parameter)}\.(\w+)", forward["source"]))
    holder = next((one["source"] for one in definitions if one["name"] == call.context), "")
    return {name for name in read - put - KNOWN if not re.search(rf"\b{name}\b", holder)}


def functions(definition: Definition, static: Mapping[str, Definition]) -> Iterator[Definition]:
    """Yield the static methods of a class that only holds functions."""
    for name, method in static.items():
        owner = definition["name"]
        yield as_function(definition, f"{owner}.{name}", method, Static(owner, name))


def as_function(definition: Definition, name: str, method: Definition, call: Static) -> Definition:
    """Return the description of a method as that of a function, without its context."""
    params = [one for one in method["params"] if one["name"] != call.parameter]
    shared = {key: definition[key] for key in KEPT if key in definition}
    return {
        "doc": "",
        **shared,
        **method,
        "kind": "function",
        "name": name,
        "params": params,
        "static_call": call,
    }


def first_name(method: Definition) -> str:
    """Return the name of the first parameter; "" without one."""
    return next((str(one["name"]) for one in usable(method["params"])), "")


def context_of(forward: Definition, backward: Definition | None) -> str:
    """Return the parameter of a forward pass that takes a context, or "".

    It is the first one. What is kept in it, as an attribute, by a key or by a call that returns
    nothing, the backward pass reads from its own first parameter. Nothing of that is done to an
    array, whose methods in place are known: `x.fill(0)`, or `x.add_(1)`.
    """
    name = first_name(forward)
    if not name or backward is None or not first_name(backward):
        return ""
    put = put_into(forward["source"], name)
    told = any(not method.endswith("_") for method in put.calls - OF_ARRAYS)
    if told or put.attributes or put.keys:
        return name
    same = name == first_name(backward)
    nothing = not re.search(rf"(?<![\w.]){re.escape(name)}\b", body(forward["source"]))
    return name if same and nothing else ""


def body(source: str) -> str:
    r"""Return the source of a function without its head: what stands behind `def name(...):`.

    >>> body("def f(ctx, x):\n    return x")
    '\n    return x'
    """
    return re.sub(r"\A(?:.|\n)*?\)\s*(?:->[^:]+)?:", "", source, count=1)


def class_of(parameter: str, forward: Definition, definitions: Sequence[Definition]) -> str:
    """Return the class of the homework that has what is asked of a context; "" without one.

    It is made without arguments. What is written into by keys is a dictionary.
    """
    if re.search(rf"(?<![\w.]){re.escape(parameter)}\[[\"']", forward["source"]):
        return DICTIONARY
    asked = set(re.findall(rf"(?<![\w.]){re.escape(parameter)}\.(\w+)\(", forward["source"]))
    for definition in definitions:
        if definition["kind"] != "class" or any(one["required"] for one in definition["params"]):
            continue
        if asked and asked <= {*definition["methods"]}:
            return str(definition["name"])
    return ""
