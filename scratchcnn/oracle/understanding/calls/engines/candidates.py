"""Which classes of a homework may be what it computes with, and how they may be used."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.carriers.own import ARRAYS, LISTS
from scratchcnn.oracle.understanding.names.languages import BACKWARD_WORDS
from scratchcnn.oracle.understanding.names.vocabulary import (
    BACKWARD,
    compact,
    is_gradient,
    spelled_like,
    words,
)
from scratchcnn.oracle.understanding.protocols.callers.graph import GIVEN, PUT, WEIGHTED
from scratchcnn.oracle.understanding.protocols.table import entry_of
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable

Definition: TypeAlias = Mapping[str, Any]

# What goes through the nodes of a graph from its end.
FROM_THE_END = re.compile(r"reversed\(|\[::-1\]|\.pop\(|\.reverse\(|sort")
# What holds gradients, in whatever it is kept.
GRADIENT = re.compile(r"\.\w*(?:grad|adjoint|deriv)\w*\b", re.IGNORECASE)
OPERATORS = ("__add__", "__mul__", "__matmul__", "__sub__")
# The sides of the arrays that are tried.
SIZE = 2
# How many methods, functions and attributes of one class are tried.
MOST = 8


@dataclass(frozen=True)
class Maker:
    """A way to make an object: of what, by what, and with which options."""

    name: str
    made_of: str = ARRAYS
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Start:
    """A way to start the backward pass: see `carriers.carrier.Graph`."""

    name: str
    form: str
    attribute: str = ""
    function: bool = False
    as_array: bool = False


def last(definition: Definition) -> str:
    """Return the name of a definition without that of its module."""
    return str(definition["name"]).rpartition(".")[2]


def candidates(definitions: Sequence[Definition]) -> Iterator[Definition]:
    """Yield the classes that may be made of an array, and start a backward pass.

    Those that others are derived from come first: a parameter is a tensor, too.
    """
    functions = [one for one in definitions if one["kind"] == "function"]
    by_function = any(begins(one) for one in functions)
    found = [
        one
        for one in definitions
        if one["kind"] == "class"
        and any(True for _ in makers(one, definitions))
        and (by_function or any(True for _ in start_methods(one)))
    ]
    bases = {base for one in definitions for base in one.get("bases", ())}
    yield from sorted(found, key=lambda one: last(one) not in bases)


def takes_one(params: Sequence[Definition]) -> bool:
    """Return whether something can be called with one argument."""
    named = usable(params)
    return bool(named) and sum(one["required"] for one in named) <= 1


def takes_none(method: Definition) -> bool:
    """Return whether a method can be called without arguments."""
    return not method["static"] and not any(one["required"] for one in method["params"])


def goes_back(name: str) -> bool:
    """Return whether a name is that of a backward pass, in whatever language."""
    named = any(spelled_like([name], BACKWARD))
    return named or bool(set(words(name)) & {"backward", "backprop", *BACKWARD_WORDS})


def begins(function: Definition) -> bool:
    """Return whether a function may start the backward pass of what it is given.

    What says by its name alone that it does need not be given the gradient of that.
    """
    source = function["source"]
    walks = "topo" in source or bool(FROM_THE_END.search(source) and GRADIENT.search(source))
    needed = sum(one["required"] for one in usable(function["params"]))
    fits = needed <= 2 if walks else goes_back(last(function)) and needed <= 1
    return fits and bool(usable(function["params"])) and not function["empty"]


def start_methods(definition: Definition) -> Iterator[str]:
    """Yield the methods that may start a backward pass, those first whose names say so."""
    methods = definition["methods"]
    able = [
        name
        for name, method in methods.items()
        if not method["static"] and sum(one["required"] for one in method["params"]) <= 1
    ]
    named = [name for name in able if goes_back(name)]
    yield from named
    yield from (
        name for name in able if name not in named and FROM_THE_END.search(methods[name]["source"])
    )


def makers(definition: Definition, definitions: Sequence[Definition]) -> Iterator[Maker]:
    """Yield the ways to make an object: by the class itself, or by a function for that."""
    name = last(definition)
    functions = [
        one
        for one in definitions
        if one["kind"] == "function"
        and takes_one(one["params"])
        and (compact(last(one)) in compact(name) or compact(name) in compact(last(one)))
        and last(one)
    ]
    itself = [definition] if takes_one(definition["params"]) else []
    for one in (*itself, *functions[:MOST]):
        for made_of in (ARRAYS, LISTS):
            yield Maker(one["name"], made_of)
            for flag in flags(one):
                yield Maker(one["name"], made_of, {flag: True})


def flags(definition: Definition) -> list[str]:
    """Return the parameters that say whether gradients are wanted, if they are not by default."""
    return [one["name"] for one in usable(definition["params"]) if one.get("default") is False][:3]


def starts(definition: Definition, definitions: Sequence[Definition]) -> Iterator[Start]:
    """Yield the ways to start a backward pass."""
    attributes = gradient_attributes(definition)
    called = [
        *(
            (name, definition["methods"][name]["params"], False)
            for name in start_methods(definition)
        ),
        *(
            (one["name"], one["params"][1:], True)
            for one in definitions
            if one["kind"] == "function" and begins(one)
        ),
    ]
    for name, params, function in called[:MOST]:
        if usable(params):
            yield Start(name, GIVEN, function=function)
            yield Start(name, GIVEN, function=function, as_array=True)
    for name, params, function in called[:MOST]:
        if any(one["required"] for one in params):
            continue
        for attribute in attributes:
            for as_array in (False, True):
                yield Start(name, PUT, attribute, function, as_array)
        if not function:
            yield Start(name, WEIGHTED)


def gradient_attributes(definition: Definition) -> list[str]:
    """Return the attributes in which an object may keep its gradient, most likely first."""
    # What it inherits is written elsewhere.
    source = "".join(method["source"] for method in definition["methods"].values())
    kept = dict.fromkeys(re.findall(r"self\.(\w+) *(?::[^=\n]+)?=(?!=)", source))
    return sorted(kept, key=lambda name: not is_gradient(name))[:3]


def readers(definition: Definition) -> list[str]:
    """Return the methods that may give the numbers back."""
    methods = definition["methods"]
    return [
        name
        for name, method in methods.items()
        if takes_none(method) and not name.startswith("_") and not goes_back(name)
    ][: 4 * MOST]


def operations(definition: Definition, definitions: Sequence[Definition]) -> Iterator[Any]:
    """Yield what may be computed with objects: the step that makes `out` of `a` and `b`.

    Any that has a gradient will do.
    """
    for name in OPERATORS:
        yield {"call": {"attr": [{"var": "a"}, name]}, "args": [{"var": "b"}]}
    for name in readers(definition)[:MOST]:
        yield {"call": {"attr": [{"var": "a"}, name]}, "args": []}
    for name in taking(definitions, 1):
        yield {"call": {"name": name}, "args": [{"var": "a"}]}
    for name in taking(definitions, 2):
        for other in ({"var": "b"}, {"var": "labels"}):
            yield {"call": {"name": name}, "args": [{"var": "a"}, other]}
    for name in taking(definitions, 3):
        yield {"call": {"name": name}, "args": [{"var": "a"}, {"var": "b"}, {"var": "c"}]}
    yield from through_layers(definition, definitions)


def through_layers(
    definition: Definition, definitions: Sequence[Definition]
) -> Iterator[dict[str, Any]]:
    """Yield the calls of layers that can be made with nothing but sizes."""
    for one in definitions:
        entry = entry_of(one) if one["kind"] == "class" and one is not definition else None
        if entry is not None and takes_one(entry.described["params"]):
            sizes = {p["name"]: {"value": SIZE} for p in usable(one["params"]) if p["required"]}
            made = {"made": [{"name": one["name"]}, sizes]}
            yield {"call": {"attr": [made, entry.name]}, "args": [{"var": "a"}]}


def taking(definitions: Sequence[Definition], count: int) -> list[str]:
    """Return the functions that need this many arguments."""
    return [
        one["name"]
        for one in definitions
        if one["kind"] == "function" and sum(p["required"] for p in usable(one["params"])) == count
    ][:MOST]
