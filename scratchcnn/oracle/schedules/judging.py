"""Schedules judged: the formula that gives the same rates, and whose it is."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import isclose, isfinite
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.runner import Failure, HomeworkError, Runner
from scratchcnn.oracle.schedules.kinds import NOT_CLIPPED, Kind, Variant, variants
from scratchcnn.oracle.schedules.names import OF_TRAINING, kind_named, numbers_in
from scratchcnn.oracle.schedules.pytorch import in_pytorch
from scratchcnn.oracle.schedules.running import Subject, numbers_of, tried
from scratchcnn.oracle.schedules.words import named
from scratchcnn.oracle.understanding.layer import Layer
from scratchcnn.oracle.understanding.names.vocabulary import compact

Definition: TypeAlias = Mapping[str, Any]

CHECK = "rates"
UNKNOWN = "its rates are those of no formula of {} that is known"
# Unlike each other, and in ways that tell the formulas apart: a power that stays real past the end.
SETTINGS: Sequence[Mapping[str, Any]] = (
    {
        **{"lr": 0.37, "gamma": 0.83, "size": 3, "total": 7, "least": 0.013, "share": 0.11},
        **{"warm": 3, "power": 2, "start": 0.25, "end": 0.85, "milestones": (2, 5, 6)},
        **{"values": (0.4, 0.3, 0.07, 0.02), "stairs": False, "first": 0.021},
    },
    {
        **{"lr": 0.052, "gamma": 0.37, "size": 4, "total": 11, "least": 0.0021, "share": 0.23},
        **{"warm": 5, "power": 3, "start": 0.4, "end": 0.95, "milestones": (3, 4, 9)},
        **{"values": (0.05, 0.09, 0.03, 0.01), "stairs": True, "first": 0.0013},
    },
)
# Past the end of the longer way, and of what is written down, where that can be reached.
COUNT, MOST_COUNT = 27, 240
MOST_NUMBERS = 600
DOUBLE, SINGLE = 1e-9, 3e-6


@dataclass(frozen=True)
class Scheduled:
    """What was found out about a schedule: how it was understood, its results, or why none."""

    name: str
    layer: Layer | None
    results: tuple[Result, ...] = ()
    reason: str = ""


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
            if not isclose(one, two, rel_tol=self.precision, abs_tol=1e-15) and (
                isfinite(one) or isfinite(two)
            ):
                return step
        return -1


def schedules(runner: Runner, wants: Callable[[str], bool]) -> Iterator[Scheduled]:
    """Yield what is judged of the schedules of a homework; `wants` says of which ops."""
    with np.errstate(all="ignore"):
        for definition in runner.definitions:
            name = definition["name"].rpartition(".")[2]
            kind = kind_named(name, definition["params"], definition["source"])
            if kind is not None and wants(kind.op) and changes(definition):
                try:
                    yield judged(runner, definition, kind)
                except HomeworkError as error:
                    yield Scheduled(str(definition["name"]), None, reason=str(error))


def changes(definition: Definition) -> bool:
    """Return whether it may be a schedule: a class that is called, or a function of numbers."""
    if definition["kind"] == "class":
        return bool(definition.get("methods"))
    return bool(definition["params"])


def judged(runner: Runner, definition: Definition, kind: Kind) -> Scheduled:
    """Return what is judged of one schedule."""
    name = str(definition["name"])
    found = tried(runner, definition, kind, SETTINGS[0])
    if isinstance(found, str):
        return Scheduled(name, None, reason=found)
    seen = []
    free = [one for one in kind.needs if one not in given_of(found)]
    count = COUNT if not free else counted(found.text)
    for setting in SETTINGS:
        rates = found.run(setting, count)
        if isinstance(rates, Failure):
            return Scheduled(name, None, reason=status_of(rates)[1])
        numbers = numbers_of(rates)
        if numbers is None:
            return Scheduled(name, None, reason="what it returns is no rate")
        given = {one: setting[one] for one in given_of(found)}
        seen.append(Seen(given, numbers))
        if not found.meant.numbers and not found.meant.optimizer:
            break
    return concluded(name, found, seen, free)


def given_of(found: Subject) -> set[str]:
    """Return the numbers that it is given."""
    return set(found.meant.numbers) | ({"lr"} if found.meant.optimizer else set())


def counted(text: str) -> int:
    """Return how many steps to look at where an interval is written in the source."""
    whole = [one for one in numbers_in(text) if one.is_integer() and one * 3 + 3 < MOST_COUNT]
    return int(max([COUNT, *(one * 3 + 3 for one in whole)]))


def concluded(name: str, found: Subject, seen: Sequence[Seen], free: Sequence[str]) -> Scheduled:
    """Return the results of a schedule with these rates."""
    matched = list(matching(found, seen, free))
    if not matched:
        # What is right in single precision is right; what is wrong is not proven there.
        seen = [Seen(one.given, one.rates, SINGLE) for one in seen]
        matched = [one for one in matching(found, seen, free) if not one[0].bug]
    if not matched:
        return Scheduled(name, None, reason=UNKNOWN.format(found.kind.op))
    variant, numbers = matched[0]
    why = doubt(variant, found, seen)
    if why:
        return Scheduled(name, None, reason=why)
    given = ", ".join(f"{key} {numbers[key]:g}" for key in free)
    text = f"schedule; {found.form.words}" + (f"; {given}" if given else "")
    layer = Layer(name, found.kind.op, text)
    return Scheduled(name, layer, tuple(results(layer, found, seen, matched)))


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
    switched = "stairs" in found.meant.numbers
    for variant in variants(found.kind, steps_itself=found.form.counts, switched=switched):
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
    """Return the step from which on no rate is asked for: past the end of training there is none."""
    end = found.kind.end
    if end and OF_TRAINING.search(compact(found.meant.numbers.get(end, ""))):
        return int(seen.given[end]) + 1
    return len(seen.rates)


def expected(variant: Variant, numbers: Mapping[str, Any], count: int) -> list[float] | None:
    """Return the rates of a formula, or PyTorch's where they are its own; None if there are none."""
    try:
        if not variant.bug and not variant.told:
            theirs = in_pytorch(variant.kind, numbers, count)
            if theirs is not None:
                return theirs
        return variant.rates(numbers, count)
    except (ArithmeticError, TypeError, ValueError):
        return None


def doubt(variant: Variant, found: Subject, seen: Sequence[Seen]) -> str:
    """Return why what looks like a mistake may be none; "" if it is one for sure."""
    if not variant.bug:
        return ""
    if found.meant.left:
        return f"the meaning of its parameter `{found.meant.left[0]}` is not known"
    if variant.bug == NOT_CLIPPED:
        name = found.name.rpartition(".")[2]
        files = [one["source"] for one in found.runner.definitions if one["name"] != found.name]
        if any(re.search(rf"\b{name}\s*\(", text) for text in files):
            return "another part of the homework calls it, which may ask for nothing past its end"
    return ""


def results(
    layer: Layer,
    found: Subject,
    seen: Sequence[Seen],
    matched: Sequence[tuple[Variant, dict[str, Any]]],
) -> Iterator[Result]:
    """Yield a result for the way, and for what is past its end."""
    variant, numbers = matched[0]
    switched = "stairs" in found.meant.numbers
    every = list(variants(found.kind, steps_itself=found.form.counts, switched=switched))
    right = [one for one in every if not one.bug]
    for regime, parts in split(found, seen, numbers):
        asked = sum(max(0, stop - start) for _, start, stop in parts)
        if not asked:
            continue
        nearest = next((one for one in right if all(same(one, numbers, *p) for p in parts)), None)
        agrees = nearest is not None and set(nearest.told) <= set(variant.told)
        if nearest is not None and agrees:
            told = "; ".join(nearest.told)
            verdict = Verdict(not told, message=told, status="convention" if told else "ok")
            yield result(layer, regime, asked, verdict)
            continue
        beside = next(one for one in right if one.told == variant.told)
        bugs = dict.fromkeys(one.bug for one, _ in matched)
        evidence = f"the same rate in each of {asked} steps"
        names = tuple(named(bug, evidence) for bug in bugs)
        yield result(layer, regime, asked, wrong(beside, numbers, parts), names)


Part: TypeAlias = tuple[Seen, int, int]


def split(
    found: Subject, seen: Sequence[Seen], numbers: Mapping[str, Any]
) -> Iterator[tuple[str, list[Part]]]:
    """Yield the regimes, and for each its steps in what was seen."""
    end = found.kind.end
    way, past = [], []
    for one in seen:
        last = until(found, one)
        stop = int({**numbers, **one.given}[end]) + 1 if end else last
        way.append((one, 0, min(stop, last)))
        past.append((one, stop, last))
    yield "basic", way
    if end:
        yield "past_end", past


def same(variant: Variant, numbers: Mapping[str, Any], seen: Seen, start: int, stop: int) -> bool:
    """Return whether a formula gives these rates in a part of the steps."""
    wanted = expected(variant, {**numbers, **seen.given}, len(seen.rates))
    return wanted is not None and seen.far(wanted, max(start, variant.unasked), stop) < 0


def wrong(right: Variant, numbers: Mapping[str, Any], parts: Sequence[Part]) -> Verdict:
    """Return the verdict on rates that are wrong, with the first that is."""
    for seen, start, stop in parts:
        known = {**numbers, **seen.given}
        wanted = expected(right, known, len(seen.rates)) or []
        step = seen.far(wanted, max(start, right.unasked), stop)
        if step >= 0:
            got, should = seen.rates[step], wanted[step]
            given = ", ".join(f"{name} {value}" for name, value in seen.given.items())
            message = (
                f"at step {step} the rate is {got:.6g}, but {should:.6g} by {right.kind.op}"
                + (f"; given are {given}" if given else "")
            )
            limit = seen.precision * abs(should)
            return Verdict(False, abs(got - should), limit, (step,), got, should, message)
    return Verdict(False, message="its rates are wrong")


def result(
    layer: Layer, regime: str, examples: int, verdict: Verdict, bugs: Any = ()
) -> Result:
    """Return the result of one regime."""
    op, name, text = str(layer.op), layer.implementation, layer.understood
    return Result(op, CHECK, regime, examples, verdict, None, name, text, bugs)
