"""The names in the homework that an adapter uses."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.teacher.adapter_file import HOMEWORK

Definitions: TypeAlias = Sequence[Mapping[str, Any]]


def used_names(tree: ast.Module, function: ast.FunctionDef) -> list[str]:
    """Return the attributes that a function and its helpers read, those of `homework` first."""
    helpers = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    reached, waiting = [function], [function]
    while waiting:
        for node in ast.walk(waiting.pop()):
            helper = helpers.get(node.id) if isinstance(node, ast.Name) else None
            if helper is not None and helper not in reached:
                reached.append(helper)
                waiting.append(helper)
    nodes = [node for one in reached for node in ast.walk(one) if isinstance(node, ast.Attribute)]
    nodes.sort(
        key=lambda node: not (isinstance(node.value, ast.Name) and node.value.id == HOMEWORK)
    )
    return [node.attr for node in nodes]


def defined(definitions: Definitions, used: Sequence[str]) -> Iterator[str]:
    """Yield the homework's definitions that are among the used names."""
    names = {d["name"].rpartition(".")[2]: d["name"] for d in definitions}
    return (names[name] for name in used if name in names)


def left_empty(definitions: Definitions, used: Sequence[str]) -> Iterator[str]:
    """Yield the functions and methods that are among the used names and still empty."""
    names = set(defined(definitions, used))
    for definition in definitions:
        if definition["name"] not in names:
            continue
        if definition["kind"] == "function" and definition.get("empty"):
            yield definition["name"]
        for method, described in definition.get("methods", {}).items():
            if method in used and described.get("empty"):
                yield f"{definition['name']}.{method}"
