"""Operations that overwrite a gradient: used a second time, they forget the first.

`x.grad = ...` for `x.grad += ...` shows nowhere as long as a value is used once.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.families.engine.adding_up import DIAMOND
from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.judging import reported
from scratchcnn.oracle.layers import Judged
from scratchcnn.oracle.networks.words import named
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.one_layer import Understood
from scratchcnn.oracle.understanding.calls.operators import lines_of
from scratchcnn.oracle.understanding.carriers.numbers import LISTED
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.plans.reproducer import of_two_uses
from scratchcnn.oracle.understanding.plans.steps import forward_steps
from scratchcnn.oracle.understanding.protocols.sources.handed import HANDED
from scratchcnn.oracle.understanding.signatures.probes.settings import close, expected, upstream
from scratchcnn.oracle.understanding.signatures.setting import Setting

Array: TypeAlias = NDArray[Any]

BUG = "used-twice-overwritten"
MESSAGE = (
    "used twice, as in f(x) + f(x), its gradient is that of one use: the second use overwrites "
    "what the first one has left"
)
# Who writes gradients names them.
GRADIENT = re.compile(r"grad|backward|\._?g\b|\bd[a-z]*\b *=", re.IGNORECASE)


class TwoUses(Adapted):
    """Calls homework twice with the same objects, and adds up what comes out."""

    def forward(self, setting: Setting) -> list[dict[str, Any]]:
        """Return the steps of both calls, and of the sum of their outputs."""
        once = forward_steps(self.plan, setting)
        again = [step for step in once if makes_nothing(step, setting)]
        first, out = {"var": "first"}, {"var": "out"}
        both: dict[str, Any] = {"let": "out", "value": {"list": [first, out]}}
        if not is_listed(self.plan):
            both = {"call": {"attr": [first, "__add__"]}, "args": [out], "save": "out"}
        return [*once, {"let": "first", "value": out}, *again, both]

    def backward(
        self, setting: Setting, grad_out: Array, names: Sequence[str]
    ) -> list[dict[str, Any]]:
        """Return the steps of the backward call; of lists each has the upstream gradient."""
        steps = super().backward(setting, grad_out, names)
        grad = {"var": "grad_out"}
        both = {"let": "grad_out", "value": {"list": [grad, grad]}}
        place = 1 + max(
            (i for i, one in enumerate(steps) if one.get("let") == "grad_out"), default=0
        )
        return [*steps[:place], both, *steps[place:]] if is_listed(self.plan) else steps


@dataclass(frozen=True)
class Use:
    """An operation that can be called: how it is reported, how it is called, and with what."""

    implementation: str
    understood: Understood
    plan: Plan
    setting: Setting

    @property
    def key(self) -> tuple[str, str]:
        """The name and the op under which it is reported."""
        return self.implementation, reported(self.plan.op)


def usable(everything: Sequence[Judged]) -> Iterator[Use]:
    """Yield the layers and operations that are called by a plan."""
    for one in everything:
        known = one.understood
        if known is not None and known.plan is not None and known.setting is not None:
            yield Use(one.layer.implementation, known, known.plan, known.setting)


def with_second_uses(
    everything: Sequence[Judged], results: Sequence[Result], runner: Runner
) -> Iterator[Result]:
    """Yield the results, wrong where a second use of the same value overwrites a gradient.

    Only engines are judged that add up the gradients of a value by their own operators.
    """
    uses = list(usable(everything))
    wrong = {(r.implementation, r.op) for r in results if r.status != "ok"}
    # It need not be among what is asked for, so its first trial has to be right, too.
    adding = {
        kind_of(one.plan)
        for one in uses
        if one.plan.op == DIAMOND and one.understood.perfect and one.key not in wrong
    }
    asked = {(r.implementation, r.op) for r in results}
    # Where `x * x` is told already, the product need not be told once more.
    known = {r.implementation for r in results if any(bug.id == BUG for bug in r.bugs)}
    found = {
        one.key: overwritten(runner, one.plan, one.setting)
        for one in uses
        if one.key in asked
        and kind_of(one.plan) in adding - {None}
        and one.implementation not in known
        and not one.plan.card.needs
        and one.plan.protocol.constructor is None
    }
    # `self - other` as `self + (-other)` is as wrong as the sum, and not to blame.
    writing = {one.key for one in uses if GRADIENT.search(lines_of(one.understood))}
    blamed = {key for key, lines in found.items() if lines and key in writing}
    found = {key: lines for key, lines in found.items() if key in blamed or not blamed}
    # Of what is wrong by itself the reason is known: this is no other one.
    told = {(r.implementation, r.op, r.check) for r in results if r.status != "ok"}
    for result in results:
        key = (result.implementation, result.op, result.check)
        lines = found.get(key[:2], {}).get(result.check.removeprefix("grad_"))
        if lines is None or key in told:
            yield result
            continue
        told.add(key)
        verdict = Verdict(False, message=MESSAGE)
        bugs = (named(BUG, "the gradient of two uses is exactly that of one"),)
        yield replace(result, verdict=verdict, bugs=bugs, reproducer=lines)


def overwritten(runner: Runner, plan: Plan, setting: Setting) -> dict[str, str]:
    """Return the arguments whose gradient a second use overwrites, each with lines that show it."""
    out, _ = expected(setting)
    grad_out = np.ones_like(out) if plan.offer.upstream == ("ones",) else upstream(out.shape)
    once = gradients(Adapted(runner, plan), setting, grad_out)
    twice = gradients(TwoUses(runner, plan), setting, grad_out)
    return {
        name: of_two_uses(plan, setting, grad_out, f"grad_{name}", 2 * one, listed=is_listed(plan))
        for name, one in once.items()
        if plan.protocol.gradients[name].kind == HANDED.name
        and one.any()
        and name in twice
        and close(twice[name], one)
    }


def gradients(adapted: Adapted, setting: Setting, grad_out: Array) -> dict[str, Array]:
    """Return the gradients that arrays come to have; none if the homework raises."""
    try:
        _, pull = adapted(**setting.arrays, **setting.options)
        found = dict(zip(setting.arrays, pull(grad_out), strict=False))
    except (HomeworkFailure, NotImplementedError, Misfit):
        return {}
    finally:
        adapted.close()
    return {name: one for name, one in found.items() if isinstance(one, np.ndarray)}


def makes_nothing(step: dict[str, Any], setting: Setting) -> bool:
    """Return whether a step makes none of the arguments: a second use takes the same."""
    return not ({step.get("let"), step.get("save")} & set(setting.arrays))


def is_listed(plan: Plan) -> bool:
    """Return whether it computes with nested lists of single numbers."""
    return plan.carrier.graph is not None and plan.carrier.graph.form == LISTED


def kind_of(plan: Plan) -> str | None:
    """Return the class that a plan's arrays are carried by; None if none of the homework's own."""
    kind = plan.carrier.looks.get("kind")
    return None if plan.carrier.graph is None or kind is None else str(kind["name"])
