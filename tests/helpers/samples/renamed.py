"""Homework whose parameters, variables and attributes get names that say nothing in any language.

The names of classes, functions and methods stay, so that it is known which op a layer is.
"""

import ast
import builtins
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import torch

from scratchcnn.oracle.understanding.names.vocabulary import PARAMETERS, meanings, words

# What others rely on: Python, the arrays' own attributes, a context that a framework hands over.
KEPT = {"self", "cls", "ctx", "args", "kwargs", "_", "grad", "data"}
OF_ARRAYS = {*dir(np.ndarray), *dir(torch.Tensor)}


def renamed(source: str) -> str:
    """Return the source of a module with other names; it computes the same.

    >>> print(renamed("def relu(x, slope=0.1):\\n    y = x * (x > 0)\\n    return y"))
    def relu(bibu, bibi=0.1):
        bibo = bibu * (bibu > 0)
        return bibo
    """
    tree = ast.parse(source)
    own = kept_names(tree)
    variables = {name for name in variables_of(tree) if name not in own}
    attributes = {name for name in attributes_of(tree) if name not in own | OF_ARRAYS}
    every = [name for name in [*variables, *attributes] if not name.startswith("__")]
    given = dict(zip(dict.fromkeys(sorted(every)), meaningless(), strict=False))
    return ast.unparse(Renaming(given, variables, attributes, imported(tree)).visit(tree))


def meaningless() -> Iterator[str]:
    """Yield names that no vocabulary has: pairs of syllables, then with a number."""
    syllables = [f"{a}{b}" for a, b in product("bdgk", "iuo")]
    pairs = [f"{one}{other}" for one, other in product(syllables, repeat=2)]
    free = [pair for pair in pairs if not meanings(pair, PARAMETERS) and words(pair) == [pair]]
    yield from free
    yield from (f"{pair}{number}" for number in range(2, 5) for pair in free)


def kept_names(tree: ast.Module) -> set[str]:
    """Return the names that keep their meaning: of classes, functions, modules and Python."""
    defined = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    return {*defined, *imported(tree), *dir(builtins), *KEPT}


def imported(tree: ast.Module) -> set[str]:
    """Return the names that imports bind."""
    return {
        (one.asname or one.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for one in node.names
    }


def variables_of(tree: ast.Module) -> set[str]:
    """Return the names of parameters and of everything that is assigned."""
    taken = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    stored = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return taken | stored


def attributes_of(tree: ast.Module) -> set[str]:
    """Return the attributes that methods set."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }


class Renaming(ast.NodeTransformer):
    """Gives names to what a module has defined, and to nothing that a library has."""

    def __init__(
        self, given: dict[str, str], variables: set[str], attributes: set[str], modules: set[str]
    ) -> None:
        self.variables = {name: given[name] for name in variables if name in given}
        # A field of a class body is read as an attribute.
        self.attributes = {name: given[name] for name in variables | attributes if name in given}
        self.modules = modules

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.variables.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        self.generic_visit(node)
        node.arg = self.variables.get(node.arg, node.arg)
        return node

    def visit_Nonlocal(self, node: Any) -> Any:
        node.names = [self.variables.get(name, name) for name in node.names]
        return node

    def visit_Global(self, node: Any) -> Any:
        return self.visit_Nonlocal(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        self.generic_visit(node)
        if not self.of_library(node) and node.attr not in OF_ARRAYS:
            node.attr = self.attributes.get(node.attr, node.attr)
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        own = isinstance(node.func, ast.Name) and node.func.id not in self.modules
        self.generic_visit(node)
        if own and not hasattr(builtins, node.func.id):
            for keyword in node.keywords:
                keyword.arg = self.variables.get(keyword.arg or "", keyword.arg)
        return node

    def of_library(self, node: ast.expr) -> bool:
        """Return whether an attribute is that of an imported module."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self.modules
