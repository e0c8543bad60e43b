"""The layers of homework that are judged: each by itself, or two of them together."""

from collections.abc import Sequence
from dataclasses import dataclass

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.one_layer import Understood
from scratchcnn.oracle.understanding.calls.pairs import (
    Subject,
    chained,
    paired_up,
    parts,
    subject_of,
)
from scratchcnn.oracle.understanding.layer import Layer


@dataclass(frozen=True)
class Judged:
    """One layer: the subject to judge, or the reason why there is none."""

    layer: Layer
    op: str
    subject: Subject | None
    understood: Understood | None = None


def with_pairs(runner: Runner, found: Sequence[Understood]) -> list[Judged]:
    """Return the layers to judge, and each softmax and loss that are right together as one more."""
    plans = {index: one.plan for index, one in enumerate(found) if one.plan is not None}
    inners, losses = parts(plans.values())
    pairs = list(paired_up(runner, inners, losses))
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
