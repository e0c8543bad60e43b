"""A backward pass that is wrong, called as the right ones of the layers beside it.

What its parameters mean is otherwise known by their names, or by the values that come back. In a
homework with names that say nothing, a method of the same name with parameters of the same names
takes the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.one_layer import (
    Understood,
    another_layout,
    as_planned,
    because,
    described,
)
from scratchcnn.oracle.understanding.calls.probing.probe import FAILED, FITTING, RIGHT, Outcome
from scratchcnn.oracle.understanding.calls.searching.backward import attempt
from scratchcnn.oracle.understanding.calls.searching.forward import search_forward
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.sources.attribute import only_by_value
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.layout.own_parameters import last_name
from scratchcnn.oracle.understanding.signatures.signature import Arguments

# What layers may take alike: other things are of one op.
COMMON = {"grad_out", "lr"}


def called_alike(runner: Runner, found: Sequence[Understood]) -> Iterator[Understood]:
    """Yield the layers, those without a known backward pass as others beside them are called."""
    for one in found:
        alike = next(filter(None, (as_beside(runner, one, other) for other in found)), one)
        yield not_returned(alike, found)


def as_beside(runner: Runner, one: Understood, other: Understood) -> Understood | None:
    """Return a layer with the backward pass called as another's; None if that is not possible."""
    if not (other.perfect and is_open(one)) or one.setting is None or one.sought is None:
        return None
    assert one.plan is not None
    assert other.plan is not None
    taken = taken_alike(one, other.plan)
    if not taken:
        return None
    protocol = other.plan.protocol

    def called(forward: Outcome) -> Outcome:
        plan = forward.plan.meaning(replace(forward.plan.signature, backward=taken))
        plan = replace(plan.by(backward=protocol.backward, gives=protocol.gives), unread="")
        return replace(attempt(runner, plan, forward.setting), setting=forward.setting)

    first = called(Outcome(RIGHT, one.plan, one.setting))
    outcome = another_layout(first, partial(search_forward, runner, one.sought, one.op), called)
    if outcome.rank == FAILED and outcome.failure is None:
        outcome = placed_alike(outcome, other.plan, one.definition)
    weighted = "weight" in one.setting.arrays
    if outcome.rank == FAILED or (weighted and "weight" not in outcome.plan.protocol.gradients):
        return None
    anew = replace(described(runner, one.sought, outcome), right=one.right)
    return because(anew, f"its backward pass is called as that of {other.layer.implementation}")


def placed_alike(outcome: Outcome, other: Plan, definition: Mapping[str, Any]) -> Outcome:
    """Return an outcome without a gradient, with that of its input where another layer has its own.

    Only of a layer whose only gradient that is, and only if its backward pass sets that attribute.
    """
    plan, place = outcome.plan, untold(other)
    if place is None or plan.protocol.backward is None or plan.card.learns:
        return outcome
    source = definition["methods"][plan.protocol.backward.name]["source"]
    if not re.search(rf"self\.{re.escape(last_name(place.path))}\b *=(?!=)", source):
        return outcome
    form = plan.signature.forms[plan.card.first]
    gradients = {plan.card.first: replace(place, form=form)}
    return replace(outcome, rank=FITTING, plan=plan.by(gradients=gradients))


def untold(plan: Plan) -> Place | None:
    """Return the attribute of an input's gradient, if nothing but its value tells it."""
    place = plan.protocol.gradients.get(plan.card.first)
    return place if place is not None and only_by_value(place, plan.signature) else None


def not_returned(one: Understood, found: Sequence[Understood]) -> Understood:
    """Return a layer; without the attribute of its input's gradient where others return theirs.

    It may have forgotten to. Several that keep it in an attribute of one name have not.
    """
    place = None if one.plan is None or one.setting is None else untold(one.plan)
    if one.plan is None or place is None:
        return one
    others = [each.plan for each in found if each is not one and each.plan is not None]
    alike = any(each is not None and each.path == place.path for each in map(untold, others))
    firsts = [each.protocol.gradients.get(each.card.first) for each in others]
    returned = any(each is not None and each.kind == "returned" for each in firsts)
    if alike or not returned:
        return one
    gradients = {**one.plan.protocol.gradients}
    gradients[one.plan.card.first] = replace(place, kind="returned", path=())
    return replace(as_planned(one, one.plan.by(gradients=gradients)), perfect=False)


def is_open(one: Understood) -> bool:
    """Return whether a class's forward pass is known to be right, and its backward pass is not."""
    return one.plan is not None and bool(one.plan.unread) and one.right and not one.plan.card.loss


def taken_alike(one: Understood, other: Plan) -> Arguments:
    """Return what a layer's backward method takes if it takes the same as another's; else ()."""
    backward = other.protocol.backward
    if backward is None or backward.path or other.protocol.constructor is None:
        return ()
    described = one.definition.get("methods", {}).get(backward.name)
    if described is None or other.card.loss:
        return ()
    known = dict(other.signature.backward)
    names = [p["name"] for p in usable(described["params"]) if p["required"]]
    if not all(name in known and known[name].role in COMMON for name in names):
        return ()
    return tuple((name, known[name]) for name in names)
