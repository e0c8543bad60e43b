"""The slopes of the numbers that forward code computes, along one variable at a place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from time import monotonic
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.steps import smooth_step
from scratchcnn.oracle.checks.finite_differences import Index, spread
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.written_out.passes import Pass, Place

Array: TypeAlias = NDArray[Any]

# So many elements of every variable are moved: spread evenly over it, and of the largest gradients.
COORDINATES, LARGEST = 24, 8
MOST_AT_ONCE = 20
# Where forward code is slow, fewer are moved, so that one variable takes about so many seconds.
SECONDS, FEWEST, TRIED = 3.0, 6, 2
# How much forward code may round, in units of its largest number; an epsilon that only one of the
# passes has is no error that matters.
ROUNDINGS, RELATIVE = 64 * 2.0**-53, 2e-5
TINY = 1e-18
ROUNDINGS_IN_SINGLE, RELATIVE_IN_SINGLE, STEP_IN_SINGLE = 8 * 2.0**-24, 2e-3, 2.0**-6


@dataclass(frozen=True)
class Slope:
    """The slope at one element, from both sides together and from each; what it may be off by."""

    index: Index
    near: float
    sides: tuple[float, float]
    allowed: float

    def error(self, grad: float, scale: float) -> float:
        """Return how far a gradient is off, beyond what is allowed: 0 or less if it is right."""
        allowed = self.allowed + scale
        within = max(min(self.sides) - grad, grad - max(self.sides), 0.0)
        error = min(abs(grad - self.near), within)
        return error - allowed if np.isfinite(grad) else np.inf


@dataclass(frozen=True)
class Slopes:
    """The slopes of one number at a place; `single`: it is computed in single precision."""

    single: bool
    found: tuple[Slope, ...]

    @property
    def zero(self) -> bool:
        """Whether the number does not depend on the variable."""
        return all(one.near == 0 for one in self.found)

    def differing(self, grad: Array) -> list[Slope]:
        """Return the slopes that a gradient differs from."""
        largest = float(np.abs(grad).max(where=np.isfinite(grad), initial=0))
        relative = RELATIVE_IN_SINGLE if self.single else RELATIVE
        return [
            one
            for one in self.found
            if not one.error(float(grad[one.index]), relative * max(largest, abs(one.near))) <= 0
        ]

    def factor(self, grad: Array) -> float | None:
        """Return by which number a gradient is larger than the slopes; None if it is no multiple.

        Examples
        --------
        >>> slope = Slope((0,), 2.0, (2.0, 2.0), 1e-9)
        >>> Slopes(False, (slope,)).factor(np.array([0.5]))
        0.25
        """
        near = np.array([one.near for one in self.found])
        got = np.array([grad[one.index] for one in self.found])
        size = float(near @ near)
        if size < TINY or not np.isfinite(got).all():
            return None
        factor = float(got @ near) / size
        return factor if factor and not self.differing(grad / factor) else None


@dataclass
class Mover:
    """Moves variables, and asks the homework's process for the numbers that follow."""

    runner: Runner
    one: Pass
    known: dict[int, dict[str, Slopes]] = field(default_factory=dict)
    # A call that failed took too long, most likely: the next one would, too.
    failed: bool = False

    def at(self, place: int) -> Mapping[str, Slopes]:
        """Return the slopes of all numbers at a place, by their keys."""
        if place not in self.known:
            start = monotonic()
            list(self.ask(place, [(-1, 0.0)] * TRIED))
            each = (monotonic() - start) / TRIED
            most = max(FEWEST, int(SECONDS / max(4 * each, 1e-9)))
            self.known[place] = self.slopes(place, self.indices(place)[:most])
        return self.known[place]

    def indices(self, place: int) -> list[Index]:
        """Return which elements are moved: some all over, and those with the largest gradients.

        A gradient that has few entries would be missed between the others.
        """
        where = self.one.places[place]
        found: dict[Index, None] = {}
        for gradient in self.one.gradients:
            value = gradient.last.value
            if gradient.of == where.of and value.shape == where.value.shape:
                largest = np.argsort(-np.abs(value), axis=None)[:LARGEST]
                found |= {tuple(map(int, np.unravel_index(n, value.shape))): None for n in largest}
        all_over = list(spread(where.value.shape, COORDINATES))
        both = [one for pair in zip_longest(found, all_over) for one in pair if one is not None]
        return list(dict.fromkeys(both))

    def slopes(self, place: int, indices: Sequence[Index]) -> dict[str, Slopes]:
        """Return the slopes of all numbers at some elements."""
        where = self.one.places[place]
        single = where.value.dtype == np.float32
        steps = [step_at(where.value, index, single=single) for index in indices]
        moves = [(-1, 0.0), (-1, 0.0)]
        for index, h in zip(indices, steps, strict=True):
            flat = int(np.ravel_multi_index(index, where.value.shape)) if index else 0
            moves += [(flat, by) for by in (h, -h, 2 * h, -2 * h)]
        answers = list(self.ask(place, moves))
        found: dict[str, Slopes] = {}
        if len(answers) != len(moves):
            return found
        first = {one.key: one.value for one in self.one.scalars}
        for key in answers[0]:
            values = [float(one.get(key, np.nan)) for one in answers]
            # Another number than that of the gradients comes of random numbers drawn anew.
            same = values[0] == values[1] and alike(values[0], first.get(key, np.nan), single)
            if same and np.isfinite(values).all():
                found[key] = Slopes(single, tuple(of_values(indices, steps, values, single=single)))
        return found

    def ask(self, place: int, moves: Sequence[tuple[int, float]]) -> Iterator[Mapping[str, Any]]:
        """Yield the numbers after each move; none after a call that failed."""
        method = {"attr": [{"name": self.one.call}, "moved"]}
        setup = {"call": {"attr": [{"name": self.one.call}, "run"]}, "save": "seen"}
        for start in range(0, 0 if self.failed else len(moves), MOST_AT_ONCE):
            some = [list(one) for one in moves[start : start + MOST_AT_ONCE]]
            step = {"call": method, "args": [{"value": place}, {"value": some}], "save": "numbers"}
            reply = self.runner.run([setup, step], ("numbers",))
            numbers = reply.values.get("numbers")
            if reply.failure is not None or not isinstance(numbers, list):
                self.failed = True
                return
            yield from numbers


def step_at(value: Array, index: Index, *, single: bool) -> float:
    """Return how far an element is moved."""
    size = float(value[index])
    return STEP_IN_SINGLE * max(1.0, abs(size)) if single else float(smooth_step(np.asarray(size)))


def of_values(
    indices: Sequence[Index], steps: Sequence[float], values: Sequence[float], *, single: bool
) -> Iterator[Slope]:
    """Yield the slopes that numbers show: two at rest, then four for every element."""
    rest = values[0]
    for number, (index, h) in enumerate(zip(indices, steps, strict=True)):
        ahead, behind, further, before = values[2 + 4 * number : 6 + 4 * number]
        near, far = (ahead - behind) / (2 * h), (further - before) / (4 * h)
        rounding = (ROUNDINGS_IN_SINGLE if single else ROUNDINGS) * max(1.0, abs(rest)) / h
        sides = ((rest - behind) / h, (ahead - rest) / h)
        yield Slope(index, near, sides, rounding + abs(far - near))


def alike(one: float, other: float, single: bool) -> bool:
    """Return whether two numbers are the same but for rounding."""
    return abs(one - other) <= (1e-4 if single else 1e-9) * max(1.0, abs(other))


def place_of(one: Pass, of: str, before: int) -> list[int]:
    """Return the numbers of the places of a variable before a line, the last one first."""
    found = [
        number
        for number, place in enumerate(one.places)
        if place.of == of and place.number < before
    ]
    return found[::-1]


__all__ = ["Mover", "Place", "Slopes", "place_of"]
