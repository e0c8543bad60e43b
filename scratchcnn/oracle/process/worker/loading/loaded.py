"""What the worker remembers of homework that it has loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..bygone.uses import Uses


@dataclass(frozen=True)
class Loaded:
    """What loading the sources produced.

    Parameters
    ----------
    namespaces
        The names of each source, by the name of the source.
    definitions
        What the judge learns of each class and function.
    imported
        The same of what the only source imports from other files of the homework.
    notes
        What was assumed, in sentences.
    problems
        What could not be made, in sentences with the line.
    names
        The classes and functions themselves, by their names in `definitions` and `imported`.
    files
        How each file is called in reports, by its name in code objects.
    rewind
        Resets the random generators that the homework keeps.
    uses
        The record of the removed names that it uses: so far, those used while it was loaded.
    unmade
        The definitions that have no value, with the reason.
    describes
        Returns the description of a function that is none of these: another one made it.
    """

    namespaces: dict[str, dict[str, Any]]
    definitions: list[dict[str, Any]]
    imported: list[dict[str, Any]]
    notes: list[str]
    problems: list[str]
    names: dict[str, Any]
    files: dict[str, str]
    rewind: Callable[[], None]
    uses: Uses
    unmade: list[dict[str, Any]]
    describes: Callable[[Any], dict[str, Any]]

    def find(self, name: str) -> Any:
        """Return a class or function by its name in `definitions`."""
        return self.names[name]

    def naming(self, filename: str) -> str | None:
        """Return how a file of the homework is called in reports; `None` for any other."""
        return self.files.get(filename)
