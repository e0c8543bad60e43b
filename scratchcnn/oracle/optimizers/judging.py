"""Optimizers judged: the formula that takes the same steps, and whose it is."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.cards.optimizers.descent import MOMENTUM, NESTEROV, SGD
from scratchcnn.oracle.cards.optimizers.formula import (
    Array,
    Given,
    Numbers,
    Rule,
    Variant,
    variants,
)
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.optimizers.finding import UPDATES, is_gradient
from scratchcnn.oracle.optimizers.names import meanings_of, numbers_in, rule_named
from scratchcnn.oracle.optimizers.pytorch import in_pytorch
from scratchcnn.oracle.optimizers.running import (
    CHANGING,
    DECAY,
    RATE,
    STEPS,
    Subject,
    drawn,
    parameters_of,
    rates_of,
    small,
    source_of,
    subject,
)
from scratchcnn.oracle.optimizers.words import named
from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.runner import Failure, HomeworkError, Runner
from scratchcnn.oracle.understanding.layer import Layer
from scratchcnn.oracle.understanding.names.vocabulary import compact

Definition: TypeAlias = Mapping[str, Any]

CHECK = "step"
# Of the sum of all steps so far, and of the parameter: in double and in single precision.
DOUBLE, SINGLE = (1e-8, 1e-14), (1e-5, 5e-7)
UNKNOWN = "its steps are those of no formula of {} that is known"
SMALL = 1e-12
HALF = 0.5
AHEAD = re.compile(r"look|ahead", re.IGNORECASE)
ONE_RATE = "at one learning rate, at which both meanings of momentum are the same"


@dataclass(frozen=True)
class Optimized:
    """What was found out about an optimizer: how it was understood, its results, or why none."""

    name: str
    layer: Layer | None
    results: tuple[Result, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Seen:
    """What an optimizer did in a regime, with which decay, and how far off it may be."""

    regime: str
    given: Given
    after: Array
    decay: float = 0.0
    precision: tuple[float, float] = DOUBLE

    def same(self, other: Array) -> bool:
        """Return whether these steps are the same but for rounding; what is no number is so too."""
        neither = ~np.isfinite(self.after) & ~np.isfinite(other)
        return bool(np.all(self.close(other)[0] | neither))

    def close(self, other: Array) -> tuple[Array, Array]:
        """Return where other steps are the same but for rounding, and how far off they may be."""
        every = np.concatenate([np.array(self.given.starts)[None], other])
        far = np.cumsum(np.abs(np.diff(every, axis=0)), axis=0)
        largest = np.maximum.accumulate(np.abs(every), axis=0)[1:]
        allowed = self.precision[0] * far + self.precision[1] * largest
        return np.abs(self.after - other) <= allowed, allowed


def optimizers(runner: Runner, wants: Callable[[str], bool]) -> Iterator[Optimized]:
    """Yield what is judged of the optimizers of a homework; `wants` says of which ops."""
    with np.errstate(all="ignore"):
        for definition in runner.definitions:
            rule = rule_named(definition["name"].rpartition(".")[2])
            if rule is not None and wants(rule.op) and updates(definition, runner.definitions):
                try:
                    yield from judged(runner, definition, rule)
                except HomeworkError as error:
                    yield Optimized(str(definition["name"]), None, reason=str(error))


def updates(definition: Definition, definitions: Sequence[Definition]) -> bool:
    """Return whether it may be an optimizer: by a method of it, or a parameter of a function."""
    if definition["kind"] != "class":
        return any(is_gradient(one["name"]) for one in definition["params"])
    chain = source_of(definition, definitions)
    return any(compact(name) in UPDATES for one in chain for name in one.get("methods", ()))


def judged(runner: Runner, definition: Definition, rule: Rule) -> Iterator[Optimized]:
    """Yield what is judged of one optimizer: with a switch for Nesterov's momentum, twice."""
    name = str(definition["name"])
    config = next((p["name"] for p in definition["params"] if "conf" in p["name"].lower()), "")
    config = config if definition["kind"] != "class" else ""
    meant = meanings_of(rule, parameters_of(definition, config))
    if rule is SGD and "momentum" in meant.numbers:
        rule = MOMENTUM
    every = [(rule, rule is NESTEROV)]
    if rule is MOMENTUM and meant.nesterov:
        every.append((NESTEROV, True))
    for one, ahead in every:
        title = f"{name}({meant.nesterov}=True)" if len(every) > 1 and ahead else name
        found = subject(runner, definition, one, ahead=ahead)
        if isinstance(found, str):
            yield Optimized(name, None, reason=found)
            return
        result = of_subject(title, found)
        if not result.results and one is SGD:
            # A momentum that is written into it.
            again = subject(runner, definition, MOMENTUM)
            result = result if isinstance(again, str) else of_subject(title, again)
        yield result


def of_subject(name: str, found: Subject) -> Optimized:
    """Return what is judged of an optimizer that can be called."""
    seen = regimes(found)
    if isinstance(seen, Failure):
        if seen.type == "ZeroDivisionError" and "beta1" in found.rule.numbers:
            return divided_by_zero(name, found)
        return Optimized(name, None, reason=status_of(seen)[1])
    matched = list(matching(found, seen))
    if not matched:
        # What is right in single precision is right; what is wrong is not proven there.
        seen = [replace(one, precision=SINGLE) for one in seen]
        matched = [one for one in matching(found, seen) if not one[0].bug]
    if not matched:
        return Optimized(name, None, reason=UNKNOWN.format(found.rule.op))
    variant, numbers = matched[0]
    layer = described(name, found, seen, numbers)
    why = doubt(variant.bug, found)
    if why:
        return Optimized(name, None, reason=why)
    return Optimized(name, layer, tuple(results(name, layer, seen, matched)))


def doubt(bug: str, found: Subject) -> str:
    """Return why what looks like a mistake may be none; "" if it is one for sure."""
    if bug == "look-ahead-missing" and AHEAD.search(found.text):
        return "its gradients may have been taken ahead, where its own steps are those of momentum"
    if bug == "averages-swapped" and not any(value > HALF for value in numbers_in(found.text)):
        return "its averages are right if the share that it is given is that of the new value"
    if bug == "ascent" and found.called.form.method and not found.called.form.surely:
        return "it adds what it is given, which may be minus the gradient"
    return ""


def regimes(found: Subject) -> list[Seen] | Failure:
    """Return what an optimizer does in every regime that it can be tried in."""
    called = found.called
    constant = rates_of(called, (RATE,) * STEPS)
    least, most = called.form.least, called.form.most
    every = [("basic", drawn(1, least, constant), 0.0)]
    if called.rates or called.form.rated or (not called.form.method and called.rate_name):
        every.append(("learning_rate", drawn(2, least, CHANGING), 0.0))
    if "eps" in found.rule.numbers:
        eps = min(found.numbers["eps"])
        every.append(("small_gradients", small(3, least, eps, constant), 0.0))
    if most > 1:
        every.append(("parameters", drawn(4, most, constant), 0.0))
    if found.decays:
        every.append(("weight_decay", drawn(5, least, constant), DECAY))
    seen = []
    for regime, given, decay in every:
        after = found.run(given, decay=decay)
        if isinstance(after, Failure):
            return after
        seen.append(Seen(regime, given, after, decay))
    return seen


def matching(found: Subject, seen: Sequence[Seen]) -> Iterator[tuple[Variant, dict[str, float]]]:
    """Yield the formulas that take the same steps in every regime: a right one, or mistakes."""
    for variant in variants(found.rule):
        for numbers in found.each():
            if all(one.same(steps_of(variant, numbers, one)) for one in seen):
                yield variant, numbers
                if not variant.bug:
                    return
                break


def steps_of(variant: Variant, numbers: Numbers, seen: Seen) -> Array:
    """Return the steps of a formula in a regime; PyTorch itself takes those that are its own."""
    known = dict(numbers)
    if seen.decay:
        known["weight_decay"] = seen.decay
    share = known.pop("rate", 1.0)
    given = replace(seen.given, rates=[share * rate for rate in seen.given.rates])
    if not variant.bug and not variant.told:
        return in_pytorch(variant.rule, known, given)
    return variant.path(known, given)


def described(name: str, found: Subject, seen: Sequence[Seen], numbers: Numbers) -> Layer:
    """Return how an optimizer was understood."""
    given = ", ".join(f"{key} {value:g}" for key, value in numbers.items() if value)
    text = f"optimizer; {found.called.form.words}" + (f"; {given}" if given else "")
    if all(one.regime != "learning_rate" for one in seen):
        text += f"; {ONE_RATE}" if "momentum" in found.rule.numbers else "; at one learning rate"
    return Layer(name, found.rule.op, text)


def results(
    name: str,
    layer: Layer,
    seen: Sequence[Seen],
    matched: Sequence[tuple[Variant, dict[str, float]]],
) -> Iterator[Result]:
    """Yield a result for every regime."""
    variant, numbers = matched[0]
    others = [one for one, _ in matched if one.bug]
    if variant.bug == "epsilon-missing":
        # Any that is small enough would have been right.
        numbers = {**numbers, "eps": SMALL}
    for one in seen:
        nearest = None
        for right in variants(variant.rule):
            if right.bug:
                break
            if one.same(steps_of(right, numbers, one)) and set(right.told) <= set(variant.told):
                nearest = right
                break
        if nearest is None and not variant.bug:
            nearest = variant
        if nearest is not None:
            told = "; ".join(nearest.told)
            verdict = Verdict(not told, message=told, status="convention" if told else "ok")
            yield result(name, layer, one, verdict)
            continue
        bugs = dict.fromkeys(other.bug for other in others)
        evidence = f"the same parameters after each of {STEPS} steps, in every regime"
        found = tuple(named(bug, evidence) for bug in bugs)
        yield result(name, layer, one, wrong(one, variant, numbers), found)


def wrong(seen: Seen, variant: Variant, numbers: Numbers) -> Verdict:
    """Return the verdict on steps that are wrong, with the first that is."""
    right = next(one for one in variants(variant.rule) if one.told == variant.told)
    wanted = steps_of(right, numbers, seen)
    close, allowed = seen.close(wanted)
    step, parameter, *index = (int(n) for n in np.argwhere(~close)[0])
    place = (step, parameter, *index)
    before = seen.after[step - 1] if step else np.array(seen.given.starts)
    gradient = seen.given.gradients[step][parameter][tuple(index)]
    got, expected = float(seen.after[place]), float(wanted[place])
    message = (
        f"after step {step + 1}, with the gradient {gradient:.6g}, the parameter is {got:.6g}, but "
        f"{expected:.6g} by {right.rule.op}; before the step it was "
        f"{float(before[parameter][tuple(index)]):.6g}"
    )
    limit = float(allowed[place])
    return Verdict(False, abs(got - expected), limit, tuple(index), got, expected, message)


def result(name: str, layer: Layer, seen: Seen, verdict: Verdict, bugs: Any = ()) -> Result:
    """Return the result of one regime."""
    op, text = str(layer.op), layer.understood
    return Result(op, CHECK, seen.regime, STEPS, verdict, None, name, text, bugs)


def divided_by_zero(name: str, found: Subject) -> Optimized:
    """Return the results of an optimizer whose first step divides by 1 - beta^0."""
    layer = Layer(name, found.rule.op, f"optimizer; {found.called.form.words}")
    verdict = Verdict(False, message="the first step divides by 0: 1 - beta ** t is 0 at t = 0")
    bug = named("step-count-late", "it raises ZeroDivisionError in its first step")
    seen = Seen("basic", drawn(1, 1, (RATE,)), np.zeros(1))
    return Optimized(name, layer, (result(name, layer, seen, verdict, (bug,)),))
