"""The layers of homework that are judged: each by itself, or those of a framework together."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.naming.batch_mean import reconciled
from scratchcnn.oracle.naming.zeroed_elsewhere import excused_if_zeroed
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.frameworks import frameworks
from scratchcnn.oracle.understanding.calls.one_layer import Understood, as_planned
from scratchcnn.oracle.understanding.calls.pairs import (
    Subject,
    chained,
    paired_up,
    parts,
    passes_through,
    subject_of,
)
from scratchcnn.oracle.understanding.layer import Layer
from scratchcnn.oracle.understanding.plans.plan import Plan

HANDED_ON = (
    "it hands the upstream gradient on, which is right behind a loss that computes the gradient of "
    "what goes into both, and no gradient of such a loss was judged"
)


@dataclass(frozen=True)
class Judged:
    """One layer: the subject to judge, or the reason why there is none."""

    layer: Layer
    op: str
    subject: Subject | None
    understood: Understood | None = None


def with_pairs(runner: Runner, found: Sequence[Understood]) -> list[Judged]:
    """Return the layers to judge, and each softmax and loss that are right together as one more."""
    found = [open_to_doubt(runner, one, found) for one in found]
    plans = {index: one.plan for index, one in enumerate(found) if one.plan is not None}
    pairs = [
        pair
        for some in frameworks(one.definition for one in found)
        for pair in paired_up(runner, *parts(plans_of(found, some)))
    ]
    together = {id(plan) for pair in pairs for plan in pair if plan is not None}
    judged = []
    for index, one in enumerate(found):
        plan = plans.get(index)
        if plan is not None and id(plan) in together:
            # Its gradient is judged with the pair.
            plan = plan.by(gradients={})
        subject = None if plan is None else subject_of(runner, plan)
        judged.append(Judged(one.layer, one.op, subject, one))
    for inner, loss in pairs:
        if inner is not None:
            words = f"{inner.name} and {loss.name} together: the gradient of the logits"
            name = f"{inner.name} + {loss.name}"
            subject = chained(runner, inner, loss)
            judged.append(Judged(Layer(name, subject.op, words), subject.op, subject))
    return judged


def without(everything: Sequence[Judged], names: Collection[str]) -> list[Judged]:
    """Return the layers but for what has one of these names and was not understood as a layer."""
    return [
        one
        for one in everything
        if one.subject is not None
        or one.understood is None
        or one.understood.definition.get("name") not in names
    ]


def open_to_doubt(runner: Runner, one: Understood, found: Sequence[Understood]) -> Understood:
    """Return a layer; of a softmax that hands its upstream gradient on, no gradient is judged.

    A loss may have computed what goes into both. It is wrong beside a loss of probabilities whose
    gradient is judged, unless the two are right together.
    """
    plan = one.plan
    if plan is None or not parts([plan])[0] or not plan.protocol.gradients:
        return one
    beside = next(
        some for some in frameworks(each.definition for each in found) if one.definition in some
    )
    losses = (each for each in plans_of(found, beside) if each.card.loss)
    if any("p" in loss.protocol.gradients for loss in losses) or not passes_through(runner, plan):
        return one
    return as_planned(one, replace(plan.by(gradients={}), unread=HANDED_ON))


def apart(results: Sequence[Result], definitions: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the names of functions; nothing if anything calls one of a convolution and another.

    What is not defined, as a script's own lines, is not looked at.
    """
    kinds = {one.implementation: card_of(one.op).kind for one in results}
    sliding = calls(name for name, kind in kinds.items() if kind == "convolution")
    others = calls(name for name, kind in kinds.items() if kind in ("dense", "normalization"))
    for one in definitions:
        source = str(one["source"])
        if sliding.search(source) and others.search(source):
            return set()
    return {one["name"] for one in definitions if one["kind"] == "function"}


def calls(names: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of a call of any of these functions."""
    own = "|".join(re.escape(name.rpartition(".")[2]) for name in names)
    return re.compile(rf"\b(?:{own})\(" if own else r"(?!)")


def plans_of(found: Sequence[Understood], definitions: Sequence[Mapping[str, Any]]) -> list[Plan]:
    """Return the plans of the layers that are among some definitions."""
    names = {one["name"] for one in definitions}
    return [one.plan for one in found if one.plan is not None and one.definition["name"] in names]


def reconciled_apart(
    results: Iterable[Result], definitions: Sequence[Mapping[str, Any]]
) -> Iterator[Result]:
    """Yield the results, with what the layers of a framework do alike as its convention."""
    left = list(results)
    for some in frameworks(definitions):
        names = {one["name"] for one in some}
        # Of a softmax and a loss that are judged together the name is that of both.
        own = [r for r in left if r.implementation.split(" + ")[0] in names]
        yield from excused_if_zeroed(list(reconciled(own, apart(own, some))), some)
        left = [r for r in left if r.implementation.split(" + ")[0] not in names]
    yield from reconciled(left)
