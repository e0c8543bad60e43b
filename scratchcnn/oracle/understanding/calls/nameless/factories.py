"""Functions that make a layer: they return functions that share variables, in whatever container.

Which of them return functions their text says; what they return is seen when they are called, with
anything that they take. From then on such a function is described like a class.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.cards.table import cards
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.carriers.carrier import Expression
from scratchcnn.oracle.understanding.names.vocabulary import BACKWARD, FORWARD, spelled_like
from scratchcnn.oracle.understanding.protocols.place import behind
from scratchcnn.oracle.understanding.protocols.sources.attribute import OBJECT
from scratchcnn.oracle.understanding.signatures.arguments.backward_arguments import rates_of_maker
from scratchcnn.oracle.understanding.signatures.arguments.nameless import known_constant
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.layout.paths import path_of
from scratchcnn.oracle.understanding.signatures.probes.expressions import expression
from scratchcnn.oracle.understanding.signatures.probes.settings import SIZES, other_setting
from scratchcnn.oracle.understanding.signatures.signature import Path

Definition: TypeAlias = Mapping[str, Any]
Parameter: TypeAlias = Mapping[str, Any]

# A layer is made with no more arguments than that, and one homework has no more such functions.
ARGUMENTS, MOST = 8, 60
# What a parameter is given that has no known name: numbers, or shapes and arrays before them.
NUMBER: Expression = {"value": 2}
SHAPE: Expression = {"tuple": [{"value": 2}, {"value": 6}, {"value": 6}]}
KERNELS, MATRIX, VECTOR = ({"array": np.ones(shape)} for shape in ((2, 2, 2, 2), (2, 2), (2,)))
GIVEN: tuple[tuple[Expression, ...], ...] = (
    (),
    (SHAPE,),
    (MATRIX, VECTOR),
    (KERNELS, VECTOR),
    ({"tuple": [{"value": 2}] * 2},) * ARGUMENTS,
)
WITHOUT_NAME = "<lambda>"


def factories(
    runner: Runner, definitions: Sequence[Definition], carried: Collection[str] = ()
) -> dict[str, Definition]:
    """Return the functions that make layers, each described as the class that it stands for.

    What returns an object of one of the classes `carried` has computed with it.
    """
    found = {}
    for definition in likely(definitions)[:MOST]:
        parts = made_by_calling(runner, definition, carried)
        if parts:
            found[definition["name"]] = as_class(definition, parts)
    return found


def likely(definitions: Sequence[Definition]) -> list[Definition]:
    """Return the functions that return functions of their own, or what such a function returns."""
    functions = [one for one in definitions if one["kind"] == "function" and "tape" not in one]
    makers = {one["name"] for one in functions if one.get("makes", {}).get("functions")}
    for _ in functions:
        last = {name.rpartition(".")[2] for name in makers}
        more = {one["name"] for one in functions if last & {*one.get("makes", {}).get("calls", ())}}
        if more <= makers:
            break
        makers |= more
    return [one for one in functions if one["name"] in makers and len(required(one)) <= ARGUMENTS]


def required(definition: Definition) -> list[Parameter]:
    """Return the parameters that have to be given."""
    return [one for one in usable(definition["params"]) if one["required"]]


def made_by_calling(
    runner: Runner, definition: Definition, carried: Collection[str]
) -> list[Definition]:
    """Return the functions in what a function returns, described; none if it makes no layer."""
    session = runner.new_session()
    found: list[Definition] = []
    for arguments in possible(definition):
        steps = [
            {"call": {"name": definition["name"]}, "kwargs": arguments, "save": "object"},
            {"functions": OBJECT, "save": "functions"},
        ]
        reply = runner.run(steps, ["object", "functions"], session=session)
        if reply.failure is None:
            whole, functions = reply.values["object"], reply.values["functions"]
            computed = begins_with_a_value(whole) or is_one_of(carried, whole)
            found = [] if computed else list(functions)
        elif reply.failure.kind == "exception":
            continue
        break
    runner.forget(session)
    return found if len(found) > 1 else []


def is_one_of(classes: Collection[str], whole: Any) -> bool:
    """Return whether what a function returns is an object of one of these classes."""
    return isinstance(whole, dict) and whole.get("opaque") in classes


def begins_with_a_value(whole: Any) -> bool:
    """Return whether the first that a function returns is its value: it is a layer, and makes none.

    >>> begins_with_a_value([2.0, {"opaque": "function"}]), begins_with_a_value([{"opaque": "f"}])
    (True, False)
    """
    first = whole[0] if isinstance(whole, list) and whole else None
    return isinstance(first, (int, float, np.ndarray))


def possible(definition: Definition) -> Iterator[dict[str, Expression]]:
    """Yield arguments that a function may take, each time all that it requires."""
    parameters = required(definition)
    op = next(name for name, card in cards().items() if card.kind == "dense")
    setting = other_setting(op, SIZES["distinct"])
    constants = {
        one["name"]: expression(constant, setting)
        for one in parameters
        for constant in known_constant(one, op)
    }
    keys = definition.get("keys", {})
    constants |= {
        one["name"]: {"dict": dict.fromkeys(keys[one["name"]], NUMBER)}
        for one in parameters
        if keys.get(one["name"])
    }
    left = [one["name"] for one in parameters if one["name"] not in constants]
    for given in GIVEN[: 1 if not left else None]:
        padded = [*given, *[NUMBER] * len(left)]
        yield {**constants, **dict(zip(left, padded, strict=False))}


def as_class(definition: Definition, parts: Sequence[Definition]) -> Definition:
    """Return the description of a function that makes a layer, as that of a class."""
    methods: dict[str, Definition] = {"__init__": {**definition, "static": False}}
    paths: dict[str, Path] = {}
    source = definition["source"]
    for part in parts:
        path = path_of(part)
        name = name_of(part, path, methods)
        methods[name], paths[name] = part, path
        if part["source"] not in source:
            source += part["source"]
    reads = {module for one in methods.values() for module in one.get("reads", ())}
    return {
        **definition,
        "kind": "class",
        "bases": [],
        "methods": methods,
        "parts": paths,
        "source": source,
        "reads": sorted(reads),
        "libraries": definition.get("libraries", ()),
        "rates": rates_of_maker(source, definition["params"]),
    }


def name_of(part: Definition, path: Path, taken: Mapping[str, Any]) -> str:
    """Return what a function is called in what was made: as it lies there, or by its own name.

    That which says which pass it is comes first.
    """
    last = [str(path[-1])] if path and isinstance(path[-1], str) else []
    names = [one for one in (*last, part["name"]) if one != WITHOUT_NAME]
    said = [one for one in names if any(spelled_like([one], (*FORWARD, *BACKWARD)))]
    numbered = (f"{behind(path)}{'_' * i}" for i in count())
    candidates: Iterator[str] = chain(said, names, numbered)
    return next(one for one in candidates if one not in taken)
