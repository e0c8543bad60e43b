"""What the checks found, as data; the report words it."""

from collections.abc import Mapping
from dataclasses import dataclass

from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.checks.comparing import Verdict

PROTOCOL = "op protocol: a function that returns (out, pullback)"
# What is reported but not failed.
CONTENT = ("ok", "convention", "unsupported")
# Replaces the name of a check or a regime that is not to be shown.
WITHHELD = "withheld"


@dataclass(frozen=True)
class NamedBug:
    """A known bug that behaves the same as the homework, and the evidence for it."""

    id: str
    title: str
    hint: str
    evidence: str


def named_bug(bug: str, evidence: str, *known: Mapping[str, tuple[str, str]]) -> NamedBug:
    """Return a bug with its title and hint, from the first of these that knows it."""
    title, hint = next(words[bug] for words in known if bug in words)
    return NamedBug(bug, title, hint, evidence)


@dataclass(frozen=True)
class Location:
    """Where in the homework a bug is.

    Attributes
    ----------
    file
        The file, below the folder of the homework, or as it was named.
    line, column
        Counted from 1; in a notebook from the beginning of the cell.
    cell
        Such as `cell 3`; "" in a file of Python.
    around
        The line and those beside it, each with its number.
    why
        How it is known.
    """

    file: str
    line: int
    column: int
    cell: str
    around: tuple[tuple[int, str], ...]
    why: str


@dataclass(frozen=True)
class Repair:
    """An edit that was proven to make a layer right.

    Attributes
    ----------
    diff
        The edit, as a unified diff.
    cases
        In how many cases, other than those in which it was found, the layer is right with it.
    tried
        How many edits were tried until it was found.
    """

    diff: str
    cases: int
    tried: int


@dataclass(frozen=True)
class Result:
    """What one check found in one regime; true unless it failed."""

    op: str
    check: str
    regime: str
    examples: int
    verdict: Verdict
    counterexample: Trial | None = None
    implementation: str = ""
    convention: str = PROTOCOL
    # More than one where the observations cannot tell them apart.
    bugs: tuple[NamedBug, ...] = ()
    # Lines of NumPy to paste under the homework.
    reproducer: str | None = None
    # A failing case as it was drawn, large enough for a picture, and what was seen there.
    pictured: tuple[Trial, Verdict] | None = None
    # Of what is wrong: where in the homework, and what would mend it.
    location: Location | None = None
    repair: Repair | None = None

    def __bool__(self) -> bool:
        return self.status in CONTENT

    @property
    def status(self) -> str:
        """The verdict's name: "ok", or what else the check found."""
        return self.verdict.status
