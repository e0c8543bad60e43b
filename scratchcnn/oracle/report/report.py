"""All findings on one target, as data; the modules beside this put them into words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import overload

from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.understanding.layer import Layer


@dataclass(frozen=True, repr=False)
class Report:
    """All results for one target; true if something ran and nothing failed."""

    target: str
    results: tuple[Result, ...]
    seed: int
    # Why the target, or a part of it, could not be read or judged.
    error: str | None = None
    # False if nothing of the target could be read at all.
    readable: bool = True
    # True if it is the teacher's adapter that raised, or cannot be used: nothing was judged then.
    adapter_failed: bool = False
    layers: tuple[Layer, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        return self.exit_code == 0

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    @overload
    def __getitem__(self, index: int) -> Result: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Result, ...]: ...
    def __getitem__(self, index: int | slice) -> Result | tuple[Result, ...]:
        return self.results[index]

    def __len__(self) -> int:
        return len(self.results)

    def __repr__(self) -> str:
        return f"<Report of {self.target}: {self.verdict}, {len(self)} results>"

    def __str__(self) -> str:
        """Return the report as text, in lines of 80 columns where its words allow."""
        # Imported here, for it brings the console along.
        from scratchcnn.oracle.report.homework_console import to_text

        return to_text(self)

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        # Imported here, for it brings the templates along.
        from scratchcnn.oracle.report.html import to_html

        return to_html(self)

    @property
    def verdict(self) -> str:
        """What the target is, as a whole: "ok", "wrong" or "error"."""
        if any(result.status == "wrong" for result in self):
            return "wrong"
        return "ok" if self.results and all(self) else "error"

    @property
    def exit_code(self) -> int:
        """The exit code: 0 all right, 1 something is not, 2 the target could not be read."""
        if not self.readable:
            return 2
        return 0 if self.verdict == "ok" else 1
