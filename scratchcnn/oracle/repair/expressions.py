"""Edits of single expressions: another operator, another name, another number."""

import ast
from collections.abc import Iterator
from typing import Any

from scratchcnn.oracle.repair.edit import Change, Edit
from scratchcnn.oracle.repair.function import Function

OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.MatMult: "@",
}
OTHERS = {
    "+": ("-", "*"),
    "-": ("+", "*"),
    "*": ("/", "@", "+"),
    "/": ("*", "//"),
    "//": ("/", "*"),
    "@": ("*",),
}
COMPARISONS = {
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
# What stands where an operand may, without parentheses.
ATOMS = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.Tuple, ast.List)
# What binds its operands more closely than some do theirs.
BINDING = (ast.BinOp, ast.UnaryOp, ast.Attribute, ast.Subscript, ast.Compare)
# Functions and methods that are mistaken for each other.
ALIKE = (
    ("max", "mean", "sum", "min"),
    ("zeros_like", "ones_like"),
    ("argmax", "argmin"),
    ("ceil", "floor"),
    ("maximum", "minimum"),
    ("exp", "log"),
    ("sin", "cos"),
    ("var", "std"),
)
REDUCING = ("sum", "mean", "max", "min", "argmax", "prod")
AXES = ("0", "1", "-1", "None", "(0, 1)", "(0, 2, 3)", "(1, 2, 3)", "(2, 3)", "(1, 2)")


def of_operators(function: Function) -> Iterator[Edit]:
    """Yield edits by which an operator is another, or one of its operands is left out."""
    for node, parent in every(function):
        if isinstance(node, ast.BinOp):
            sign = OPERATORS.get(type(node.op))
            left, right = function.segment(node.left), function.segment(node.right)
            yield put(function, node, parent, node.left, "leave out", 1)
            yield put(function, node, parent, node.right, "leave out", 1)
            if sign is None:
                continue
            start, end = function.span(node.left)[1], function.span(node.right)[0]
            between = function.text[start:end]
            if between.count(sign) == 1:
                for other in OTHERS[sign]:
                    text = between.replace(sign, other)
                    yield Edit((Change(start, end, text),), "another operator", 2)
            if sign in ("-", "/", "@", "//"):
                a, b = operand(node.right, right), operand(node.left, left)
                text = f"{a}{between if between.strip() == sign else f' {sign} '}{b}"
                yield Edit((Change(*function.span(node), text),), "the other way round", 2)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
            yield put(function, node, parent, node.operand, "leave out", 1)
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            own = COMPARISONS.get(type(node.ops[0]))
            start = function.span(node.left)[1]
            end = function.span(node.comparators[0])[0]
            for other in COMPARISONS.values():
                if own is not None and other != own and "(" not in function.text[start:end]:
                    text = f" {other} "
                    yield Edit((Change(start, end, text),), "another comparison", 2)


def of_signs(function: Function) -> Iterator[Edit]:
    """Yield edits by which what is assigned, returned or multiplied has the other sign."""
    for statement in function.statements:
        value = getattr(statement, "value", None)
        if isinstance(value, ast.expr) and not isinstance(value, ast.Tuple | ast.Constant):
            text = f"-{operand(value, function.segment(value))}"
            yield Edit((Change(*function.span(value), text),), "the other sign", 4)


def of_names(function: Function) -> Iterator[Edit]:
    """Yield edits by which a name or an attribute is another that is there."""
    for node, parent in every(function):
        attribute = isinstance(node, ast.Attribute)
        if not isinstance(node, ast.Name | ast.Attribute):
            continue
        if not isinstance(node.ctx, ast.Load) or isinstance(parent, ast.Attribute):
            continue
        own = function.segment(node)
        called = isinstance(parent, ast.Call) and parent.func is node
        if called or (attribute and own not in function.attributes):
            continue
        for other in function.like(own):
            yield Edit((Change(*function.span(node), other),), f"{other} for {own}", 3)
        yield from of_other_values(function, node, own)


def of_other_values(function: Function, node: ast.expr, own: str) -> Iterator[Edit]:
    """Yield edits by which a number is that of an array's elements, or an array is squared."""
    if function.kinds.get(own) == "number":
        for array in function.of_kind("array"):
            for text in (f"{array}.size", f"{array}.shape[0]", f"{array}.shape[-1]"):
                yield Edit((Change(*function.span(node), text),), f"{text} for {own}", 4)
    elif function.kinds.get(own) == "array":
        yield Edit((Change(*function.span(node), f"{own} ** 2"),), "squared", 4)


def of_numbers(function: Function) -> Iterator[Edit]:
    """Yield edits by which a number is another, and an axis or its `keepdims` too."""
    for node, parent in every(function):
        if isinstance(node, ast.Call):
            yield from of_axes(function, node)
        array = array_of_shape(node)
        if array is not None:
            change = Change(*function.span(node), f"{function.segment(array)}.size")
            yield Edit((change,), "all of them", 3)
        value = node.value if isinstance(node, ast.Constant) else None
        if not isinstance(value, int | float) or isinstance(value, bool):
            continue
        negative = isinstance(parent, ast.UnaryOp)
        for other in numbers_near(value):
            if not (negative and other < 0):
                change = Change(*function.span(node), repr(other))
                yield Edit((change,), f"{other!r} for {value!r}", 3)


def array_of_shape(node: ast.expr) -> ast.expr | None:
    """Return `a` of `a.shape[i]`; None of anything else."""
    shape = node.value if isinstance(node, ast.Subscript) else None
    named = isinstance(shape, ast.Attribute) and shape.attr == "shape"
    return shape.value if isinstance(shape, ast.Attribute) and named else None


def numbers_near(value: float) -> list[float]:
    """Return the numbers that may be meant instead of one."""
    near: list[float] = [
        0.0,
        1.0,
        2.0,
        0.5,
        1 - value,
        value / 2,
        value * 2,
        value * 10,
        value / 10,
    ]
    if isinstance(value, int):
        near = [value + 1, value - 1, 0, 1, 2, 3, -1]
    return [one for one in dict.fromkeys(near) if one != value]


def of_axes(function: Function, call: ast.Call) -> Iterator[Edit]:
    """Yield edits of the axes that a call reduces, and of whether they are kept."""
    words = {word.arg: word.value for word in call.keywords}
    axis = words.get("axis", words.get("dim"))
    end = function.span(call)[1] - 1
    if axis is not None:
        for other in AXES:
            if other != function.segment(axis):
                yield Edit((Change(*function.span(axis), other),), f"axis {other}", 3)
        if "keepdims" not in words:
            yield Edit((Change(end, end, ", keepdims=True"),), "keepdims", 4)
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if axis is not None or name not in REDUCING:
        return
    if "keepdims" not in words and call.args:
        yield Edit((Change(end, end, ", keepdims=True"),), "keepdims", 4)
    comma = ", " if call.args else ""
    for other in AXES:
        for kept in ("", ", keepdims=True"):
            text = f"{comma}axis={other}{kept}"
            yield Edit((Change(end, end, text),), f"axis {other}{kept}", 4)


def of_calls(function: Function) -> Iterator[Edit]:
    """Yield edits by which a call is another, has other arguments, or is left out."""
    for node, parent in every(function):
        if isinstance(node, ast.Call):
            for argument in node.args[:2]:
                if not isinstance(argument, ast.Starred):
                    yield put(function, node, parent, argument, "leave out", 2)
            if isinstance(node.func, ast.Attribute):
                yield put(function, node, parent, node.func.value, "leave out", 2)
                yield from of_alike(function, node.func)
                yield from of_order(function, node)
            if len(node.args) == 2:
                one, other = map(function.segment, node.args)
                start, end = function.span(node.args[0])[0], function.span(node.args[1])[1]
                text = f"{other}, {one}"
                yield Edit((Change(start, end, text),), "the other way round", 3)
        elif isinstance(node, ast.Attribute) and node.attr == "T":
            yield put(function, node, parent, node.value, "leave out", 1)
        if isinstance(parent, ast.BinOp | ast.Call) and isinstance(
            node, ast.Name | ast.Attribute | ast.Subscript
        ):
            where = function.span(node)[1]
            if not (isinstance(parent, ast.Call) and parent.func is node):
                yield Edit((Change(where, where, ".T"),), "transposed", 4)


def of_alike(function: Function, name: ast.Attribute) -> Iterator[Edit]:
    """Yield edits by which a function is one that is mistaken for it."""
    end = function.span(name)[1]
    for group in ALIKE:
        for other in group if name.attr in group else ():
            if other != name.attr:
                change = Change(end - len(name.attr), end, other)
                yield Edit((change,), f"{other} for {name.attr}", 3)


def of_order(function: Function, call: ast.Call) -> Iterator[Edit]:
    """Yield edits by which two numbers of a call, such as axes, are exchanged."""
    numbers = [one for one in call.args if isinstance(one, ast.Constant | ast.Name)]
    if len(call.args) == 1 and isinstance(call.args[0], ast.Tuple):
        numbers = [one for one in call.args[0].elts if isinstance(one, ast.Constant | ast.Name)]
    if len(numbers) < 3:
        return
    for first in range(len(numbers)):
        for second in range(first + 1, len(numbers)):
            one, other = numbers[first], numbers[second]
            changes = (
                Change(*function.span(one), function.segment(other)),
                Change(*function.span(other), function.segment(one)),
            )
            yield Edit(changes, "another order", 3)


def every(function: Function) -> Iterator[tuple[ast.expr, ast.AST]]:
    """Yield all expressions that ran, each with its parent."""
    for statement in function.statements:
        yield from function.expressions(statement)


def operand(node: Any, text: str) -> str:
    """Return the text of a node as an operand: in parentheses, unless it needs none."""
    return text if isinstance(node, ATOMS) else f"({text})"


def put(
    function: Function, node: ast.expr, parent: ast.AST, part: ast.expr, rule: str, cost: int
) -> Edit:
    """Return the edit that puts a part of an expression in its place."""
    text = function.segment(part)
    if isinstance(part, ATOMS):
        return Edit((Change(*function.with_parentheses(node), text),), rule, cost)
    bound = isinstance(parent, BINDING)
    return Edit((Change(*function.span(node), operand(part, text) if bound else text),), rule, cost)
