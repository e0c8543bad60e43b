"""The search for how a layer is called whose names say nothing: sizes and values decide.

It begins where names end: a method for the forward pass is not known by its name, or a parameter
says nothing. It is bounded, and only one reading that is right, or the only one that fits a class
whose name says which op it is, is taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.process.runner import Failure, Runner
from scratchcnn.oracle.understanding.calls.nameless_backward import with_some_backward
from scratchcnn.oracle.understanding.calls.one_layer import (
    Understood,
    chosen,
    described,
    doubt_of,
    not_understood,
    of_fewer,
)
from scratchcnn.oracle.understanding.calls.own_parameters import own_parameters
from scratchcnn.oracle.understanding.calls.probe import (
    FITTING,
    RIGHT,
    Outcome,
    attributes,
    try_forward,
)
from scratchcnn.oracle.understanding.calls.search import Search
from scratchcnn.oracle.understanding.carriers.carrier import Listed
from scratchcnn.oracle.understanding.carriers.table import carriers_for
from scratchcnn.oracle.understanding.names.languages import FORWARD_WORDS
from scratchcnn.oracle.understanding.names.vocabulary import words
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Callee, Entry, Sought
from scratchcnn.oracle.understanding.protocols.function import made_by
from scratchcnn.oracle.understanding.protocols.method import METHODS, unnamed_methods
from scratchcnn.oracle.understanding.protocols.protocol import Protocol
from scratchcnn.oracle.understanding.protocols.table import entry_of
from scratchcnn.oracle.understanding.signatures.forms import groups
from scratchcnn.oracle.understanding.signatures.layouts import layouts
from scratchcnn.oracle.understanding.signatures.likely_calls import nameless_settings
from scratchcnn.oracle.understanding.signatures.nameless import (
    Reading,
    constructor_readings,
    forward_readings,
    says_nothing,
)
from scratchcnn.oracle.understanding.signatures.own_parameters import place_parameters
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.shapes_made import axes_said
from scratchcnn.oracle.understanding.signatures.signature import Signature, every_argument
from scratchcnn.oracle.understanding.signatures.signatures import loss_arguments, usable

Definition: TypeAlias = Mapping[str, Any]

# How many calls are tried on one layer.
LIMIT = 500
# The layouts that are tried on all readings before any other is.
USUAL = ("NCHW", "NHWC", "ND", "same")


def nameless(
    runner: Runner, definition: Definition, ops: Sequence[str], partners: Sequence[Definition] = ()
) -> Understood | None:
    """Return a layer that was understood without its names; None if none of them was in the way."""
    entries = list(entries_of(definition))
    if not entries:
        return None
    search = Search(runner, limit=LIMIT, definition=definition)
    fitting: dict[str, list[tuple[Entry, Outcome]]] = {}
    for op in ops:
        for entry in entries:
            for outcome in forwards(search, definition, entry, op):
                if outcome.rank == RIGHT:
                    return finished(runner, Sought(definition, entry, partners), outcome)
                fitting.setdefault(op, []).append((entry, outcome))
    return in_doubt(runner, definition, fitting)


def entries_of(definition: Definition) -> Iterator[Entry]:
    """Yield what may be the forward pass; nothing if names say all there is to say."""
    known = entry_of(definition)
    if known is not None:
        made = definition.get("methods", {}).get("__init__", {}) if known.made else {}
        own = {"keys": made.get("keys", {}), "params": definition["params"]} if known.made else {}
        if says_nothing(known.described) or (own and says_nothing(own)):
            yield known
        return
    methods = unnamed_methods(definition)
    said = [name for name in methods if set(words(name)) & set(FORWARD_WORDS)]
    for name in said or methods:
        yield Entry(METHODS, name, definition["methods"][name], made=True)


def forwards(search: Search, definition: Definition, entry: Entry, op: str) -> Iterator[Outcome]:
    """Yield what fits: for every reading one outcome, and no more after one that is right."""
    carrier = next(iter(carriers_for(definition)), None)
    if carrier is None:
        return
    seen: set[Any] = set()
    dead: set[Any] = set()
    protocol = Protocol(
        Callee(entry.caller, entry.name), made_by(definition) if entry.made else None
    )
    axes = axes_said(entry.described)
    for usual in (True, False):
        for made, called in every_reading(definition, entry, op):
            core = (made.core, called.core)
            if made.arguments in dead or search.over:
                continue
            signature = Signature(made.arguments, (*called.arguments, *entry.always))
            plan = Plan(op, definition["name"], carrier, protocol, signature)
            guessed = made.guessed | called.guessed
            outcome = best_of(search, plan, guessed, dead, axes, usual=usual)
            if outcome is not None and (core not in seen or outcome.rank == RIGHT):
                seen.add(core)
                yield outcome
                if outcome.rank == RIGHT:
                    return


def every_reading(
    definition: Definition, entry: Entry, op: str
) -> Iterator[tuple[Reading, Reading]]:
    """Yield the arguments of the constructor and those of forward, most likely first."""
    makings = constructor_readings(definition, op) if entry.made else iter((Reading(()),))
    for made in makings:
        if card_of(op).loss:
            for arguments in loss_arguments(entry.described["params"], op):
                yield made, Reading(arguments)
            continue
        taken = [one.role for one in every_argument(made.arguments)]
        for called in forward_readings(entry.described, op, passed=not entry.made, taken=taken):
            yield made, called


def best_of(
    search: Search, plan: Plan, guessed: frozenset[str], dead: set[Any], axes: int, *, usual: bool
) -> Outcome | None:
    """Return the first outcome of a reading that is right, else the first that fits, or None.

    `axes`: how many axes the code says that the input has; 0 if it does not say it.
    """
    arguments = (*plan.signature.constructor, *plan.signature.forward)
    named = [one.role for one in every_argument(arguments)]
    made = plan.protocol.constructor is not None
    own = made and plan.card.learns and "weight" not in named
    best: Outcome | None = None
    for setting in nameless_settings(plan.op, named, guessed):
        listed = stored(search, plan, setting) if own else None
        if own and listed is None:
            dead.add(plan.signature.constructor)
            return best
        for signature, fitted in layouts(plan.signature, setting, named, made=made, thorough=False):
            form = signature.forms[plan.card.first]
            likely = len(groups(form)) == axes if axes and form != "same" else form in USUAL
            early = plan.card.elementwise or likely
            if early != usual or search.over:
                continue
            tried = plan.meaning(signature)
            same = fitted.first.shape == setting.first.shape
            outcome = attempt(search, tried, fitted, listed if same else None)
            if outcome is not None and (best is None or outcome.rank > best.rank):
                best = outcome
            if best is not None and (best.rank == RIGHT or best.instead):
                return best  # ReLU may by chance change none of fewer numbers.
    return best


def stored(search: Search, plan: Plan, setting: Setting) -> Listed | None:
    """Return the arrays of a new object; None if it raised, or none can be the weight."""
    search.attempts += 1
    try:
        listed = attributes(search.runner, plan, setting)
    except (LookupError, Misfit):
        return None
    if isinstance(listed, Failure):
        search.note(listed)
        return None
    if listed and place_parameters(plan.signature, setting, listed, strict=False) is None:
        return None
    return listed


def attempt(search: Search, plan: Plan, setting: Setting, listed: Listed | None) -> Outcome | None:
    """Return the best outcome of one plan with whatever attributes may hold its parameters."""
    best: Outcome | None = None
    for tried, fitted in with_parameters(search, plan, setting, listed):
        search.attempts += 1
        try:
            outcome = try_forward(search.runner, tried, fitted)
        except (LookupError, Misfit):
            continue
        if outcome.failure is not None:
            search.note(outcome.failure)
        if outcome.rank >= FITTING and (best is None or outcome.rank > best.rank):
            best = outcome
        if outcome.rank == RIGHT or search.over:
            break
    return best


def with_parameters(
    search: Search, plan: Plan, setting: Setting, listed: Listed | None
) -> Iterator[tuple[Plan, Setting]]:
    """Yield the plan with the attributes that may hold weight and bias, by their shapes."""
    made = plan.protocol.constructor is not None
    if not made or not plan.card.learns or plan.signature.takes("weight"):
        yield plan, setting
        return
    if not listed:
        yield from own_parameters(search, plan, setting, search.definition)
        return
    left = list(listed)
    for strict in (True, False):
        placed = place_parameters(plan.signature, setting, left, strict=strict)
        if placed is not None:
            signature, fitted = placed
            yield plan.meaning(signature), fitted
            # Another array of that shape may be the weight, and this one its gradient.
            path = signature.parameters["weight"][0]
            left = [one for one in left if tuple(one["path"]) != path]


def finished(runner: Runner, sought: Sought, forward: Outcome) -> Understood:
    """Return a layer whose forward pass was found, with its backward pass and its offer."""
    outcome, sought = with_some_backward(runner, forward, sought)
    if forward.rank == RIGHT:
        outcome = of_fewer(runner, outcome, sought)
    missing = "" if outcome.plan.unread else without_gradient(outcome.plan)
    if missing:
        why = f"no gradient of its {missing} was found"
        places = {k: v for k, v in outcome.plan.protocol.gradients.items() if k != missing}
        plan = replace(outcome.plan.by(gradients=places), unread=why)
        outcome = replace(outcome, plan=plan)
    return described(runner, sought, outcome)


def without_gradient(plan: Plan) -> str:
    """Return the parameter whose gradient may lie where no name says it; "" if there is none."""
    gradients = plan.protocol.gradients
    if plan.protocol.backward is None:
        return ""
    updates = "weight" in gradients and gradients["weight"].reading.of_parameter
    for name in plan.signature.parameters:
        place = gradients.get(name)
        if place is None or place.reading.nowhere or (place.reading.of_parameter and not updates):
            return name
    return ""


def in_doubt(
    runner: Runner,
    definition: Definition,
    fitting: Mapping[str, Sequence[tuple[Entry, Outcome]]],
) -> Understood | None:
    """Return a class of which one reading alone fits, though it is not right; else why not."""
    if definition["kind"] != "class" or not fitting:
        return None
    if any(card_of(op).loss or card_of(op).kind == "flattening" for op in fitting):
        return None
    first = next(iter(fitting))
    if any(len(found) > 1 for found in fitting.values()):
        why = "several readings of its names fit, and none is right"
        return not_understood(definition, why, first)
    entry = next(iter(fitting.values()))[0][0]
    if entry_of(definition) is None and not set(words(entry.name)) & set(FORWARD_WORDS):
        # `predict` of a linear classifier gives as many numbers as a dense layer.
        why = f"whether `{entry.name}` is its forward pass is not known"
        return not_understood(definition, why, first)
    sought = Sought(definition, entry)
    op, _ = chosen({op: Search(runner, best=found[0][1]) for op, found in fitting.items()}, sought)
    if op not in fitting:
        return None
    entry, outcome = fitting[op][0]
    sought = replace(sought, entry=entry)
    doubt = outcome.instead or doubt_of(op, sought)
    if doubt:
        return not_understood(definition, doubt)
    passed = [name for name, _ in outcome.plan.signature.constructor]
    for parameter in usable(definition["params"]):
        name = parameter["name"]
        if type(parameter.get("default")) is int and name not in passed:
            # What it stands for may be what is not right.
            why = f"the meaning of its parameter `{name}` is not known"
            return not_understood(definition, why, op)
    return finished(runner, sought, outcome)
