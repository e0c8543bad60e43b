"""Schedules judged: the formula that gives the same rates, and whose it is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.runner import Failure, HomeworkError, Runner
from scratchcnn.oracle.schedules.kinds import (
    COMPOUNDS,
    EXPONENTIAL,
    INVERSE,
    NOT_CLIPPED,
    STEP,
    WARMUP,
    Kind,
    Variant,
)
from scratchcnn.oracle.schedules.matching import (
    SINGLE,
    Seen,
    ends,
    expected,
    formulas_of,
    given_of,
    matching,
    until,
)
from scratchcnn.oracle.schedules.meanings import numbers_in
from scratchcnn.oracle.schedules.names import is_of_another_kind, kind_named
from scratchcnn.oracle.schedules.running import Subject, numbers_of, tried
from scratchcnn.oracle.schedules.words import named
from scratchcnn.oracle.understanding.layer import Layer
from scratchcnn.oracle.understanding.names.vocabulary import compact

Definition: TypeAlias = Mapping[str, Any]

CHECK = "rates"
NO_FORMULA = "no formula of its kind is known"
UNKNOWN = "its rates are those of no formula of {} that is known"
# Unlike each other, and in ways that tell the formulas apart: a power that stays real past the end.
SETTINGS: Sequence[Mapping[str, Any]] = (
    {
        "lr": 0.37,
        "gamma": 0.83,
        "size": 3,
        "total": 7,
        "least": 0.013,
        "share": 0.11,
        "warm": 3,
        "power": 2,
        "start": 0.25,
        "end": 0.85,
        "milestones": (2, 5, 6),
        "values": (0.4, 0.3, 0.07, 0.02),
        "stairs": False,
        "first": 0.021,
    },
    {
        "lr": 0.052,
        "gamma": 0.37,
        "size": 4,
        "total": 11,
        "least": 0.0021,
        "share": 0.23,
        "warm": 5,
        "power": 3,
        "start": 0.4,
        "end": 0.95,
        "milestones": (3, 4, 9),
        "values": (0.05, 0.09, 0.03, 0.01),
        "stairs": True,
        "first": 0.0013,
    },
)
# Past the end of the longer way, and of what is written down, where that can be reached.
COUNT, MOST_COUNT = 27, 240
# A schedule whose rate falls once, to 0, may be of any kind.
FEWEST = 3
TOO_FEW = "as it was called, its rate changes once, as with many a formula"
# What may be negative, so that it falls where it seems to grow.
NEGATIVE = ("k", "lambda", "lambd", "lam")


@dataclass(frozen=True)
class Scheduled:
    """What was found out about a schedule: how it was understood, its results, or why none."""

    name: str
    layer: Layer | None
    results: tuple[Result, ...] = ()
    reason: str = ""


def schedules(runner: Runner, wants: Callable[[str], bool]) -> Iterator[Scheduled]:
    """Yield what is judged of the schedules of a homework; `wants` says of which ops."""
    with np.errstate(all="ignore"):
        for definition in runner.definitions:
            name = definition["name"].rpartition(".")[2]
            kind = kind_named(name, definition["params"], definition["source"])
            if kind is None and is_of_another_kind(name, definition["params"]):
                yield Scheduled(str(definition["name"]), None, reason=NO_FORMULA)
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
        if len(set(numbers)) == 1:
            # It may be changed where it is not looked for, or not at all.
            return Scheduled(name, None, reason="its rate never changes, as it was called")
        given = {one: setting[one] for one in given_of(found)}
        seen.append(Seen(given, numbers))
        if not found.meant.numbers and not found.meant.optimizer:
            break
    return concluded(name, found, seen, free)


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
    if variant.bug == NOT_CLIPPED and not found.to_the_end and not clips(found):
        return concluded(name, replace(found, to_the_end=True), seen, free)
    why = doubt(variant, found)
    if not variant.bug and all(len(set(one.rates)) < FEWEST for one in seen):
        why = TOO_FEW
    if why:
        return Scheduled(name, None, reason=why)
    given = ", ".join(f"{key} {numbers[key]:g}" for key in free)
    text = f"schedule; {found.form.words}" + (f"; {given}" if given else "")
    text += "; past its end nothing is asked" if ends(found) else ""
    layer = Layer(name, found.kind.op, text)
    return Scheduled(name, layer, tuple(results(layer, found, seen, matched)))


def doubt(variant: Variant, found: Subject) -> str:
    """Return why what looks like a mistake may be none; "" if it is one for sure."""
    if not variant.bug:
        return ""
    name = compact(found.meant.numbers.get("gamma", ""))
    interval = compact(found.meant.numbers.get("size", ""))
    if found.meant.left:
        return f"the meaning of its parameter `{found.meant.left[0]}` is not known"
    if variant.bug == COMPOUNDS and variant.kind is INVERSE:
        return "some take the last rate for the one that decays, others the first"
    powers = variant.choices.get("factor") != "natural"
    grows = variant.bug == "schedule-grows" and variant.kind is EXPONENTIAL
    if grows and (name in NEGATIVE or (name and powers)):
        return f"it falls if {name} is {'above 1' if powers else 'negative'}"
    if (
        variant.bug == "schedule-floor-missing"
        and interval == "decaysteps"
        and variant.kind is STEP
    ):
        return "it is right if it is to fall evenly, as exponential decay does"
    return ""


def clips(found: Subject) -> bool:
    """Return whether it has to stay what it is past its end: what calls it may never go there.

    Keras and PyTorch say so of their classes, by the names of their parameters.
    """
    name = compact(found.meant.numbers.get(found.kind.end, ""))
    in_class = bool(found.form.method)
    return in_class and found.kind is not WARMUP and name in ("decaysteps", "totaliters")


def results(
    layer: Layer,
    found: Subject,
    seen: Sequence[Seen],
    matched: Sequence[tuple[Variant, dict[str, Any]]],
) -> Iterator[Result]:
    """Yield a result for the way, and for what is past its end."""
    variant, numbers = matched[0]
    right = [one for one in formulas_of(found) if not one.bug]
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


def result(layer: Layer, regime: str, examples: int, verdict: Verdict, bugs: Any = ()) -> Result:
    """Return the result of one regime."""
    op, name, text = str(layer.op), layer.implementation, layer.understood
    return Result(op, CHECK, regime, examples, verdict, None, name, text, bugs)
