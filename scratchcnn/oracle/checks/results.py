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

    def __bool__(self) -> bool:
        return self.status in CONTENT

    @property
    def status(self) -> str:
        """The verdict's name: "ok", or what else the check found."""
        return self.verdict.status
