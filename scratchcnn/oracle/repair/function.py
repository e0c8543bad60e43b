"""A function of homework that ran in a failing case: its text, its syntax tree, and which lines."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from keyword import iskeyword
from typing import Any

# Statements of which only a part is on their first line: that part is looked at.
HEADS: Mapping[type[ast.stmt], tuple[str, ...]] = {
    ast.For: ("target", "iter"),
    ast.While: ("test",),
    ast.If: ("test",),
    ast.With: ("items",),
}
# What ends before the parentheses of a call.
CALLED = re.compile(r"(\w+|[)\]]) *$")
NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True)
class Function:
    """A function of homework.

    Attributes
    ----------
    file, filename
        What its file is called in reports, and in code objects.
    name, owner
        Its name, and that of its class; "" if it is of none.
    line
        The line on which its text begins.
    text
        Its lines, as they are indented.
    lines
        Which of them ran.
    depth
        How many functions of the homework stand around it when it runs, at least.
    steps
        How many lines the homework ran in all.
    kinds
        What names, and attributes of `self`, stood for: "number" or "array".
    """

    file: str
    filename: str
    name: str
    owner: str
    line: int
    text: str
    lines: tuple[int, ...]
    depth: int = 0
    steps: int = 0
    kinds: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def of(traced: Any) -> "Function | None":
        """Return a function that the worker has traced; None if it is not one that can be read.

        The worker runs beside the homework, which can change what it tells.
        """
        try:
            function = Function(**{**traced, "lines": tuple(traced["lines"])})
            parsed(function.text, function.line)
        except (KeyError, TypeError, ValueError, SyntaxError, RecursionError, AttributeError):
            return None
        return function

    @property
    def key(self) -> dict[str, Any]:
        """What the worker knows it by."""
        names = ("filename", "name", "owner", "line")
        return {name: getattr(self, name) for name in names}

    @cached_property
    def tree(self) -> ast.FunctionDef:
        """Its syntax tree, whose lines are those of its file."""
        return parsed(self.text, self.line)

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def place(self, line: int, column: int) -> int:
        """Return the index in the text of a line and a column, which counts bytes of UTF-8."""
        start = self._starts[line - self.line]
        text = self.text[start : self._starts[line - self.line + 1]]
        return start + len(text.encode()[:column].decode(errors="ignore"))

    def span(self, node: Any) -> tuple[int, int]:
        """Return where in the text a node begins and ends."""
        return (
            self.place(node.lineno, node.col_offset),
            self.place(node.end_lineno, node.end_col_offset),
        )

    def with_parentheses(self, node: Any) -> tuple[int, int]:
        """Return where a node begins and ends with the parentheses that stand around it alone."""
        start, end = self.span(node)
        while self.text[start - 1] == "(" and self.text[end : end + 1] == ")":
            # Those of a call belong to it.
            called = CALLED.search(self.text[: start - 1])
            if called is not None and not iskeyword(called[0].strip()):
                break
            start, end = start - 1, end + 1
        return start, end

    def segment(self, node: Any) -> str:
        """Return the text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def line_of(self, index: int) -> int:
        """Return the line of its file on which an index of the text lies."""
        return self.line + self.text.count("\n", 0, index)

    @cached_property
    def statements(self) -> list[ast.stmt]:
        """The statements that ran, in their order."""
        ran = set(self.lines)
        found = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.stmt) and node is not self.tree and self._ran(node, ran)
        ]
        return sorted(found, key=lambda node: node.lineno)

    def _ran(self, node: ast.stmt, ran: set[int]) -> bool:
        if type(node) in HEADS:
            return any(node.lineno <= line < node.body[0].lineno for line in ran)  # type: ignore[attr-defined] # all of these have one
        last = node.end_lineno or node.lineno
        return any(node.lineno <= line <= last for line in ran)

    def expressions(self, statement: ast.stmt) -> Iterator[tuple[ast.expr, ast.AST]]:
        """Yield the expressions of a statement, from the outside in, each with its parent."""
        heads = HEADS.get(type(statement))
        roots: list[tuple[Any, Any]] = []
        if isinstance(statement, NESTED):
            return
        if heads is None:
            roots = [(child, statement) for child in ast.iter_child_nodes(statement)]
        else:
            for name in heads:
                value = getattr(statement, name)
                roots += [(one, statement) for one in (value if type(value) is list else [value])]
        waiting = roots[::-1]
        while waiting:
            node, parent = waiting.pop()
            if isinstance(node, ast.expr):
                yield node, parent
            if not isinstance(node, ast.stmt):
                children = list(ast.iter_child_nodes(node))
                waiting += [(child, node) for child in reversed(children)]

    def like(self, name: str) -> list[str]:
        """Return the other names and attributes that stand for the same kind of thing."""
        own = self.kinds.get(name)
        every = (*self.names, *self.attributes)
        return [one for one in every if one != name and own and self.kinds.get(one) == own]

    def of_kind(self, kind: str) -> list[str]:
        """Return the names and attributes that stand for this kind of thing."""
        return [one for one in (*self.names, *self.attributes) if self.kinds.get(one) == kind]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names that are bound in it: its arguments, and what it assigns; not `self`."""
        every = [node.arg for node in ast.walk(self.tree.args) if isinstance(node, ast.arg)]
        every += [
            node.id
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        ]
        return tuple(name for name in dict.fromkeys(every) if name not in ("self", "_"))

    @cached_property
    def counted(self) -> tuple[str, ...]:
        """The names that its loops count with."""
        targets = [node.target for node in ast.walk(self.tree) if isinstance(node, ast.For)]
        names = [node.id for one in targets for node in ast.walk(one) if isinstance(node, ast.Name)]
        return tuple(dict.fromkeys(names))

    @cached_property
    def numbers(self) -> list[str]:
        """The numbers by their names, but for those that loops count with."""
        return [name for name in self.of_kind("number") if name not in self.counted]

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """The attributes of `self`: those that it reads or writes, and then all others."""
        own = [
            self.segment(node)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "self"
        ]
        others = [name for name in self.kinds if name.startswith("self.")]
        return tuple(dict.fromkeys((*own, *others)))


def parsed(text: str, line: int) -> ast.FunctionDef:
    """Parse the text of a function that may be indented; SyntaxError if it is none."""
    indented = text[:1].isspace()
    tree = ast.parse(f"if True:\n{text}" if indented else text)
    block = tree.body[0]
    function = block.body[0] if isinstance(block, ast.If) else block
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        raise SyntaxError("not a function")
    ast.increment_lineno(function, line - 1 - indented)
    return function  # type: ignore[return-value] # an asynchronous one has the same fields
