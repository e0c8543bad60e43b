"""How the forward pass of a layer may be called whose names say nothing: sizes decide."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.understanding.calls.probing.own_parameters import own_parameters
from scratchcnn.oracle.understanding.calls.probing.probe import (
    FITTING,
    RIGHT,
    Outcome,
    try_forward,
)
from scratchcnn.oracle.understanding.calls.probing.search import Search
from scratchcnn.oracle.understanding.carriers.carrier import Listed
from scratchcnn.oracle.understanding.carriers.table import carriers_for
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Entry
from scratchcnn.oracle.understanding.protocols.callers.function import made_by
from scratchcnn.oracle.understanding.protocols.protocol import Protocol
from scratchcnn.oracle.understanding.signatures.arguments.nameless import (
    Reading,
    constructor_readings,
    forward_readings,
)
from scratchcnn.oracle.understanding.signatures.arguments.signatures import (
    loss_arguments,
    with_rates,
)
from scratchcnn.oracle.understanding.signatures.from_source.own_words import VALID
from scratchcnn.oracle.understanding.signatures.from_source.shapes_made import axes_said
from scratchcnn.oracle.understanding.signatures.layout.bias_inside import place_in_one
from scratchcnn.oracle.understanding.signatures.layout.forms import groups
from scratchcnn.oracle.understanding.signatures.layout.layouts import layouts
from scratchcnn.oracle.understanding.signatures.layout.own_parameters import (
    place_parameters,
    placements,
)
from scratchcnn.oracle.understanding.signatures.probes.likely_calls import nameless_settings
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import Signature, every_argument

Definition: TypeAlias = Mapping[str, Any]
# Which layouts are tried: usual ones or others; of how many axes, 0 if the code does not say it;
# and which are left out.
Wanted: TypeAlias = tuple[bool, int, Collection[str]]

# The layouts that are tried on all readings before any other is.
USUAL = ("NCHW", "NHWC", "ND", "NC", "same")


def forwards(
    search: Search,
    definition: Definition,
    entry: Entry,
    op: str,
    without: Collection[str] = (),
) -> Iterator[Outcome]:
    """Yield what fits: for every reading one outcome, and no more after one that is right.

    `without`: the layouts of the first argument that are not tried.
    """
    carrier = next(iter(carriers_for(definition)), None)
    if carrier is None:
        return
    seen: set[Any] = set()
    dead: set[Any] = set()
    protocol = Protocol(entry.callee, made_by(definition) if entry.made else None)
    axes = axes_said(entry.described)
    for usual in (True, False):
        for made, called in every_reading(definition, entry, op):
            core = (made.core, called.core)
            if made.arguments in dead or search.over:
                continue
            signature = Signature(made.arguments, (*called.arguments, *entry.always))
            plan = Plan(op, definition["name"], carrier, protocol, signature)
            guessed = made.guessed | called.guessed
            outcome = best_of(search, plan, guessed, dead, (usual, axes, without))
            if outcome is not None and (core not in seen or outcome.rank == RIGHT):
                seen.add(core)
                yield outcome
                if outcome.rank == RIGHT:
                    return


def every_reading(
    definition: Definition, entry: Entry, op: str
) -> Iterator[tuple[Reading, Reading]]:
    """Yield the arguments of the constructor and those of forward, most likely first."""
    described = entry.described
    makings = (
        constructor_readings(definition, op, described) if entry.made else iter((Reading(()),))
    )
    for making in makings:
        made = replace(making, arguments=with_rates(making.arguments, definition, op))
        if card_of(op).loss:
            for arguments in loss_arguments(entry.described["params"], op):
                yield made, Reading(arguments)
            continue
        taken = [one.role for one in every_argument(made.arguments)]
        for called in forward_readings(entry.described, op, passed=not entry.made, taken=taken):
            yield made, called


def best_of(
    search: Search, plan: Plan, guessed: frozenset[str], dead: set[Any], wanted: Wanted
) -> Outcome | None:
    """Return the first outcome of a reading that is right, else the first that fits, or None."""
    usual, axes, without = wanted
    arguments = (*plan.signature.constructor, *plan.signature.forward)
    named = [one.role for one in every_argument(arguments)]
    if any(argument.form == "named" for _, argument in arguments):
        named.append("named padding")
    made = plan.protocol.constructor is not None
    own = made and plan.card.learns and "weight" not in named
    best: Outcome | None = None
    for setting in nameless_settings(plan.op, named, guessed):
        if best is None and setting.options.get("padding") == VALID:
            # A word that is none for `same` is of something else.
            return None
        listed = stored(search, plan, setting) if own else None
        if own and listed is None:
            dead.add(plan.signature.constructor)
            return best
        for signature, fitted in layouts(plan.signature, setting, named, made=made, thorough=False):
            form = signature.forms[plan.card.first]
            likely = len(groups(form)) == axes if axes and form != "same" else form in USUAL
            early = plan.card.elementwise or likely
            if form in without or early != usual or search.over:
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
    try:
        listed = search.attributes(plan, setting)
    except (LookupError, Misfit):
        return None
    if isinstance(listed, Failure):
        search.note(listed)
        return None
    placed = place_parameters(plan.signature, setting, listed, strict=False)
    in_one = place_in_one(plan.signature, setting, listed, search.definition["source"])
    return None if listed and placed is None and next(in_one, None) is None else listed


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
    for signature, fitted in placements(plan.signature, setting, listed):
        yield plan.meaning(signature), fitted
        path = signature.parameters["weight"][0]
        left = [one for one in left if tuple(one["path"]) != path]
    # Another array of that shape may be the weight, and that one its gradient.
    loose = place_parameters(plan.signature, setting, left, strict=False)
    if loose is not None:
        signature, fitted = loose
        yield plan.meaning(signature), fitted
    if loose is None and len(left) == len(listed):
        source = search.definition["source"]
        for signature, fitted in place_in_one(plan.signature, setting, listed, source):
            yield plan.meaning(signature), fitted
