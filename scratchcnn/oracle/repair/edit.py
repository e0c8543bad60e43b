"""Edits of a function: pieces of text in the place of others, so that all the rest stays."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scratchcnn.oracle.repair.function import Function


@dataclass(frozen=True)
class Change:
    """Text in the place of what stands between two indices of a function's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Edit:
    """One idea: changes that belong together.

    Attributes
    ----------
    changes
        In the order of the text; none overlaps another.
    rule
        What kind of idea it is.
    cost
        The order in which ideas are tried: what takes away before what adds.
    """

    changes: tuple[Change, ...]
    rule: str
    cost: int

    def applied(self, text: str) -> str:
        """Return a text with the changes in it."""
        for change in reversed(self.changes):
            text = text[: change.start] + change.text + text[change.end :]
        return text


def together(edits: Sequence[Edit]) -> Edit | None:
    """Return several edits as one; None if some overlap."""
    changes = sorted({one for edit in edits for one in edit.changes}, key=lambda one: one.start)
    if any(one.end > other.start or one.start == other.start for one, other in pairwise(changes)):
        return None
    return Edit(tuple(changes), edits[0].rule, max(edit.cost for edit in edits) + 1)


def diff(function: Function, text: str) -> str:
    """Return the lines in which a text of a function differs, as a unified diff of its file.

    One line stands around what changes, where there is one. White space stays as it is: `patch`
    compares it.
    """
    before, after = function.text.split("\n"), text.split("\n")
    names = (function.file, function.file)
    lines = difflib.unified_diff(before[:-1], after[:-1], *names, n=1, lineterm="")
    return "\n".join(shifted(line, function.line - 1) for line in lines)


def shifted(line: str, by: int) -> str:
    """Return a line of a unified diff; that of a hunk with the numbers of the whole file."""
    if not line.startswith("@@"):
        return line
    _, *ranges, _ = line.split()
    return f"@@ {' '.join(moved_range(one, by) for one in ranges)} @@"


def moved_range(text: str, by: int) -> str:
    """Return a range of a unified diff, `-3,2`, that begins so many lines further down."""
    first, comma, count = text[1:].partition(",")
    return f"{text[0]}{int(first) + by}{comma}{count}"
