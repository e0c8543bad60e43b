"""The keys of dictionaries that a function reads, also where it passes them on."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from ...syntax import facts
from ...syntax.names import FUNCTIONS, arguments_of

# How far a dictionary is followed from function to function.
DEEPEST = 4
Keys = dict[str, list[str]]


@dataclass(frozen=True)
class Callee:
    """A function that another one calls.

    Parameters
    ----------
    node
        Its syntax tree.
    find
        Returns what it calls itself by a name, `f` or `self.f`, if that is known.
    """

    node: Any
    find: Callable[[str], "Callee | None"]


def keys_read(function: Callee, depth: int = 0) -> Keys:
    """Return the string keys that a function reads from each of its parameters.

    Parameters
    ----------
    function
        The function.
    depth
        How many functions passed the dictionaries on to this one.
    """
    node = function.node
    nodes = list(facts.own_nodes(node))
    found = facts.keys(node, nodes)
    if depth == DEEPEST:
        return found
    known = {argument.arg for argument in arguments_of(node.args)}
    for one in nodes:
        if isinstance(one, ast.Call):
            name, is_method = called(one)
            callee = function.find(name) if name else None
            if callee is not None and isinstance(callee.node, FUNCTIONS):
                add(found, handed_on(one, callee, known, depth, is_method=is_method))
    return found


def called(call: ast.Call) -> tuple[str, bool]:
    """Return the name of what is called, `f` or `self.f`, and whether it is a method."""
    function = call.func
    if isinstance(function, ast.Name):
        return function.id, False
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return (f"self.{function.attr}", True) if function.value.id == "self" else ("", False)
    return "", False


def handed_on(
    call: ast.Call, callee: Callee, known: set[str], depth: int, *, is_method: bool
) -> Keys:
    """Return the keys that a called function reads from the parameters that it is passed."""
    taken = callee.node.args
    parameters = [one.arg for one in (*taken.posonlyargs, *taken.args)][is_method:]
    named = [*parameters, *(one.arg for one in taken.kwonlyargs)]
    given: dict[str, str] = {}
    for parameter, value in zip(parameters, call.args, strict=False):
        if isinstance(value, ast.Name) and value.id in known:
            given[parameter] = value.id
    found: Keys = {}
    for keyword in call.keywords:
        if not isinstance(keyword.value, ast.Name) or keyword.value.id not in known:
            continue
        if keyword.arg is None:
            # f(x, **options): the keys are the names of the parameters that are still free.
            passed = {*parameters[: len(call.args)], *(one.arg for one in call.keywords)}
            add(found, {keyword.value.id: [name for name in named if name not in passed]})
        else:
            given[keyword.arg] = keyword.value.id
    if given:
        inner = keys_read(callee, depth + 1)
        add(found, {own: inner[name] for name, own in given.items() if name in inner})
    return found


def add(found: Keys, more: Mapping[str, list[str]]) -> None:
    """Add keys to those that are known, each once."""
    for name, keys in more.items():
        known = found.setdefault(name, [])
        known += [key for key in dict.fromkeys(keys) if key not in known]


def kept_by(constructor: Any) -> Iterator[tuple[str, str]]:
    """Yield the attributes in which a constructor keeps its parameters.

    It may keep them as they are, `self.cfg = cfg`, or put them into a dictionary of defaults,
    `self.cfg = {**DEFAULTS, **cfg}` or `self.cfg.update(cfg)`.
    """
    known = {argument.arg for argument in arguments_of(constructor.args)}
    for node in facts.own_nodes(constructor):
        if isinstance(node, ast.Assign):
            for target in filter(is_own, node.targets):
                yield from ((target.attr, name) for name in merged(node.value) if name in known)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            holder = node.func.value
            if node.func.attr == "update" and is_own(holder):
                given = (one.id for one in node.args if isinstance(one, ast.Name))
                yield from ((holder.attr, name) for name in given if name in known)


def merged(value: ast.expr) -> Iterator[str]:
    """Yield the names of the dictionaries that an expression puts together, or of the one it is."""
    if isinstance(value, ast.Name):
        yield value.id
    elif isinstance(value, ast.Dict):
        pairs = zip(value.keys, value.values, strict=True)
        yield from (one.id for key, one in pairs if key is None and isinstance(one, ast.Name))
    elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr):
        yield from (*merged(value.left), *merged(value.right))
    elif (
        isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "dict"
    ):
        options = (one.value for one in value.keywords if one.arg is None)
        given = (*value.args, *options)
        yield from (one.id for one in given if isinstance(one, ast.Name))


def is_own(node: ast.expr) -> TypeGuard[ast.Attribute]:
    """Return whether an expression is an attribute of `self`."""
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    )


def keys_of_attributes(methods: Mapping[str, Any]) -> Keys:
    """Return the keys that methods read from the constructor's parameters, by way of attributes."""
    found: Keys = {}
    if "__init__" not in methods:
        return found
    kept = dict(kept_by(methods["__init__"]))
    for method in methods.values():
        for node in facts.own_nodes(method):
            container, key = facts.key_read(node)
            if container is not None and is_own(container) and key is not None:
                attribute = container.attr
                if attribute in kept:
                    add(found, {kept[attribute]: [key]})
    return found
