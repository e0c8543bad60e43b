"""What finds and tries edits of homework: which lines run, and other code in place of a function's.

A function keeps its identity, and with it everything that refers to it: only its code is another.
"""

import ast
import gc
import linecache
import sys
from collections.abc import Iterator, Mapping
from types import CodeType, FrameType, FunctionType
from typing import Any

import numpy as np

from ..loading.describing.describe import DEFS
from ..loading.running import compiled
from ..syntax.names import first_line
from .failures import Naming

MOST_LINES = 5_000
LONGEST_TEXT = 20_000


class Traced:
    """Notes which lines of the homework run.

    Parameters
    ----------
    naming
        The name under which a file of the homework is reported, None for all other files.
    """

    def __init__(self, naming: Naming) -> None:
        self._naming = naming
        self._lines: dict[tuple[str, int], None] = {}
        self._steps = 0
        # How many functions of the homework stand around each, by its file and line.
        self._depths: dict[tuple[str, int], int] = {}
        # What names stood for when their function returned, by the function's file and line.
        self._kinds: dict[tuple[str, int], dict[str, str]] = {}

    def start(self) -> None:
        """Begin, with nothing noted."""
        self._lines, self._depths, self._kinds, self._steps = {}, {}, {}, 0
        sys.settrace(self._enter)

    def stop(self) -> list[dict[str, Any]]:
        """End, and return the functions that ran, each with its text and the lines that did."""
        sys.settrace(None)
        found = []
        for filename in dict.fromkeys(file for file, _ in self._lines):
            ran = [line for file, line in self._lines if file == filename]
            for owner, node in functions_in(filename):
                first, last = first_line(node), node.end_lineno or node.lineno
                lines = sorted({line for line in ran if node.lineno < line <= last})
                text = "".join(linecache.getlines(filename)[first - 1 : last])
                if lines and len(text) <= LONGEST_TEXT:
                    found.append(
                        {
                            "file": self._naming(filename) or "",
                            "filename": filename,
                            "name": node.name,
                            "owner": owner,
                            "line": first,
                            "text": text,
                            "lines": lines,
                            "steps": self._steps,
                            "depth": self._depths.get((filename, first), 0),
                            "kinds": self._kinds.get((filename, first), {}),
                        }
                    )
        return found

    def _enter(self, frame: FrameType, event: str, argument: Any) -> Any:
        """Look at the lines of a frame if it is one of the homework's."""
        if self._naming(frame.f_code.co_filename) is None:
            return None
        around, depth = frame.f_back, 0
        while around is not None:
            depth += self._naming(around.f_code.co_filename) is not None
            around = around.f_back
        key = frame.f_code.co_filename, frame.f_code.co_firstlineno
        self._depths[key] = min(depth, self._depths.get(key, depth))
        return self._line

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            self._steps += 1
            if len(self._lines) < MOST_LINES:
                self._lines[frame.f_code.co_filename, frame.f_lineno] = None
        if event == "return":
            key = frame.f_code.co_filename, frame.f_code.co_firstlineno
            self._kinds.setdefault(key, {}).update(kinds_of(frame.f_locals))
        return self._line


class Edits:
    """Puts other code in the place of a function's, and the first one back."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], list[tuple[FunctionType, CodeType]]] = {}

    def swap(self, function: Mapping[str, Any], text: str | None) -> bool:
        """Give a function the code of a text, or its own again; return whether that can be done.

        Parameters
        ----------
        function
            What `Traced.stop` has returned of it.
        text
            Its other text, as indented as its own; None for what it had.
        """
        found = self._functions(function)
        if text is None:
            for one, own in found:
                one.__code__ = own
            return bool(found)
        try:
            code = code_of(function, text)
        except (SyntaxError, ValueError, RecursionError):
            return False
        if code is None or any(own.co_freevars != code.co_freevars for _, own in found):
            return False
        for one, _ in found:
            one.__code__ = code
        return bool(found)

    def _functions(self, function: Mapping[str, Any]) -> list[tuple[FunctionType, CodeType]]:
        """Return the functions whose code is that of a definition, and their own code."""
        key = function["filename"], function["line"]
        if key not in self._found:
            self._found[key] = [
                (one, one.__code__)
                for one in gc.get_objects()
                if type(one) is FunctionType
                and (one.__code__.co_filename, one.__code__.co_firstlineno) == key
                and one.__code__.co_name == function["name"]
            ]
        return self._found[key]


def kinds_of(names: Mapping[str, Any]) -> dict[str, str]:
    """Return whether names, and the attributes of `self`, are numbers, arrays or anything else."""
    kinds = {name: kind_of(value) for name, value in names.items()}
    attributes = getattr(names.get("self"), "__dict__", None)
    if type(attributes) is dict:
        kinds |= {f"self.{name}": kind_of(value) for name, value in attributes.items()}
    return {name: kind for name, kind in kinds.items() if kind}


def kind_of(value: Any) -> str:
    """Return "number" or "array"; "" for anything else."""
    if isinstance(value, (bool, np.bool_)):
        return ""
    if isinstance(value, (int, float, np.generic)):
        return "number"
    shaped = all(hasattr(type(value), name) for name in ("shape", "ndim"))
    return "array" if shaped and not isinstance(value, type) else ""


def functions_in(filename: str) -> Iterator[tuple[str, Any]]:
    """Yield the outermost functions of a file, each with the name of its class, or ""."""
    try:
        tree = ast.parse("".join(linecache.getlines(filename)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    waiting: list[tuple[str, ast.AST]] = [("", tree)]
    while waiting:
        owner, node = waiting.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, DEFS):
                yield owner, child
            elif isinstance(child, ast.stmt | ast.ExceptHandler):
                waiting.append((child.name if isinstance(child, ast.ClassDef) else owner, child))


def code_of(function: Mapping[str, Any], text: str) -> CodeType | None:
    """Return the code of a function with another text; None if the text holds no such function."""
    indented = text[:1].isspace()
    # Inside a class of its name, so that private names and `super` mean what they did.
    around = f"class {function['owner']}:\n" if function["owner"] else "if True:\n"
    before = around if indented else ""
    blank = "\n" * (function["line"] - 1 - bool(before))
    return inside(compiled(blank + before + text, function["filename"], "exec"), function)


def inside(code: CodeType, function: Mapping[str, Any]) -> CodeType | None:
    """Return the code of a function that lies somewhere in other code."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            own = (constant.co_name, constant.co_firstlineno)
            if own == (function["name"], function["line"]):
                return constant
            found = inside(constant, function)
            if found is not None:
                return found
    return None
