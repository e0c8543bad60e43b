"""What replaces a result that is missing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Raised:
    """An exception in place of a result."""

    error: BaseException


class Misfit(ValueError):
    """Raised for an array that homework's layout has no place for."""
