"""The texts of functions and classes, found by what their code objects remember."""

import ast
from collections.abc import Iterable
from types import CodeType
from typing import Any

from ..syntax.names import first_line, walk
from ..syntax.needed import DEFINITIONS
from ..syntax.selves import with_self
from .describing.describe import Text, plain_function
from .parts import Cell


class Texts:
    """Finds the text of a function or class among the cells of a homework."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._functions: dict[tuple[str, int], list[tuple[tuple[str, ...], Text]]] = {}
        self._classes: dict[str, list[tuple[str, Text]]] = {}
        for cell in cells:
            tree, lines = with_self(cell.tree, cell.lines)
            # Both are walked in the same order.
            for node, read in zip(walk(cell.tree), walk(tree), strict=True):
                if isinstance(node, (*DEFINITIONS, ast.Lambda)):
                    self._add(cell, node, read, lines)

    def __call__(self, value: Any) -> Text | None:
        """Return the text of a function or class, if it is known."""
        if isinstance(value, type):
            return self._class(value)
        function = plain_function(value)
        return self._function(function.__code__) if function else None

    def _add(self, cell: Cell, node: Any, read: Any, lines: list[str]) -> None:
        first = first_line(node)
        source = "".join(lines[first - 1 : node.end_lineno])
        text = Text(read, source, cell.shown, node.lineno)
        if isinstance(node, ast.ClassDef):
            self._classes.setdefault(node.name, []).append((cell.filename, text))
            return
        arguments = (*node.args.posonlyargs, *node.args.args)
        names = tuple(item.arg for item in arguments)
        for line in {first, node.lineno}:
            self._functions.setdefault((cell.filename, line), []).append((names, text))

    def _function(self, code: CodeType) -> Text | None:
        """Return the text of a function; of lambdas on one line, that with the same arguments."""
        found = self._functions.get((code.co_filename, code.co_firstlineno), [])
        names = code.co_varnames[: code.co_argcount]
        for arguments, text in found:
            if arguments == names:
                return text
        return found[0][1] if found else None

    def _class(self, cls: type) -> Text | None:
        """Return the text of a class; of several with its name, that in which its methods are."""
        found = self._classes.get(cls.__name__, [])
        lines = [
            (function.__code__.co_filename, function.__code__.co_firstlineno)
            for function in map(plain_function, vars(cls).values())
            if function is not None
        ]
        for filename, text in reversed(found):
            inside = range(text.line, (text.node.end_lineno or text.line) + 1)
            if any(file == filename and line in inside for file, line in lines):
                return text
        return found[-1][1] if found else None
