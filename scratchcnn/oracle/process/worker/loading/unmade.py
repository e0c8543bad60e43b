"""Definitions that could not be made, or were never reached: by name, with the reason."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..imports.stubs import Broken, BrokenName, MissingModule
from ..syntax.names import bound_names, root_name, targets_of
from ..syntax.needed import (
    ASSIGNMENTS,
    DEFINITIONS,
    IMPORTS,
    TRIES,
    gives_function,
    is_program,
    placed,
    scoped,
)

IN_PROGRAM = "it stands in a part of the main program, which is not run"
IN_TRY = "an exception in the `try` around it left it out"


@dataclass(frozen=True)
class Unmade:
    """A name that was to stand for a class or function.

    Parameters
    ----------
    name, kind
        The name, and whether it is that of a "class" or "function", or of an "assignment".
    reason
        Why it has no value.
    file, line
        Where the statement stands that was to make it.
    """

    name: str
    kind: str
    reason: str
    file: str
    line: int


def unmade_by(node: ast.stmt, reason: str, file: str) -> Iterator[Unmade]:
    """Yield what a statement would have made: a class, a function, or names for functions."""
    if isinstance(node, DEFINITIONS) and not is_program(node):
        kind = "class" if isinstance(node, ast.ClassDef) else "function"
        yield Unmade(node.name, kind, reason, file, node.lineno)
    elif isinstance(node, ASSIGNMENTS) and gives_function(getattr(node, "value", None)):
        for name in sorted(bound_names(node)):
            yield Unmade(name, "assignment", reason, file, node.lineno)


def unmade_within(
    block: Sequence[ast.stmt], error: BaseException, reason: str, file: str, filled: set[str]
) -> Iterator[Unmade]:
    """Yield what statements would have made, those within their `if` and `try` too.

    An entry of a container that the main program fills (`filled`) is not missing when that runs.
    """
    for item in placed(block):
        value = getattr(item.statement, "value", None)
        entry = isinstance(value, ast.Subscript) and root_name(value) in filled
        if isinstance(item.statement, DEFINITIONS) or not (entry or lacks_data(error)):
            yield from unmade_by(item.statement, reason, file)


def left_out(block: Sequence[ast.stmt], file: str) -> Iterator[Unmade]:
    """Yield what the bodies of `try` statements make, unless an import decides about it."""
    for node in block:
        body = list(placed(getattr(node, "body", []))) if isinstance(node, TRIES) else []
        if not any(isinstance(item.statement, IMPORTS) for item in body):
            for item in body:
                if not item.tests:
                    yield from unmade_by(item.statement, IN_TRY, file)


def unreached(block: Sequence[ast.stmt], file: str) -> Iterator[Unmade]:
    """Yield the classes and functions that stand in loops and other parts of the program."""
    reached = {item.statement for item in placed(block)}
    for node in scoped(block):
        if isinstance(node, DEFINITIONS) and node not in reached:
            yield from unmade_by(node, IN_PROGRAM, file)


def filled_by_program(block: Sequence[ast.stmt]) -> set[str]:
    """Return the containers that loops and other parts of the program set items of."""
    reached = {item.statement for item in placed(block)}
    return {
        root
        for node in scoped(block)
        if isinstance(node, ASSIGNMENTS) and node not in reached
        for root in targets_of(node)
    }


def lacks_data(error: BaseException) -> bool:
    """Return whether a statement failed for want of what is not here: files, modules, a program."""
    while error.__cause__ is not None:
        error = error.__cause__
    return isinstance(error, (OSError, EOFError, MissingModule, BrokenName))


def still_unmade(
    found: Sequence[Unmade], names: Mapping[str, Any], prefix: str
) -> Iterator[dict[str, Any]]:
    """Yield, once for each name, what nothing else has made since; `prefix` is for the names."""
    for one in {one.name: one for one in found}.values():
        if type(names.get(one.name, None)) is Broken or one.name not in names:
            yield {**asdict(one), "name": prefix + one.name}
