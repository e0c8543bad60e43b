"""How the functions of an adapter are written: brackets, indents, names."""

from collections.abc import Sequence
from textwrap import indent

INDENT = "    "
# Room for a line that is to be indented twice, and may begin with a name.
WIDTH = 78


def bracketed(opening: str, parts: Sequence[str], closing: str) -> str:
    """Return what stands in brackets, on a line for each part where one line would be too long."""
    line = f"{opening}{', '.join(parts)}{closing}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([opening, *(f"{INDENT}{part}," for part in parts), closing])


def indented(lines: Sequence[str]) -> str:
    """Return lines one step further to the right."""
    return indent("\n".join(lines), INDENT)


def of_homework(name: str) -> str:
    """Return how a definition of the homework is written."""
    return f"homework.{name}"


def their(name: str) -> str:
    """Return the name of an array that is laid out as homework has it."""
    return f"their_{name}"


def items(path: Sequence[str | int]) -> str:
    """Return a path into what a function returned."""
    return "".join(f"[{part!r}]" for part in path)
