"""Small changes to a statement before it runs, because of modules that are missing."""

import ast
import builtins
import copy
from collections.abc import Mapping, Sequence
from typing import Any

from ..imports.stubs import Stub, Unusable, vectorize
from .names import root_name, walk
from .needed import DEFINITIONS, TRIES, placed

IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def with_requirements(statement: ast.stmt) -> ast.stmt:
    """Return a statement whose imports raise ImportError where a `try` waits for it."""
    if not any(isinstance(node, TRIES) for node in walk(statement)):
        return statement
    changed: ast.stmt = Requirements().visit(statement)
    return changed


class Requirements(ast.NodeTransformer):
    """Puts `__require__(...)` before imports whose failure a `try` waits for."""

    def __init__(self) -> None:
        self._inside = False

    def visit(self, node: ast.AST) -> Any:
        """Visit a node; what stands in the body of such a `try` is another matter."""
        if isinstance(node, TRIES):
            return self._visit_try(node)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return [*requirements(node), node] if self._inside else node
        if isinstance(node, ast.expr):
            return node
        before = self._inside
        if isinstance(node, DEFINITIONS):
            self._inside = False
        try:
            return self.generic_visit(node)
        finally:
            self._inside = before

    def _visit_try(self, node: Any) -> ast.AST:
        before = self._inside
        self._inside = before or any(catches_import_errors(part) for part in node.handlers)
        node.body = self._visit_block(node.body)
        self._inside = before
        for part in node.handlers:
            part.body = self._visit_block(part.body)
        node.orelse = self._visit_block(node.orelse)
        node.finalbody = self._visit_block(node.finalbody)
        return node  # type: ignore[no-any-return]  # what was given

    def _visit_block(self, block: list[ast.stmt]) -> list[ast.stmt]:
        visited: list[ast.stmt] = []
        for statement in block:
            result = self.visit(statement)
            visited.extend(result if isinstance(result, list) else [result])
        return visited


def catches_import_errors(handler: ast.ExceptHandler) -> bool:
    """Return whether a handler catches the error of a missing module."""
    if handler.type is None:
        return True
    return any(
        isinstance(node, ast.Name) and node.id in IMPORT_ERRORS for node in walk(handler.type)
    )


def requirements(node: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
    """Return the statements that raise ImportError where the import should."""
    wanted: list[tuple[str, tuple[str, ...], int]]
    if isinstance(node, ast.Import):
        wanted = [(alias.name, (), 0) for alias in node.names]
    else:
        wanted = [(node.module or "", tuple(alias.name for alias in node.names), node.level)]
    found: list[ast.stmt] = []
    for name, names, level in wanted:
        call = ast.parse(f"__require__({name!r}, {names!r}, {level}, __file__)").body[0]
        for part in ast.walk(call):
            ast.copy_location(part, node)
        found.append(call)
    return found


def without_missing_decorators(statement: ast.stmt, names: Mapping[str, Any]) -> None:
    """Take decorators of missing modules away from all functions and classes in a statement."""
    for node in walk(statement):
        if isinstance(node, DEFINITIONS) and node.decorator_list:
            kept = (kept_decorator(item, names) for item in node.decorator_list)
            node.decorator_list = [item for item in kept if item is not None]


def kept_decorator(decorator: ast.expr, names: Mapping[str, Any]) -> ast.expr | None:
    """Return a decorator as far as it can be applied."""
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    root = root_name(function)
    if root is None or root not in names:
        return decorator
    value = names[root]
    if isinstance(value, Unusable):
        value = resolved(function, names)
    if value is vectorize:
        # The types that it is called with belong to the missing module.
        return function
    return None if isinstance(value, Unusable) else decorator


def resolved(expression: ast.expr, names: Mapping[str, Any]) -> Any:
    """Return what a dotted name of a missing module means."""
    if isinstance(expression, ast.Attribute):
        value = resolved(expression.value, names)
        return getattr(value, expression.attr) if isinstance(value, Stub) else value
    return names[root_name(expression) or ""]


def only_selected(block: Sequence[ast.stmt], selected: set[ast.stmt]) -> list[ast.stmt]:
    """Return copies of the statements of a block that hold only those selected."""
    kept: list[ast.stmt] = []
    for node in block:
        if not any(item.statement in selected for item in placed([node])):
            continue
        if isinstance(node, (ast.With, ast.AsyncWith)):
            kept.extend(only_selected(node.body, selected))
        elif isinstance(node, (ast.If, ast.Match, *TRIES)):
            kept.append(compound_of_selected(node, selected))
        else:
            kept.append(node)
    return kept


def compound_of_selected(node: Any, selected: set[ast.stmt]) -> ast.stmt:
    """Return a copy of a compound statement that holds only what is selected."""

    def rest_of(block: list[ast.stmt]) -> list[ast.stmt]:
        return only_selected(block, selected) or [ast.copy_location(ast.Pass(), node)]

    chosen: ast.stmt = copy.copy(node)
    for name in ("body", "orelse", "finalbody"):
        if getattr(node, name, None):
            setattr(chosen, name, rest_of(getattr(node, name)))
    for name in ("handlers", "cases"):
        parts = [copy.copy(part) for part in getattr(node, name, ())]
        for part in parts:
            part.body = rest_of(part.body)
        if parts:
            setattr(chosen, name, parts)
    return chosen


def unbound_bases(statement: ast.stmt, names: Mapping[str, Any]) -> set[str]:
    """Return the names in bases and decorators that nothing binds."""
    expressions = [*getattr(statement, "decorator_list", ()), *getattr(statement, "bases", ())]
    roots = {root_name(expression) for expression in expressions}
    return {root for root in roots if root and root not in names and not hasattr(builtins, root)}
