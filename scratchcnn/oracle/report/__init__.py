"""What the judge found, as data; how it is worded is for the modules of this package."""

from collections.abc import Iterator
from dataclasses import dataclass

from scratchcnn.oracle.case import Trial
from scratchcnn.oracle.checks import Verdict


@dataclass(frozen=True)
class Result:
    """What one check found in one regime; true if it was content."""

    op: str
    check: str
    regime: str
    examples: int
    verdict: Verdict
    counterexample: Trial | None = None

    def __bool__(self) -> bool:
        return self.verdict.ok

    @property
    def status(self) -> str:
        """The verdict's name: "ok", or what kind of failure."""
        return "ok" if self.verdict.ok else self.verdict.status


@dataclass(frozen=True)
class Report:
    """All results for one implementation; true if something ran and every check was content."""

    op: str
    implementation: str
    results: tuple[Result, ...]
    seed: int

    def __bool__(self) -> bool:
        return bool(self.results) and all(self.results)

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)
