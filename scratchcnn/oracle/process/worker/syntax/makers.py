"""Which functions return functions that they have made, as far as their text says."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .names import walk

# `layer = SimpleNamespace()`, then `layer.forward = forward`, then `layers = [layer]`.
MOST_STEPS = 3


def makes(function: Any, nodes: Sequence[ast.AST]) -> dict[str, Any]:
    """Return whether a function may return functions, and what else it calls to get its value.

    `nodes`: those of its body, but not those of the functions inside.
    """
    values = returned(function, nodes)
    known = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    classes = {node.name for node in nodes if isinstance(node, ast.ClassDef)}
    for _ in range(MOST_STEPS):
        known |= {name for name, value in bound(nodes) if hands_on(value, known, classes)}
    named = {node.id for value in values for node in walk(value) if isinstance(node, ast.Name)}
    sources = [*values, *(value for name, value in bound(nodes) if name in named)]
    calls = {
        value.func.id
        for value in sources
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name)
    }
    return {
        "functions": any(hands_on(value, known, classes) for value in values),
        "calls": sorted(calls - known),
    }


def returned(function: Any, nodes: Iterable[ast.AST]) -> list[ast.expr]:
    """Return the expressions that a function may return."""
    if isinstance(function, ast.Lambda):
        return [function.body]
    return [node.value for node in nodes if isinstance(node, ast.Return) and node.value is not None]


def bound(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that are bound, or of which a part is, each with the value."""
    for node in nodes:
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            several = isinstance(target, (ast.Tuple, ast.List))
            for one in target.elts if several else [target]:  # type: ignore[attr-defined]
                holder: ast.expr = one
                while isinstance(holder, (ast.Attribute, ast.Subscript)):
                    holder = holder.value
                if isinstance(holder, ast.Name):
                    yield holder.id, node.value


def hands_on(value: ast.expr, known: set[str], classes: set[str]) -> bool:
    """Return whether an expression hands on a function, or what holds one, and not only calls it.

    `classes`: those that are made there, too; a call of one makes an object with methods.

    >>> texts = "(f, 1)", "f(1)", "g(f)", "C(1)", "lambda x: x"
    >>> [hands_on(ast.parse(text, mode="eval").body, {"f"}, {"C"}) for text in texts]
    [True, False, True, True, True]
    """
    called = {id(node.func) for node in walk(value) if isinstance(node, ast.Call)}
    return any(
        isinstance(node, ast.Lambda)
        or (isinstance(node, ast.Name) and node.id in known and id(node) not in called)
        or (isinstance(node, ast.Name) and node.id in classes)
        for node in walk(value)
    )
