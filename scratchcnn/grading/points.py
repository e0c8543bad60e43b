"""What a teacher gives points for."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scratchcnn.grading.work import Part

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found] # not installed on later Pythons


class PointsError(Exception):
    """What is wrong with a file of points, in a sentence."""


@dataclass(frozen=True)
class Points:
    """What every check of every op is worth.

    Attributes
    ----------
    named : (op, check) -> points; one that a submission lacks counts as failed
    default : what every other check of a submission is worth
    """

    named: Mapping[tuple[str, str], float] = field(default_factory=dict)
    default: float = 1.0

    def of(self, op: str, check: str) -> float:
        """Return what one check of one op is worth."""
        return self.named.get((op, check), self.default)

    def missing(self, parts: Sequence[Part]) -> list[tuple[str, str]]:
        """Return the checks that are worth something, and that a submission lacks."""
        there = {(op, check) for op, check, _ in parts}
        return [one for one, points in self.named.items() if points and one not in there]

    def score(self, parts: Sequence[Part]) -> float:
        """Return what a submission gets."""
        return sum(self.of(op, check) for op, check, passed in parts if passed)

    def most(self, parts: Sequence[Part]) -> float:
        """Return the most that a submission could have got."""
        there = sum(self.of(op, check) for op, check, _ in parts)
        return there + sum(self.of(*one) for one in self.missing(parts))


def read_points(content: bytes, ops: Sequence[str], checks: Sequence[str]) -> Points:
    r"""Read points from TOML: a table for every op, and a `default` for what is not named.

    Parameters
    ----------
    content : of the file
    ops, checks : the known names

    Raises
    ------
    PointsError
        It is not TOML, uses unknown names, or a value is not a number from 0 up.

    Examples
    --------
    >>> points = read_points(b"[relu]\nforward = 2", ["relu"], ["forward", "grad_x"])
    >>> points.of("relu", "forward"), points.of("relu", "grad_x")
    (2.0, 0.0)
    """
    try:
        tables = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PointsError(f"is not TOML: {error}") from None
    default = number("default", tables.pop("default", 0))
    named = {}
    for op, table in tables.items():
        if op not in ops:
            raise PointsError(f"[{op}]: must be one of {', '.join(ops)}")
        if not isinstance(table, dict):
            raise PointsError(f"{op} must be a table such as [{op}], with points for every check")
        for check, points in table.items():
            if check not in checks:
                raise PointsError(f"[{op}] {check}: must be one of {', '.join(checks)}")
            named[op, check] = number(f"[{op}] {check}", points)
    return Points(named, default)


def number(what: str, value: Any) -> float:
    """Return a number of points."""
    # NaN fails the comparison, too.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise PointsError(f"{what}: must be a number from 0 up, got {value!r}")
    return float(value)
