"""Methods whose first parameter is not called `self`, read as if it were."""

import ast
import copy
from collections.abc import Iterator, Sequence
from typing import Any

SELF = "self"
# Of methods that need no decorator for it.
CLS = "cls"
OF_THE_CLASS = ("staticmethod", "classmethod")


def with_self(tree: ast.Module, lines: Sequence[str]) -> tuple[ast.Module, list[str]]:
    r"""Return a tree and its lines in which methods call their object `self`.

    Only names change, so that every line keeps its number.

    >>> text = "class A:\n    def f(s, x):\n        s.x = x\n"
    >>> _, lines = with_self(ast.parse(text), text.splitlines())
    >>> lines[1:]
    ['    def f(self, x):', '        self.x = x']
    """
    if not any(True for _ in others(tree)):
        return tree, list(lines)
    tree, changed = copy.deepcopy(tree), [line.encode() for line in lines]
    places = []
    for method, name in others(tree):
        for node in named(method, name):
            places.append((node.lineno - 1, node.col_offset, name.encode()))
            if isinstance(node, ast.Name):
                node.id = SELF
            else:
                node.arg = SELF
    for line, start, own in sorted(places, reverse=True):
        text = changed[line]
        # Before Python 3.12, names inside an f-string say that they stand elsewhere.
        if text[start:].startswith(own):
            changed[line] = text[:start] + SELF.encode() + text[start + len(own) :]
    return tree, [line.decode() for line in changed]


def others(tree: ast.Module) -> Iterator[tuple[Any, str]]:
    """Yield the methods that call their object otherwise, each with its name for it."""
    for owner in ast.walk(tree):
        methods = owner.body if isinstance(owner, ast.ClassDef) else ()
        for method in methods:
            if not isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            bound = {one.id for one in method.decorator_list if isinstance(one, ast.Name)}
            first = [*method.args.posonlyargs, *method.args.args][:1]
            if not first or bound & set(OF_THE_CLASS) or first[0].arg in (SELF, CLS):
                continue
            if not any(True for _ in named(method, SELF)):
                yield method, first[0].arg


def named(method: Any, name: str) -> Iterator[Any]:
    """Yield the names and parameters of a method that are called so."""
    for node in ast.walk(method):
        own = node.id if isinstance(node, ast.Name) else getattr(node, "arg", None)
        if isinstance(node, (ast.Name, ast.arg)) and own == name:
            yield node
