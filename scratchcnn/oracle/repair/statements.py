"""Edits of statements: how they assign, by what they scale, whether they are there."""

import ast
from collections.abc import Iterator

from scratchcnn.oracle.repair.edit import Change, Edit
from scratchcnn.oracle.repair.expressions import every, operand
from scratchcnn.oracle.repair.function import Function

# What edits of a whole value cost, and of one term of a sum.
OF_A_VALUE, OF_A_TERM = 6, 7
# The condition, and what is taken where it holds and where it does not.
BRANCHES = 3
# Of more arrays than so many, too many pairs could be a product.
MOST_ARRAYS = 6
SIMPLE = (ast.Assign, ast.AugAssign, ast.Expr)


def of_assignments(function: Function) -> Iterator[Edit]:
    """Yield edits by which a statement sets what it adds to, or adds to what it sets."""
    for statement in function.statements:
        if isinstance(statement, ast.AugAssign):
            start, end = function.span(statement.target)[1], function.span(statement.value)[0]
            yield Edit((Change(start, end, " = "),), "set, not add", 2)
            sign = " -= " if isinstance(statement.op, ast.Add) else " += "
            yield Edit((Change(start, end, sign),), "the other sign", 2)
            if isinstance(statement.op, ast.Add) and isinstance(statement.target, ast.Subscript):
                # Of places that are named twice NumPy adds to one only once.
                places = function.segment(statement.target.slice)
                array = function.segment(statement.target.value)
                text = f"np.add.at({array}, ({places}), {function.segment(statement.value)})"
                yield Edit((Change(*function.span(statement), text),), "add at", 4)
        elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            start, end = function.span(target)[1], function.span(statement.value)[0]
            if isinstance(target, ast.Subscript | ast.Attribute):
                yield Edit((Change(start, end, " += "),), "add, not set", 2)
                yield Edit((Change(start, end, " *= "),), "multiply, not set", 3)


def of_removal(function: Function) -> Iterator[Edit]:
    """Yield edits by which a statement, or the condition of one, is left out."""
    for statement in function.statements:
        if isinstance(statement, SIMPLE):
            yield Edit((Change(*function.span(statement), "pass"),), "left out", 5)
        if isinstance(statement, ast.If):
            for text in ("True", "False"):
                yield Edit((Change(*function.span(statement.test), text),), "always", 5)


def of_factors(function: Function) -> Iterator[Edit]:
    """Yield edits by which what is assigned, returned or added is multiplied or divided."""
    for value, cost in computed(function):
        own = function.segment(value)
        for factor in scalars(function):
            if factor != own:
                for sign in ("*", "/"):
                    text = f"{operand(value, own)} {sign} {factor}"
                    yield Edit((Change(*function.span(value), text),), f"{sign} {factor}", cost)


def of_terms(function: Function) -> Iterator[Edit]:
    """Yield edits by which an array is added to what is computed, or multiplies it."""
    for value, cost in computed(function):
        own = function.segment(value)
        for array in function.of_kind("array"):
            if array != own:
                for sign in ("*", "+"):
                    text = f"{operand(value, own)} {sign} {array}"
                    text = f"({text})" if cost == OF_A_TERM and sign == "+" else text
                    yield Edit((Change(*function.span(value), text),), f"{sign} {array}", cost + 1)


def of_products(function: Function) -> Iterator[Edit]:
    """Yield edits by which what a call computes is a product of two arrays instead."""
    arrays = function.of_kind("array")
    for value, cost in computed(function):
        if isinstance(value, ast.Call) and len(arrays) <= MOST_ARRAYS:
            for number, one in enumerate(arrays):
                for other in arrays[:number]:
                    text = f"{other} * {one}"
                    yield Edit((Change(*function.span(value), text),), text, cost + 2)


def computed(function: Function) -> Iterator[tuple[ast.expr, int]]:
    """Yield what is assigned or returned, and the terms of sums, each with the cost of edits."""
    for statement in function.statements:
        value = getattr(statement, "value", None)
        if not isinstance(value, ast.expr):
            continue
        for one in value.elts if isinstance(value, ast.Tuple) else [value]:
            if not isinstance(one, ast.Constant):
                yield one, OF_A_VALUE
            for node in ast.walk(one):
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
                    yield node.left, OF_A_TERM
                    yield node.right, OF_A_TERM
                elif isinstance(node, ast.Call) and len(node.args) == BRANCHES:
                    # Those of np.where.
                    yield node.args[1], OF_A_VALUE
                    yield node.args[2], OF_A_VALUE


def scalars(function: Function) -> list[str]:
    """Return what may be a factor: numbers and their squares, lengths of arrays, 2 and a half."""
    arguments = [arg.arg for arg in function.tree.args.args]
    arrays = [name for name in function.of_kind("array") if name in arguments or "." in name]
    squares = [f"({name} * {name})" for name in function.numbers]
    return [*function.numbers, *(f"{name}.shape[0]" for name in arrays), "2", "0.5", *squares]


def of_indices(function: Function) -> Iterator[Edit]:
    """Yield edits by which an index of a loop is multiplied, as by a stride."""
    for node, _ in every(function):
        counted = isinstance(node, ast.Name) and node.id in function.counted
        if not counted or not isinstance(getattr(node, "ctx", None), ast.Load):
            continue
        for step in function.numbers:
            text = f"{function.segment(node)} * {step}"
            yield Edit((Change(*function.span(node), text),), f"index * {step}", 4)


def of_copies(function: Function) -> Iterator[Edit]:
    """Yield edits by which what is assigned or returned is a copy."""
    for statement in function.statements:
        value = getattr(statement, "value", None)
        if isinstance(value, ast.Name | ast.Attribute | ast.Subscript):
            where = function.span(value)[1]
            yield Edit((Change(where, where, ".copy()"),), "a copy", 4)


def of_maxima(function: Function) -> Iterator[Edit]:
    """Yield edits by which the largest number is subtracted before `exp`."""
    for node, _ in every(function):
        called = node.func if isinstance(node, ast.Call) and len(node.args) == 1 else None
        if not isinstance(called, ast.Attribute) or called.attr != "exp":
            continue
        (argument,) = node.args  # type: ignore[attr-defined] # what is called is called by a call
        own, library = function.segment(argument), function.segment(called.value)
        for axis in ("1", "-1", "0"):
            text = f"{own} - {library}.max({own}, axis={axis}, keepdims=True)"
            yield Edit((Change(*function.span(argument), text),), "minus its maximum", 4)
