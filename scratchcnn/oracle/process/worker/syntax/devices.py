"""Homework that asks for a GPU by name, where it is judged on the CPU."""

import ast
import copy
from typing import Any

from ..imports.frameworks import CPU, GPU


def on_the_cpu(tree: Any) -> Any:
    """Return a copy of a statement or module in which a GPU's name is that of the CPU.

    >>> ast.unparse(on_the_cpu(ast.parse("x = torch.zeros(2, device='cuda:0')")))
    "x = torch.zeros(2, device='cpu')"
    """
    return OnTheCpu().visit(copy.deepcopy(tree))


def asks_for_a_gpu(tree: ast.AST) -> bool:
    """Return whether a GPU is named anywhere in a statement or module."""
    return any(isinstance(one, ast.Constant) and names_a_gpu(one.value) for one in ast.walk(tree))


def names_a_gpu(value: Any) -> bool:
    """Return whether a value is the name of a GPU: "cuda", or "cuda:1"."""
    return isinstance(value, str) and value.partition(":")[0] == GPU


class OnTheCpu(ast.NodeTransformer):
    """Puts the CPU's name in the place of a GPU's."""

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        """Replace the name of a GPU."""
        return ast.copy_location(ast.Constant(CPU), node) if names_a_gpu(node.value) else node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """Leave comparisons alone: `device.type == "cuda"` is false on the CPU."""
        return node


# By this name, the code of homework gets at what stands in for the method.
GOT = "__got__"


def fetches(tree: ast.AST) -> bool:
    """Return whether `x.get()` is in a statement or module, which brings an array from a GPU."""
    return any(map(is_fetch, ast.walk(tree)))


def is_fetch(node: ast.AST) -> bool:
    """Return whether a node is `x.get()`, without arguments."""
    match node:
        case ast.Call(ast.Attribute(attr="get"), [], []):
            return True
    return False


def fetched(tree: Any) -> Any:
    """Return a copy of a statement or module in which a function stands for `x.get()`.

    >>> ast.unparse(fetched(ast.parse("y = f(x).get() + d.get(1)")))
    'y = __got__(f(x)) + d.get(1)'
    """
    return Fetched().visit(copy.deepcopy(tree))


class Fetched(ast.NodeTransformer):
    """Puts a function in the place of `x.get()`."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Replace a call of the method."""
        self.generic_visit(node)
        if not (is_fetch(node) and isinstance(node.func, ast.Attribute)):
            return node
        name = ast.copy_location(ast.Name(GOT, ast.Load()), node.func)
        return ast.copy_location(ast.Call(name, [node.func.value], []), node)
