"""What was restored for homework, by name and line."""

import linecache
from collections.abc import Mapping
from types import FrameType
from typing import Any

LONGEST_SOURCE = 200
# Loops use a name over and over; only the places are reported.
MOST_USES = 50
Place = tuple[str, str, int]


class Uses:
    """A record of what was restored since it was last taken.

    Parameters
    ----------
    shown
        How each file of the homework is called in reports, by its name in code objects.
    """

    def __init__(self, shown: Mapping[str, str]) -> None:
        self._shown = shown
        self._found: dict[Place, dict[str, Any]] = {}

    def is_homework(self, frame: FrameType) -> bool:
        """Return whether a frame runs code of the homework."""
        return frame.f_code.co_filename in self._shown

    def add(self, name: str, advice: str, frame: FrameType | None) -> None:
        """Note that a frame used a name."""
        if frame is not None:
            self.note(name, advice, frame.f_code.co_filename, frame.f_lineno)

    def note(self, name: str, advice: str, file: str, line: int) -> None:
        """Note that a name is used on a line of a file."""
        place = (name, file, line)
        if place not in self._found and len(self._found) < MOST_USES:
            source = linecache.getline(file, line).strip()[:LONGEST_SOURCE]
            self._found[place] = {
                "name": name,
                "advice": advice,
                "file": self._shown.get(file, ""),
                "line": line,
                "source": source,
            }

    def take(self) -> list[dict[str, Any]]:
        """Return the uses since this was last called."""
        taken = list(self._found.values())
        self._found.clear()
        return taken
