"""How the code of an adapter's functions is written: brackets, indentation, names."""

from collections.abc import Sequence
from textwrap import indent

from scratchcnn.oracle.understanding.protocols.place import behind
from scratchcnn.oracle.understanding.signatures.signature import Part

INDENT = "    "
# Leaves room for a line to be indented twice, and to begin with a name.
WIDTH = 78


def bracketed(opening: str, parts: Sequence[str], closing: str) -> str:
    """Return the parts in brackets: on one line, or one part per line if that would be too long."""
    line = f"{opening}{', '.join(parts)}{closing}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([opening, *(f"{INDENT}{part}," for part in parts), closing])


def indented(lines: Sequence[str]) -> str:
    """Return the lines, indented by one level, as one string."""
    return indent("\n".join(lines), INDENT)


def of_homework(name: str) -> str:
    """Return how an adapter refers to a definition of the homework."""
    return f"homework.{name}"


def their(name: str) -> str:
    """Return the name of an array in the homework's layout."""
    return f"their_{name}"


def items(path: Sequence[Part]) -> str:
    """Return a path into a return value as Python code."""
    return behind(path, item=True)
