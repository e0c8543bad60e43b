"""What stands in the place of a result that there is not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Raised:
    """An exception in place of a result."""

    error: BaseException


class Misfit(ValueError):
    """An array that a form has no place for."""
