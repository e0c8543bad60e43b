"""A backward pass that is wrong, called as the right ones of the layers beside it.

What its parameters mean is otherwise known by their names, or by the values that come back. In a
homework with names that say nothing, a method of the same name with parameters of the same names
takes the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.one_layer import (
    Understood,
    another_layout,
    because,
    described,
)
from scratchcnn.oracle.understanding.calls.probing.probe import FAILED, FITTING, RIGHT, Outcome
from scratchcnn.oracle.understanding.calls.searching.backward import attempt
from scratchcnn.oracle.understanding.calls.searching.forward import search_forward
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.sources.attribute import ATTRIBUTE
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.signature import Arguments

# What layers may take alike: other things are of one op.
COMMON = {"grad_out", "lr"}


def called_alike(runner: Runner, found: Sequence[Understood]) -> Iterator[Understood]:
    """Yield the layers, those without a known backward pass as others beside them are called."""
    for one in found:
        yield next(filter(None, (as_beside(runner, one, other) for other in found)), one)


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
        outcome = placed_alike(outcome, other.plan)
    weighted = "weight" in one.setting.arrays
    if outcome.rank == FAILED or (weighted and "weight" not in outcome.plan.protocol.gradients):
        return None
    anew = replace(described(runner, one.sought, outcome), right=one.right)
    return because(anew, f"its backward pass is called as that of {other.layer.implementation}")


def placed_alike(outcome: Outcome, other: Plan) -> Outcome:
    """Return an outcome without a gradient, with that of its input where another layer has its own.

    Only of a layer whose only gradient that is, and only if an attribute holds it.
    """
    plan = outcome.plan
    place = other.protocol.gradients.get(other.card.first)
    if place is None or place.kind != ATTRIBUTE.name or plan.card.learns:
        return outcome
    form = plan.signature.forms[plan.card.first]
    gradients = {plan.card.first: replace(place, form=form)}
    return replace(outcome, rank=FITTING, plan=plan.by(gradients=gradients))


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
