"""Softmax and its loss, if homework differentiates them together: softmax passes on p - y.

Each gradient by itself is then wrong, but the two together are right; so the pair is judged.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.cards.table import cards
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.probing.probe_backward import proportional
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.signatures.probes.settings import SIZES, other_setting
from scratchcnn.oracle.understanding.signatures.setting import Setting

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class Subject:
    """What is judged: an op, what cases may vary, and how to make a new layer."""

    op: str
    offer: Offer
    make: Callable[[float], Any]
    has_rate: bool
    # None if it consists of two of the homework's layers.
    plan: Plan | None = None


def subject_of(runner: Runner, plan: Plan) -> Subject:
    """Return a layer as a subject."""
    return Subject(
        plan.op, plan.offer, lambda rate: Adapted(runner, plan, rate), plan.has_rate, plan
    )


class Chained:
    """Softmax and its loss in the protocol of softmax_cross_entropy."""

    def __init__(self, runner: Runner, inner: Plan, loss: Plan) -> None:
        self.inner = Adapted(runner, inner)
        self.loss = Adapted(runner, loss)

    def __call__(self, logits: Array, target: Array, **options: Any) -> tuple[Any, Any]:
        """Return the loss and its pullback, which goes through softmax's backward if it has one."""
        p, through = self.inner(x=logits)
        rows = np.eye(logits.shape[1])[target] if target.ndim == 1 else target
        out, pullback = self.loss(p=p, target=rows)

        def pull(grad_out: Array) -> tuple[Any, ...]:
            (grad,) = pullback(grad_out)
            if not self.inner.plan.protocol.gradients:
                return (grad,)
            return tuple(through(grad))

        return out, pull

    def close(self) -> None:
        """Close the sessions of both layers."""
        self.inner.close()
        self.loss.close()


def whole() -> Card:
    """Return the card of the op that consists of two layers."""
    return next(card for card in cards().values() if card.made_of)


def parts(plans: Iterable[Plan]) -> tuple[list[Plan], list[Plan]]:
    """Return the plans of softmax layers, and those of losses that take its probabilities."""
    every = list(plans)
    first, second = ([plan for plan in every if plan.op == op] for op in whole().made_of)
    return first, second


def logits_gradient(runner: Runner, loss: Plan) -> bool:
    """Return whether a loss's backward returns a multiple of p - y, the gradient of the logits."""
    setting = probe_of(loss)
    p, target = setting.arrays["p"], setting.arrays["target"]
    got = gradient_of(Adapted(runner, loss), {"p": p, "target": target}, np.asarray(1.0))
    return got is not None and proportional(got, p - target)


def passes_through(runner: Runner, inner: Plan) -> bool:
    """Return whether softmax's backward returns the upstream gradient unchanged."""
    setting = probe_of(inner)
    x = setting.arrays["x"]
    upstream = np.random.default_rng(3).standard_normal(x.shape)
    got = gradient_of(Adapted(runner, inner), {"x": x}, upstream)
    return got is not None and got.shape == x.shape and np.allclose(got, upstream)


def probe_of(plan: Plan) -> Setting:
    """Return a call to probe a plan with."""
    sizes = dict(SIZES["distinct"])
    if not plan.offer.batch:
        sizes["N"] = 1
    return other_setting(plan.op, sizes, target="one_hot")


def gradient_of(
    implementation: Adapted, arrays: Mapping[str, Array], grad_out: Array
) -> Array | None:
    """Return the gradient of the first argument; None if it is not an array, or the call fails."""
    try:
        _, pullback = implementation(**arrays)
        grad = pullback(grad_out)[0]
    except HomeworkFailure:
        return None
    finally:
        implementation.close()
    return grad if isinstance(grad, np.ndarray) else None


def paired_up(
    runner: Runner, inners: Sequence[Plan], losses: Sequence[Plan]
) -> Iterator[tuple[Plan | None, Plan]]:
    """Yield (softmax, loss) for each loss that computes the gradient of the logits.

    The softmax is None if the homework has none, or if the loss says that it stands for both.
    """
    for loss in losses:
        if "p" not in loss.protocol.gradients or not logits_gradient(runner, loss):
            continue
        with_them = [
            inner
            for inner in inners
            if not inner.protocol.gradients or passes_through(runner, inner)
        ]
        alone = not any(inner.protocol.gradients for inner in inners)
        if with_them or alone or says_logits(runner, loss):
            yield (with_them[0] if with_them else None), loss


def says_logits(runner: Runner, loss: Plan) -> bool:
    """Return whether a loss says itself that its gradient is that of the logits."""
    sources = (one["source"] for one in runner.definitions if one["name"] == loss.name)
    return any("logit" in source.lower() for source in sources)


def chained(runner: Runner, inner: Plan, loss: Plan) -> Subject:
    """Return the pair as one subject."""
    offer = replace(loss.offer, targets=("labels",), batch=inner.offer.batch and loss.offer.batch)
    return Subject(whole().name, offer, lambda rate: Chained(runner, inner, loss), False)
