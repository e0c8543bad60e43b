"""What a graph of the homework's own is asked: sums by its operators, whose gradients add up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.cards.table import cards
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.one_layer import Understood, described
from scratchcnn.oracle.understanding.calls.probing.probe import RIGHT, try_forward
from scratchcnn.oracle.understanding.calls.searching.backward import with_backward
from scratchcnn.oracle.understanding.carriers.carrier import Carrier
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Callee, Entry, Sought
from scratchcnn.oracle.understanding.protocols.callers.expression import EXPRESSED, EXPRESSIONS
from scratchcnn.oracle.understanding.protocols.protocol import Protocol
from scratchcnn.oracle.understanding.signatures.probes.settings import SIZES, other_setting
from scratchcnn.oracle.understanding.signatures.signature import Argument, Signature

Definition: TypeAlias = Mapping[str, Any]


def operators(
    runner: Runner, every: Sequence[Definition], carried: Sequence[Definition]
) -> Iterator[Understood]:
    """Yield what is asked of every graph of a homework, as far as it has the operators.

    Parameters
    ----------
    runner : calls the homework
    every : all its definitions
    carried : those that may be layers, with what they compute with
    """
    found = {
        carrier.looks["kind"]["name"]: carrier
        for one in carried
        for carrier in reversed(one.get("carriers", ()))
        if carrier.graph is not None and carrier.graph.start and "kind" in carrier.looks
    }
    for definition in every:
        carrier = found.get(definition["name"])
        if carrier is not None:
            asked = [card for card in cards().values() if card.kind == "engine"]
            for card in asked:
                yield from asked_for(runner, definition, carrier, card)


def asked_for(
    runner: Runner, definition: Definition, carrier: Carrier, card: Card
) -> Iterator[Understood]:
    """Yield a sum of objects of a class, if its operators compute it and its graph has gradients.

    What it has no operators for, or computes otherwise, is no fault: nothing says that it should.
    """
    arguments = tuple((name, Argument(name)) for name in card.arguments)
    forms = {name: card.axes.get(name, "same") for name in card.arguments}
    protocol = Protocol(Callee(EXPRESSED, card.name))
    signature = Signature(forward=arguments, forms=forms)
    plan = Plan(card.name, definition["name"], carrier, protocol, signature)
    outcome = try_forward(runner, plan, other_setting(card.name, SIZES["distinct"]))
    if outcome.rank < RIGHT:
        return
    params = [{"name": name, "kind": "positional", "required": True} for name in card.arguments]
    text = {"params": params, "source": EXPRESSIONS[card.name], "empty": False}
    function = {**definition, **text, "kind": "function"}
    sought = Sought(function, Entry(EXPRESSED, card.name, function))
    outcome = with_backward(runner, outcome, sought)
    if outcome.plan.protocol.gradients or outcome.failure is not None:
        yield replace(described(runner, sought, outcome), right=True)
