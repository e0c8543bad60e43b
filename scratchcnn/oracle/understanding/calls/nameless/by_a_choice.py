"""Functions of which a string chooses the activation: one layer for each that they know.

`linear_activation_forward(A_prev, W, b, activation)` is a dense layer with a ReLU, and one with a
sigmoid. Only what forward computes counts; its backward pass is the one that is called like it, or
another function after which all gradients are right.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import layers
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.nameless.forward import forwards
from scratchcnn.oracle.understanding.calls.nameless.functions import (
    Strangers,
    with_a_stranger,
)
from scratchcnn.oracle.understanding.calls.nameless.layer import in_best_layout
from scratchcnn.oracle.understanding.calls.one_layer import Understood, understood
from scratchcnn.oracle.understanding.calls.probing.probe import RIGHT
from scratchcnn.oracle.understanding.calls.probing.search import Search
from scratchcnn.oracle.understanding.protocols.callee import Entry, Sought
from scratchcnn.oracle.understanding.protocols.table import entry_of
from scratchcnn.oracle.understanding.signatures.arguments.choices import choosing, texts_for
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.signature import Argument

Definition: TypeAlias = Mapping[str, Any]

# How many calls are tried for one activation.
EACH = 60
# Besides the choice: an input and a weight, and mostly a bias.
LEAST, MOST = 3, 5


def by_a_choice(
    runner: Runner,
    definition: Definition,
    strangers: Strangers,
    partners: Sequence[Definition] = (),
) -> Iterator[Understood]:
    """Yield a function as every fused op that it computes when it is asked for it by a string."""
    entry = entry_of(definition)
    required = [one for one in usable(definition["params"]) if one["required"]]
    names = choosing(definition)
    if entry is None or not LEAST <= len(required) <= MOST or len(names) != 1:
        return
    for card in layers():
        if card.activation:
            for text in texts_for(card.name, entry.described["source"]):
                sought = Sought(definition, asked_for(entry, names[0], text), partners)
                found = of_choice(runner, sought, card.name, strangers)
                if found is not None:
                    yield found
                    break


def asked_for(entry: Entry, name: str, text: str) -> Entry:
    """Return a forward pass that is always passed this string for this parameter."""
    others = [one for one in entry.described["params"] if one["name"] != name]
    always = (*entry.always, (name, Argument("constant", text)))
    return replace(entry, described={**entry.described, "params": others}, always=always)


def of_choice(runner: Runner, sought: Sought, op: str, strangers: Strangers) -> Understood | None:
    """Return a function as this op, by its names or without them; None if it is another."""
    one = understood(runner, sought, (op,))
    if not one.right and (one.failure is None or one.failure.kind == "exception"):
        search = Search(runner, limit=EACH, definition=sought.definition)
        found = forwards(search, sought.definition, sought.entry, op)
        forward = next((outcome for outcome in found if outcome.rank == RIGHT), None)
        if forward is not None:
            one = replace(in_best_layout(search, sought, op, forward), right=True)
    return with_a_stranger(runner, one, strangers) if one.right else None
