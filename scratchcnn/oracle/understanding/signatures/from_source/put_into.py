"""What a function puts into one of its arguments."""

import ast
import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Put:
    """What is put there, and how.

    Attributes
    ----------
    attributes : the attributes that are set
    keys : whether anything is set by a key that is a text
    calls : the methods that are called, and whose results are not used
    """

    attributes: frozenset[str] = frozenset()
    keys: bool = False
    calls: frozenset[str] = frozenset()


def put_into(source: str, name: str) -> Put:
    r"""Return what a function puts into the argument of this name.

    >>> found = put_into("def f(c, x):\n    c.x, c['y'] = x, c.z\n    c.keep(x)", "c")
    >>> found.attributes, found.keys, found.calls
    (frozenset({'x'}), True, frozenset({'keep'}))
    """
    try:
        tree = ast.parse(textwrap.dedent(source))
    except SyntaxError:
        # The first line of a method may stand deeper than a later one, of a text say.
        return Put()
    attributes, calls, keys = set(), set(), False
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_called(node.value, name):
            attributes |= {node.attr} if isinstance(node.ctx, ast.Store) else set()
        elif isinstance(node, ast.Subscript) and is_called(node.value, name):
            text = isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
            keys = keys or (text and isinstance(node.ctx, ast.Store))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            function = node.value.func
            if isinstance(function, ast.Attribute) and is_called(function.value, name):
                calls.add(function.attr)
    return Put(frozenset(attributes), keys, frozenset(calls))


def is_called(node: ast.expr, name: str) -> bool:
    """Return whether an expression is a variable of this name."""
    return isinstance(node, ast.Name) and node.id == name
