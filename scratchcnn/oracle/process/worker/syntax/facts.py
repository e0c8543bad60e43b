"""What the text of a function says about it: which keys it reads, what it returns."""

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from .names import FUNCTIONS, arguments_of, children

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
READERS = ("get", "pop", "setdefault")


def own_nodes(function: Function) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body, but not those of functions and classes inside."""
    waiting: list[ast.AST] = (
        [function.body] if isinstance(function, ast.Lambda) else list(reversed(function.body))
    )
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            waiting.extend(reversed(list(children(node))))


def is_empty(function: Function) -> bool:
    """Return whether the body of a function is only a docstring, `pass`, or a refusal."""
    if isinstance(function, ast.Lambda):
        return False
    return all(does_nothing(statement) for statement in function.body)


def hands_back(function: Function) -> bool:
    """Return whether a function does nothing but return one of its arguments as it came."""
    if isinstance(function, ast.Lambda) or not function.body:
        return False
    *others, last = function.body
    if not all(map(does_nothing, others)) or not isinstance(last, ast.Return):
        return False
    names = [argument.arg for argument in arguments_of(function.args)]
    return isinstance(last.value, ast.Name) and last.value.id in names


def does_nothing(statement: ast.stmt) -> bool:
    """Return whether a statement computes nothing."""
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Return):
        return statement.value is None or is_none(statement.value)
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        error = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return isinstance(error, ast.Name) and error.id in ("NotImplementedError", "NotImplemented")
    return False


def is_none(node: ast.expr) -> bool:
    """Return whether an expression is `None`."""
    return isinstance(node, ast.Constant) and node.value is None


def returns(function: Function, nodes: Sequence[ast.AST]) -> dict[str, Any]:
    """Return how many values a function returns, given the nodes of its body."""
    if isinstance(function, ast.Lambda):
        values = [function.body]
    else:
        found = (node.value for node in nodes if isinstance(node, ast.Return))
        values = [value for value in found if value is not None and not is_none(value)]
    yields = any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in nodes)
    tuples = tuples_by_name(nodes)
    widths = {width(value, tuples) for value in values}
    return {"none": not values and not yields, "widths": sorted(widths), "generator": yields}


def tuples_by_name(nodes: Sequence[ast.AST]) -> dict[str, ast.Tuple]:
    """Return the tuples that have a name, if they are all that the name stands for."""
    values: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(node.value)
    return {
        name: found[0]
        for name, found in values.items()
        if len(found) == 1 and isinstance(found[0], ast.Tuple)
    }


def width(value: ast.expr, tuples: dict[str, ast.Tuple]) -> int:
    """Return the number of values in an expression."""
    if isinstance(value, ast.Name):
        value = tuples.get(value.id, value)
    return len(value.elts) if isinstance(value, ast.Tuple) else 1


def keys(function: Function, nodes: Sequence[ast.AST]) -> dict[str, list[str]]:
    """Return the string keys that a function reads from each of its parameters."""
    owner = {argument.arg: argument.arg for argument in arguments_of(function.args)}
    found: dict[str, list[str]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            for target in node.targets:
                if isinstance(target, ast.Name) and node.value.id in owner:
                    owner[target.id] = owner[node.value.id]
        for container, key in (key_read(node), *keys_of_each(node)):
            if isinstance(container, ast.Name) and container.id in owner and key is not None:
                known = found.setdefault(owner[container.id], [])
                if key not in known:
                    known.append(key)
    return found


def keys_of_each(node: ast.AST) -> Iterator[tuple[ast.expr | None, str | None]]:
    """Yield the containers and keys that are read for each of some strings.

    `[options[k] for k in ("stride", "pad")]`, or `for k in (...)`, or `map(options.get, (...))`.
    """
    loops: list[tuple[ast.expr, ast.expr, Sequence[ast.AST]]] = []
    if isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp)):
        loops = [(one.target, one.iter, [node.elt]) for one in node.generators]
    elif isinstance(node, ast.For):
        loops = [(node.target, node.iter, node.body)]
    for target, strings, inside in loops:
        if isinstance(target, ast.Name) and isinstance(strings, (ast.Tuple, ast.List)):
            read = [key_of(one, target.id) for part in inside for one in ast.walk(part)]
            for one in strings.elts:
                yield from ((container, string_of(one)) for container in read)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "map":
        getter, given = (*node.args, None, None)[:2]
        if isinstance(getter, ast.Attribute) and isinstance(given, (ast.Tuple, ast.List)):
            yield from ((getter.value, string_of(one)) for one in given.elts)


def key_of(node: ast.AST, name: str) -> ast.expr | None:
    """Return the container that a node reads by a variable of this name, if it does."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
        return node.value if node.slice.id == name else None
    return None


def key_read(node: ast.AST) -> tuple[ast.expr | None, str | None]:
    """Return the container and the string key that a node reads, if it does."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        return node.value, string_of(node.slice)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        key = string_of(node.args[0]) if node.func.attr in READERS else None
        return node.func.value, key
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
        return node.comparators[0], string_of(node.left)
    return None, None


def string_of(node: ast.expr) -> str | None:
    """Return the string that an expression is."""
    constant = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if constant else None  # type: ignore[attr-defined]  # just looked
