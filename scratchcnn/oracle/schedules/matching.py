"""Which formula gives the rates that a schedule gives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import isclose, isfinite
from typing import Any

from scratchcnn.oracle.schedules.kinds import Variant, variants
from scratchcnn.oracle.schedules.meanings import OF_TRAINING, numbers_in
from scratchcnn.oracle.schedules.pytorch import in_pytorch
from scratchcnn.oracle.schedules.running import Subject
from scratchcnn.oracle.understanding.names.vocabulary import compact

MOST_NUMBERS = 600
DOUBLE, SINGLE = 1e-9, 3e-6
# What a difference of 0 may be in single steps, beside rates of some hundredths.
TINY = 1e-15


@dataclass(frozen=True)
class Seen:
    """The rates of a schedule with some numbers, and how far off they may be."""

    given: Mapping[str, Any]
    rates: Sequence[float]
    precision: float = DOUBLE

    def far(self, other: Sequence[float], unasked: int, until: int) -> int:
        """Return the first step in which another rate is expected; -1 if there is none."""
        for step in range(unasked, min(len(self.rates), until)):
            one, two = self.rates[step], other[step]
            if not isclose(one, two, rel_tol=self.precision, abs_tol=TINY) and (
                isfinite(one) or isfinite(two)
            ):
                return step
        return -1


def given_of(found: Subject) -> list[str]:
    """Return the numbers that it is given."""
    held = ("lr",) if found.meant.optimizer else ()
    return [one for one in found.kind.knows if one in found.meant.numbers or one in held]


def candidates(found: Subject, free: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield what the numbers may be that it is not given: those of its source."""
    kind, given = found.kind, given_of(found)
    inside = numbers_in(found.text)
    known: dict[str, list[Any]] = {}
    for number in free:
        if number in ("milestones", "values"):
            return
        known[number] = inside
    for number, value in kind.more.items():
        if number not in given:
            # A power or a smallest rate may be written down, too.
            written = number in ("power", "least", "size")
            known[number] = [value, *inside] if written else [value]
    for place, values in enumerate(product(*known.values())):
        if place == MOST_NUMBERS:
            return
        yield dict(zip(known, values, strict=True))


def matching(
    found: Subject, seen: Sequence[Seen], free: Sequence[str]
) -> Iterator[tuple[Variant, dict[str, Any]]]:
    """Yield the formulas that give the same rates: a right one, or mistakes."""
    for variant in formulas_of(found):
        for numbers in candidates(found, free):
            if all(agree(variant, numbers, one, found) for one in seen):
                yield variant, numbers
                if not variant.bug:
                    return
                break


def agree(variant: Variant, numbers: Mapping[str, Any], seen: Seen, found: Subject) -> bool:
    """Return whether a formula gives the rates that were seen, as far as they are asked for."""
    wanted = expected(variant, {**numbers, **seen.given}, len(seen.rates))
    return wanted is not None and seen.far(wanted, variant.unasked, until(found, seen)) < 0


def until(found: Subject, seen: Seen) -> int:
    """Return the step from which on no rate is asked for: training has an end."""
    return int(seen.given[found.kind.end]) + 1 if ends(found) else len(seen.rates)


def ends(found: Subject) -> bool:
    """Return whether nothing is asked past its end."""
    name = compact(found.meant.numbers.get(found.kind.end, ""))
    return bool(name) and (found.to_the_end or bool(OF_TRAINING.search(name)))


def expected(variant: Variant, numbers: Mapping[str, Any], count: int) -> list[float] | None:
    """Return the rates of a formula, PyTorch's where they are its own; None if it fails."""
    try:
        if not variant.bug and not variant.told:
            theirs = in_pytorch(variant.kind, numbers, count)
            if theirs is not None:
                return theirs
        return variant.rates(numbers, count)
    except (ArithmeticError, TypeError, ValueError):
        return None


def formulas_of(found: Subject) -> Iterator[Variant]:
    """Yield every formula of the kind of a schedule, what is right first."""
    switched = "stairs" in found.meant.numbers
    return variants(found.kind, steps_itself=found.form.counts, switched=switched)
