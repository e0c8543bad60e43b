"""Statements of homework with helpers where a name, a call or an index may be outdated."""

import ast
import copy
from collections.abc import Iterator, Sequence
from typing import Any

from .names import ATTRIBUTES, PYTHON, STARRED

# Functions that were less strict, by their last name: about numbers of arrays, sizes, keywords.
NUMBERS = ("float", "int", "complex")
SIZES = (
    *("range", "xrange", "zeros", "ones", "empty", "full", "eye", "identity", "reshape", "tile"),
    *("resize", "linspace", "rand", "randn", "normal", "uniform", "choice", "randint", "pad"),
)
OTHERS = ("array", "percentile", "quantile", "unravel_index", "histogram", "stack", "vstack")
QUANTILES = ("nanpercentile", "nanquantile")
CALLED = {*NUMBERS, *SIZES, *OTHERS, *QUANTILES, "hstack", "concatenate"}

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
NAMED = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
    *(ast.ExceptHandler, ast.MatchAs, ast.MatchStar),
)


def with_bygones(tree: Any, names: set[str], floats: set[str]) -> Any:
    """Return a copy of a statement or module that runs as it did before NumPy 2 and Python 3.

    Parameters
    ----------
    tree
        What is to be compiled.
    names
        The names that its file binds anywhere: none of these is Python 2's. "*" is among them if
        the file imports all names of a module, which may be NumPy.
    floats
        The names of its file that may stand for floats where an index is due.
    """
    changed = Bygones(names, floats).visit(copy.deepcopy(tree))
    return ast.fix_missing_locations(changed)


class Bygones(ast.NodeTransformer):
    """Puts helpers in the place of names, attributes, calls and indices."""

    def __init__(self, names: set[str], floats: set[str]) -> None:
        self._names, self._floats = names, floats
        self._local: set[str] = set()
        self._in_function = False

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Replace a name of Python 2, or of NumPy by a star import, that the file does not bind."""
        of_python = node.id in PYTHON and node.id not in self._names
        # A global of the same name comes first when it runs; a local one is out of reach then.
        of_star = node.id in STARRED and "*" in self._names and node.id not in self._local
        if isinstance(node.ctx, ast.Load) and (of_python or of_star):
            return helper("__old_name__", node, ast.Constant(node.id))
        return node

    def visit(self, node: ast.AST) -> Any:
        """Visit a node, with the names that the scopes around it bind in mind."""
        before = self._local, self._in_function
        if isinstance(node, FUNCTIONS) and not self._in_function:
            # What a class binds is no name of its methods.
            self._local, self._in_function = bound_anywhere(node), True
        elif isinstance(node, (ast.Module, ast.ClassDef)):
            self._local = self._local | bound_directly(node.body)
        try:
            return super().visit(node)
        finally:
            self._local, self._in_function = before

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Replace an attribute that arrays, dictionaries or modules no longer have."""
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load) and node.attr in ATTRIBUTES:
            return helper("__old_attribute__", node, node.value, ast.Constant(node.attr))
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Replace a call of a function that was less strict."""
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        outdated = name in CALLED or is_math(node.func)
        outdated |= name == "sum" and any(isinstance(one, ast.GeneratorExp) for one in node.args)
        self.generic_visit(node)
        if outdated:
            call = helper("__called__", node, node.func, *node.args)
            call.keywords = node.keywords
            return call
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """Replace the container where an index may be a float, or an item be set."""
        stored = isinstance(node.ctx, ast.Store) and not has_slice(node.slice)
        floats = isinstance(node.ctx, (ast.Load, ast.Store)) and may_be_float(
            node.slice, self._floats
        )
        self.generic_visit(node)
        if stored or floats:
            node.value = helper("__at__", node, node.value)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        """Leave annotations as they are."""
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """Leave annotations as they are."""
        return node


def helper(name: str, place: ast.expr, *arguments: ast.expr) -> ast.Call:
    """Return a call of a helper that stands where an expression stood."""
    function = ast.copy_location(ast.Name(name, ast.Load()), place)
    return ast.copy_location(ast.Call(function, list(arguments), []), place)


def is_math(function: ast.expr) -> bool:
    """Return whether a function is one of the module `math`, which takes numbers alone."""
    module = getattr(function, "value", None)
    return isinstance(function, ast.Attribute) and "math" in (
        getattr(module, "id", ""),
        getattr(module, "attr", ""),
    )


def has_slice(index: ast.expr) -> bool:
    """Return whether an index is a slice or has one: what it sets is an array."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    return any(isinstance(part, ast.Slice) for part in parts)


def bound_anywhere(tree: ast.AST) -> set[str]:
    """Return all names that a file binds, in whatever scope."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, NAMED):
            found.update(filter(None, [node.name]))
        elif isinstance(node, ast.MatchMapping):
            found.update(filter(None, [node.rest]))
    return found


def bound_directly(block: Sequence[ast.stmt]) -> set[str]:
    """Return the names that a block binds, but not those that its functions and classes bind."""
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = {node.name for node in block if isinstance(node, definitions)}
    return names.union(
        *(bound_anywhere(node) for node in block if not isinstance(node, definitions))
    )


def float_names(tree: ast.AST) -> set[str]:
    """Return the names and attributes that may be floats, for a division made them or arrays."""
    assignments = [
        (set(targets_of(target)), node.value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    assignments += [
        (set(targets_of(node.target)), node.iter)
        for node in ast.walk(tree)
        if isinstance(node, (ast.For, ast.comprehension))
    ]
    known: set[str] = set()
    while True:
        new = {
            name for targets, value in assignments if may_be_float(value, known) for name in targets
        }
        if new <= known:
            return known
        known |= new


def targets_of(target: ast.expr) -> Iterator[str]:
    """Yield the names and attributes that an assignment binds."""
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Attribute):
        yield target.attr
    elif isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            yield from targets_of(part)
    elif isinstance(target, (ast.Starred, ast.Subscript)):
        yield from targets_of(target.value)


def identifiers(tree: ast.AST) -> Iterator[str]:
    """Yield the names and attributes of an expression."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


MAKERS = {"zeros", "ones", "empty", "linspace", "floor", "ceil", "sqrt", "float", "astype"}


def may_be_float(tree: ast.AST, known: set[str]) -> bool:
    """Return whether an expression divides, or uses a name or function that gives floats."""
    return any(isinstance(node, ast.Div) for node in ast.walk(tree)) or any(
        name in known or name in MAKERS for name in identifiers(tree)
    )
