"""Edits of where things stand: in which call, at which index, in which order, before what."""

import ast
from collections.abc import Iterator

from scratchcnn.oracle.repair.edit import Change, Edit
from scratchcnn.oracle.repair.expressions import OPERATORS, every, operand
from scratchcnn.oracle.repair.function import Function


def of_scope(function: Function) -> Iterator[Edit]:
    """Yield edits by which an operand moves out of a call, or into it."""
    for node, parent in every(function):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.BinOp):
            inner = node.args[0]
            sign = OPERATORS.get(type(inner.op))
            for kept, moved in ((inner.left, inner.right), (inner.right, inner.left)):
                if sign is None or sign == "@":
                    continue
                call = replaced(function, node, inner, function.segment(kept))
                text = f"{call} {sign} {operand(moved, function.segment(moved))}"
                if isinstance(parent, ast.BinOp | ast.UnaryOp | ast.Attribute):
                    text = f"({text})"
                yield Edit((Change(*function.span(node), text),), "out of the call", 4)
        elif isinstance(node, ast.BinOp) and isinstance(node.left, ast.Call) and node.left.args:
            sign = OPERATORS.get(type(node.op))
            first = node.left.args[0]
            if sign is not None and not isinstance(first, ast.Starred):
                own = operand(first, function.segment(first))
                text = f"{own} {sign} {operand(node.right, function.segment(node.right))}"
                call = replaced(function, node.left, first, text)
                yield Edit((Change(*function.span(node), call),), "into the call", 4)


def replaced(function: Function, node: ast.expr, part: ast.expr, text: str) -> str:
    """Return the text of a node with another text in the place of one of its parts."""
    start, end = function.span(node)
    first, last = function.span(part)
    return function.text[start:first] + text + function.text[last:end]


def of_subscripts(function: Function) -> Iterator[Edit]:
    """Yield edits by which an array is taken at an index of a loop, or without one."""
    for node, parent in every(function):
        if isinstance(node, ast.Subscript):
            yield from of_an_index(function, node)
        if function.kinds.get(textual(function, node)) != "array":
            continue
        if isinstance(parent, ast.Subscript | ast.Attribute):
            continue
        where = function.span(node)[1]
        for index in function.counted:
            yield Edit((Change(where, where, f"[{index}]"),), f"at {index}", 4)


def of_an_index(function: Function, node: ast.Subscript) -> Iterator[Edit]:
    """Yield edits by which a subscript has an index less, or its indices in another order."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    texts = [function.segment(one) for one in parts]
    start, end = function.span(parts[0])[0], function.span(parts[-1])[1]
    for number in range(len(parts)):
        less = [*texts[:number], *texts[number + 1 :]]
        if less:
            yield Edit((Change(start, end, ", ".join(less)),), "an index less", 3)
    for number in range(len(parts) - 1):
        other = [*texts]
        other[number], other[number + 1] = other[number + 1], other[number]
        yield Edit((Change(start, end, ", ".join(other)),), "another order", 3)
    if all(isinstance(one, ast.Slice) for one in parts):
        for before in (":, ", ":, :, "):
            yield Edit((Change(start, start, before),), "further axes", 3)


def of_crops(function: Function) -> Iterator[Edit]:
    """Yield edits by which `a[p:-p]`, which is empty at 0, ends where it should."""
    for node, _ in every(function):
        if not isinstance(node, ast.Subscript):
            continue
        whole = function.segment(node.value)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        for axis, part in enumerate(parts):
            upper = part.upper if isinstance(part, ast.Slice) else None
            if isinstance(upper, ast.UnaryOp) and isinstance(upper.op, ast.USub):
                text = f"{whole}.shape[{axis}] - {function.segment(upper.operand)}"
                yield Edit((Change(*function.span(upper), text),), "from the other end", 2)


def of_slices(function: Function) -> Iterator[Edit]:
    """Yield edits by which a slice begins elsewhere, and is as long; or is an index of rows."""
    numbers = function.of_kind("number")
    for node, _ in every(function):
        if not isinstance(node, ast.Subscript):
            continue
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        for part in parts:
            if not isinstance(part, ast.Slice) or part.lower is not None or part.step is not None:
                continue
            start, end = function.place(part.lineno, part.col_offset), function.span(part)[1]
            if part.upper is None:
                text = f"np.arange(len({function.segment(node.value)}))"
                yield Edit((Change(start, end, text),), "of each row", 4)
                continue
            upper = function.segment(part.upper)
            for name in numbers:
                text = f"{name}:{name} + {operand(part.upper, upper)}"
                yield Edit((Change(start, end, text),), f"from {name}", 4)


def of_tuples(function: Function) -> Iterator[Edit]:
    """Yield edits by which two items of a tuple are exchanged."""
    for node, _ in every(function):
        if not isinstance(node, ast.Tuple) or len(node.elts) > 6:
            continue
        for number, one in enumerate(node.elts):
            for other in node.elts[:number]:
                texts = function.segment(one), function.segment(other)
                if texts[0] != texts[1]:
                    changes = (
                        Change(*function.span(other), texts[0]),
                        Change(*function.span(one), texts[1]),
                    )
                    yield Edit(changes, "another order", 3)


def of_whole_operands(function: Function) -> Iterator[Edit]:
    """Yield edits by which what is computed is an array that is there already."""
    arrays = function.of_kind("array")
    for node, parent in every(function):
        compared = isinstance(parent, ast.Compare)
        if not compared and not isinstance(parent, ast.BinOp):
            continue
        if isinstance(node, ast.Name | ast.Constant | ast.Attribute):
            continue
        for name in arrays:
            yield Edit((Change(*function.span(node), name),), f"{name} alone", 4 if compared else 5)


def of_copies_first(function: Function) -> Iterator[Edit]:
    """Yield edits by which an argument that is written into is copied first."""
    body = function.tree.body
    documented = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    first = body[1] if documented and len(body) > 1 else body[0]
    where = function.span(first)[0]
    indent = " " * first.col_offset
    for argument in function.tree.args.args:
        if function.kinds.get(argument.arg) == "array":
            text = f"{argument.arg} = {argument.arg}.copy()\n{indent}"
            yield Edit((Change(where, where, text),), "a copy first", 4)


def textual(function: Function, node: ast.expr) -> str:
    """Return the text of a name or an attribute; "" of anything else."""
    return function.segment(node) if isinstance(node, ast.Name | ast.Attribute) else ""
