"""The definitions of a homework that may be layers, each with what it may compute with."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.engines.beginning import beginning
from scratchcnn.oracle.understanding.calls.engines.candidates import candidates, last
from scratchcnn.oracle.understanding.calls.engines.engine import Engine
from scratchcnn.oracle.understanding.carriers.carrier import Carrier, Graph
from scratchcnn.oracle.understanding.carriers.numbers import Numbers
from scratchcnn.oracle.understanding.carriers.own import Own, carrier
from scratchcnn.oracle.understanding.names.recognise import read_name
from scratchcnn.oracle.understanding.names.vocabulary import compact
from scratchcnn.oracle.understanding.protocols.callers.graph import BARE, WEIGHTED
from scratchcnn.oracle.understanding.protocols.table import entry_of
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable

Definition: TypeAlias = Mapping[str, Any]

OF_NUMPY = re.compile(r"\b(?:np|numpy)\.")
# The object itself, as the parameter of a method that is called as a function.
SELF = {"name": "self", "kind": "positional", "required": True}


@dataclass(frozen=True)
class Found:
    """A class that carries arrays, how it is used, and all classes derived from it."""

    own: Own
    graph: Graph
    family: frozenset[str]
    definition: Definition


def with_carriers(found: Sequence[Found], definitions: Sequence[Definition]) -> list[Definition]:
    """Return the definitions that may be layers, with what they may compute with.

    A homework without a class that carries arrays is returned as it is.
    """
    if not found:
        return list(definitions)
    own = {name for one in found for name in one.family}
    rest = [one for one in definitions if one["name"] not in own]
    known_by_source = {one["source"] for one in rest if one["kind"] == "function"}
    methods = [
        method
        for one in found
        for method in methods_of(one, rest)
        # What a loop has made a method of is judged as the function that it is.
        if method["source"] not in known_by_source
    ]
    every = [*methods, *without_operations(rest, methods)]
    known = mentioning(own | {last({"name": one.own.maker}) for one in found}, rest)
    carriers = tuple(way for one in found for way in made(one, known))
    return [{**called_whole(one), "carriers": carriers} for one in every]


def engines(runner: Runner, definitions: Sequence[Definition]) -> Iterator[Found]:
    """Yield the classes that carry arrays, but for those that are derived from others of them."""
    taken: set[str] = set()
    for definition in candidates(definitions):
        if definition["name"] in taken:
            continue
        found = Engine(runner, definition, definitions).found()
        if found is not None:
            family = derived(definition, definitions)
            taken |= family
            yield Found(*found, frozenset(family), definition)


def sure_of_their_start(runner: Runner, found: Sequence[Found]) -> Iterator[Found]:
    """Yield the classes of arrays by which layers are judged, each with a start that is right.

    What starts from ones takes no gradient of a layer's output, but that of a product with it. One
    whose operators cannot tell is used as its names suggest: the layers will show.
    """
    for one in found:
        graph = one.graph if one.graph.form == WEIGHTED else beginning(runner, one.own, one.graph)
        if graph is None and one.graph.form != BARE:
            yield one
        elif graph is not None and graph.form != BARE:
            yield replace(one, graph=graph)


def derived(definition: Definition, definitions: Sequence[Definition]) -> set[str]:
    """Return the names of a class and of all that are derived from it."""
    names, size = {definition["name"]}, 0
    while len(names) > size:
        size = len(names)
        bare = {name.rpartition(".")[2] for name in names}
        names |= {one["name"] for one in definitions if bare & set(one.get("bases", ()))}
    return names


def methods_of(found: Found, definitions: Sequence[Definition]) -> Iterator[Definition]:
    """Yield the methods of a class that name an op, each as a function of the object."""
    definition = found.definition
    for name, method in definition["methods"].items():
        layer = read_name(name).ops and not is_reshaping(name, method)
        if layer and not method["static"] and not method["empty"]:
            place = {key: definition[key] for key in ("file", "line", "doc")}
            called = f"{definition['name']}.{name}"
            taken = taken_by(name, method, definitions)
            each = isinstance(found.own, Numbers)
            known = {"kind": "function", "name": called, "method": True, "each": each}
            yield {**method, **place, **taken, **known}


def is_reshaping(name: str, method: Mapping[str, Any]) -> bool:
    """Return whether a method makes any shape that it is given: only a layer flattens."""
    flattens = any(card_of(op).kind == "flattening" for op in read_name(name).ops)
    return flattens and any(one["kind"] != "var_keyword" for one in method["params"])


def taken_by(name: str, method: Definition, definitions: Sequence[Definition]) -> Mapping[str, Any]:
    """Return what a method takes besides the object; what hands all on, what the operation takes.

    An operation is known by its name; the arrays are handed on by position, and options by name.
    """
    params = method["params"]
    operation = operation_of(name, definitions)
    if usable(params) or not params or operation is None:
        return {"params": [SELF, *params]}
    forward = entry_of(operation)
    inner = [] if forward is None else list(usable(forward.described["params"]))
    # A static method is handed a context first.
    inner = inner[2:] if forward is not None and forward.described["static"] else inner[1:]
    ahead = ("self", *(one["name"] for one in inner if one["required"]))
    behind = name if forward is None else forward.described["source"]
    return {"params": [SELF, *inner], "ahead": ahead, "source": method["source"] + behind}


def operation_of(name: str, definitions: Sequence[Definition]) -> Definition | None:
    """Return the class of the operation that a method of this name stands for, if there is one."""
    return next(
        (
            one
            for one in definitions
            if one["kind"] == "class" and one.get("bases") and compact(last(one)) == compact(name)
        ),
        None,
    )


def without_operations(
    definitions: Sequence[Definition], methods: Sequence[Definition]
) -> Iterator[Definition]:
    """Yield the definitions without the operations that functions and methods stand for.

    `relu(x)` that is `ReLU()(x)` is what users call, and is judged in its place. What is derived
    from the same class, and has no name of an op, is an operation as well, and so is that class.
    """
    callers = [*methods, *definitions]
    behind = [one for one in definitions if is_behind(one, callers)]
    bases = bases_of(behind, definitions)
    for definition in definitions:
        nameless = not read_name(definition["name"]).ops
        own = {last(definition), *definition.get("bases", ())}
        alike = definition["kind"] == "class" and bool(bases & own)
        if definition not in behind and not (nameless and alike):
            yield definition


def bases_of(classes: Sequence[Definition], definitions: Sequence[Definition]) -> set[str]:
    """Return the names of all classes from which some are derived."""
    bases = {base for one in classes for base in one["bases"]}
    further = [one for one in definitions if last(one) in bases and one.get("bases")]
    left = [one for one in definitions if one not in further]
    return bases | bases_of(further, left) if further else bases


def is_behind(definition: Definition, callers: Sequence[Definition]) -> bool:
    """Return whether a class is the operation behind a function or method of the same op."""
    if definition["kind"] != "class" or not definition.get("bases"):
        return False
    ops, name = set(read_name(definition["name"]).ops), re.escape(last(definition))
    called = re.compile(rf"\b{name}\([^\n]*\)\(|\b{name}\.\w+\(")
    return any(
        ("ahead" in one and compact(last(one)) == compact(last(definition)))
        or (called.search(one["source"]) and (not ops or ops & set(read_name(one["name"]).ops)))
        for one in callers
        if one is not definition
    )


def called_whole(definition: Definition) -> Definition:
    """Return a class whose objects are called, which hands all arguments on, as it is called.

    What is handed on are the parameters of the method that computes.
    """
    call = definition.get("methods", {}).get("__call__")
    if call is None or usable(call["params"]) or not call["params"]:
        return definition
    inner = entry_of({**definition, "methods": without_call(definition)})
    if inner is None or inner.described["static"]:
        return definition
    params = [one for one in usable(inner.described["params"]) if one["required"]]
    described = {**inner.described, "params": params}
    ahead = tuple(one["name"] for one in params)
    return {**definition, "methods": {"__call__": described}, "ahead": ahead}


def without_call(definition: Definition) -> dict[str, Any]:
    """Return the methods of a class but for the one by which its objects are called."""
    return {name: one for name, one in definition["methods"].items() if name != "__call__"}


def mentioning(names: set[str], definitions: Sequence[Definition]) -> set[str]:
    """Return the names of the definitions whose source mentions any of these, or one of them."""
    known, bare = set(names), {name.rpartition(".")[2] for name in names}
    left = list(definitions)
    while left:
        sign = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(bare)))})\b")
        new = [one for one in left if sign.search(one["source"])]
        if not new:
            break
        left = [one for one in left if one not in new]
        known |= {one["name"] for one in new}
        bare |= {last(one) for one in new}
    return known


def made(found: Found, known: set[str]) -> Iterator[Carrier]:
    """Yield the carriers of a class, for losses also those that take other targets."""
    test, name = suits(found.own, known), found.own.kind
    yield carrier(found.own, found.graph, test, name)
    for targets in (("labels",), ("labels", "target")):
        plain = replace(found.graph, as_arrays=found.graph.as_arrays | set(targets))
        losses = partial(suits_a_loss, test)
        yield carrier(found.own, plain, losses, f"{name}, but {targets[-1]}")


def suits_a_loss(test: Callable[[Definition], bool], definition: Definition) -> bool:
    """Return whether a definition may be a loss that computes with a class."""
    return any(card_of(op).loss for op in read_name(definition["name"]).ops) and test(definition)


def suits(own: Own, known: set[str]) -> Callable[[Definition], bool]:
    """Return the test for definitions that may compute with a class.

    They mention it, or what computes with it, or read its numbers; or they use operators alone, and
    nothing of NumPy.
    """
    attribute = str(own.read[0]).removesuffix("()")
    reads = re.compile(rf"\.{re.escape(attribute)}\b")

    def test(definition: Definition) -> bool:
        if definition.get("method") or definition.get("wrapped") or definition["name"] in known:
            return True
        source = definition["source"]
        return bool(reads.search(source)) or not OF_NUMPY.search(source)

    return test
