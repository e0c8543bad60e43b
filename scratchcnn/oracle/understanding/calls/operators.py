"""The expressions that show how an engine adds up gradients, with the homework's own tensors.

An engine is judged by them only if it computes them, and if its gradients are right where every
value is used once and all shapes are the same: what is wrong there is no matter of its graph.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.cards.table import expressions
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.engines.bare import bare_engines
from scratchcnn.oracle.understanding.calls.engines.layers import Found
from scratchcnn.oracle.understanding.calls.one_layer import Understood
from scratchcnn.oracle.understanding.calls.probing.probe import (
    FAILED,
    RIGHT,
    Outcome,
    perfect_rank,
    try_forward,
)
from scratchcnn.oracle.understanding.calls.probing.probe_backward import try_backward
from scratchcnn.oracle.understanding.carriers.carrier import Carrier
from scratchcnn.oracle.understanding.carriers.own import carrier
from scratchcnn.oracle.understanding.layer import Layer
from scratchcnn.oracle.understanding.names.vocabulary import compact
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.plans.wording import convention, reasons
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.callers.expression import EXPRESSIONS
from scratchcnn.oracle.understanding.protocols.callers.graph import BARE, backward_of
from scratchcnn.oracle.understanding.protocols.protocol import Protocol
from scratchcnn.oracle.understanding.signatures.probes.settings import (
    SIZES,
    expected,
    other_setting,
    upstream,
)
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import Argument, Signature

Definition: TypeAlias = Mapping[str, Any]

# The names of operations that broadcast.
EXPLICIT = {"broadcast", "broadcastto", "expand", "expandas"}


@dataclass(frozen=True)
class Tensor:
    """A homework's tensor.

    Attributes
    ----------
    definition : its class
    carrier : what carries it
    explicit : whether the homework has an operation for broadcasting, so that others need not
    single : whether it holds single numbers
    """

    definition: Definition
    carrier: Carrier
    explicit: bool
    single: bool


def operators(
    runner: Runner, found: Sequence[Found], definitions: Sequence[Definition]
) -> Iterator[Understood]:
    """Yield what is understood of the expressions of every engine."""
    explicit = broadcasts(definitions)
    taken = {name for one in found for name in one.family}
    for one in (*found, *bare_engines(runner, definitions, taken)):
        carried = carrier(one.own, one.graph, always, one.own.kind)
        yield from of_tensor(runner, Tensor(one.definition, carried, explicit, one.own.single))


def broadcasts(definitions: Sequence[Definition]) -> bool:
    """Return whether there is an operation for broadcasting, by the name of one or of a method."""
    names = {
        compact(name.rpartition(".")[2])
        for one in definitions
        for name in (one["name"], *one.get("methods", ()))
    }
    return bool(names & EXPLICIT)


def always(definition: Definition) -> bool:
    """Return True: an expression computes with whatever it is given."""
    return True


def of_tensor(runner: Runner, tensor: Tensor) -> Iterator[Understood]:
    """Yield the expressions of one engine that can be judged."""
    plain: dict[str, bool] = {}
    for card in expressions():
        if tensor.single and len(card.arguments) > 1:
            # Numbers are not broadcast.
            continue
        operator = operator_of(card)
        if operator not in plain:
            plain[operator] = is_plainly_right(runner, tensor, operator)
        if plain[operator]:
            yield from judged(runner, tensor, card)


def operator_of(card: Card) -> str:
    """Return the operator of an expression: the last one, if there are several of a kind."""
    return next(sign for sign in "+*" if f" {sign} " in card.expression)


def is_plainly_right(runner: Runner, tensor: Tensor, operator: str) -> bool:
    """Return whether the gradients of two different operands of one shape are right."""
    card = next(
        one for one in expressions() if len(one.arguments) == 2 and operator_of(one) == operator
    )
    first = setting_of(tensor, card).first
    other = first[0] + 1 if tensor.single else first[::-1] + 1
    setting = Setting(card.name, {"x": first, "bias": other}, {})
    outcome = tried(runner, plan_of(tensor, card), setting)
    return outcome is not None and outcome.rank == perfect_rank(setting)


def judged(runner: Runner, tensor: Tensor, card: Card) -> Iterator[Understood]:
    """Yield one expression of an engine, if it computes it and has gradients for it.

    What it does not support is no fault: neither what raises nor what is without a gradient. Nor is
    it one that NumPy broadcasts in forward, where broadcasting is an operation of its own.
    """
    setting = setting_of(tensor, card)
    outcome = tried(runner, plan_of(tensor, card), setting)
    if outcome is None or outcome.rank == FAILED:
        return
    perfect = outcome.rank == perfect_rank(setting)
    if tensor.explicit and len(card.arguments) > 1 and not perfect:
        return
    offer = Offer(in_features=1, batch=False) if tensor.single else Offer()
    if is_bare(tensor.carrier):
        offer = replace(offer, upstream=("ones",))
    plan = replace(outcome.plan, offer=offer)
    layer = Layer(plan.name, plan.op, convention(plan), reasons(plan))
    yield Understood(tensor.definition, plan.op, plan, setting, layer, perfect=perfect, right=True)


def is_bare(carrier: Carrier) -> bool:
    """Return whether the backward pass takes no gradient of the output."""
    return carrier.graph is not None and carrier.graph.form == BARE


def setting_of(tensor: Tensor, card: Card) -> Setting:
    """Return the call by which an expression is tried."""
    sizes = {**SIZES["distinct"], "N": 1, "D": 1} if tensor.single else SIZES["distinct"]
    return other_setting(card.name, sizes)


def plan_of(tensor: Tensor, card: Card) -> Plan:
    """Return the plan of an expression, without the places of its results."""
    graph = tensor.carrier.graph
    assert graph is not None
    backward, passed = backward_of(graph)
    form = "" if tensor.single else "same"
    forms = dict.fromkeys(card.arguments, form)
    taken = tuple((name, Argument(name, form)) for name in card.arguments)
    signature = Signature(forward=taken, backward=passed, forms=forms)
    protocol = Protocol(Callee(EXPRESSIONS, card.expression), backward=backward)
    return Plan(card.name, tensor.definition["name"], tensor.carrier, protocol, signature)


def tried(runner: Runner, plan: Plan, setting: Setting) -> Outcome | None:
    """Return the outcome of one call with its backward pass; None if forward is not right."""
    forward = try_forward(runner, plan, setting)
    if forward.rank < RIGHT:
        return None
    wanted, _ = expected(setting)
    grad_out = np.ones_like(wanted) if is_bare(plan.carrier) else upstream(wanted.shape)
    return try_backward(runner, forward.plan, setting, grad_out)
