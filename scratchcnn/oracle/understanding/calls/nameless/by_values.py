"""Layers whose name says no op: the values that come back tell which one it is, or nothing does."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.cards.table import layers
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.nameless.forward import forwards
from scratchcnn.oracle.understanding.calls.nameless.layer import entries_of, in_best_layout
from scratchcnn.oracle.understanding.calls.one_layer import Understood
from scratchcnn.oracle.understanding.calls.probing.probe import RIGHT, Outcome, try_forward
from scratchcnn.oracle.understanding.calls.probing.search import Search
from scratchcnn.oracle.understanding.protocols.callee import Entry, Sought
from scratchcnn.oracle.understanding.protocols.callers.method import (
    asking_methods,
    backward_methods,
    unnamed_methods,
)
from scratchcnn.oracle.understanding.protocols.table import entry_of

Definition: TypeAlias = Mapping[str, Any]

# How many calls are tried for an op that the source shows signs of, for one that it does not, and
# for all.
SHOWN, EACH = 120, 25
LIMIT = 600
# What hints at an op in the source of a class, so that it is tried early.
SIGNS: Mapping[str, tuple[str, ...]] = {
    "convolution": ("for", "einsum", "->", "tensordot", "stride", "correlate", "convolve", "pad"),
    "pooling": ("max", "mean", "average", ") / ", ")/"),
    "dense": ("dot", "@", "matmul", "einsum", "->"),
    "loss": ("log", "**2", "** 2", "square", "pow(2"),
    "normalization": ("sqrt", "** 0.5", "**0.5"),
    "flattening": ("reshape", "ravel"),
    "activation": ("exp", "max", "where", "> 0", ">0", "clip", "clamp"),
}
# Docstrings, and what a function is annotated to return.
SAID = re.compile(r'"""(?:.|\n)*?"""' + r"|'''(?:.|\n)*?'''" + r"|(?<=\))\s*->[^:\n]+(?=:)")


def by_values(runner: Runner, definition: Definition) -> Iterator[Understood]:
    """Yield a class as the op that it computes; as several, if it is told which by a string.

    Without a name there is no promise, so only an op that forward computes counts. Where much else
    computes the same (a mask that is all ones), its gradients must be right, too.
    """
    entries = list(candidates(definition))
    left, ended = LIMIT, False
    for card in likely(definition) if entries else ():
        limit = SHOWN if shows(definition, card) else EACH
        search = Search(runner, limit=min(limit, left), definition=definition)
        found = first_right(search, definition, entries, card)
        if found is not None:
            yield found
            ended = not chosen_by_a_string(found)
        left -= search.attempts
        if ended or left <= 0 or search.timeouts:
            return


def first_right(
    search: Search, definition: Definition, entries: Sequence[Entry], card: Card
) -> Understood | None:
    """Return a class as this op, if its forward pass computes it and nothing is in doubt."""
    for entry in entries:
        for outcome in forwards(search, definition, entry, card.name):
            if outcome.rank == RIGHT and turned_too(search.runner, outcome):
                found = in_best_layout(search, Sought(definition, entry), card.name, outcome)
                return found if proven(card, found) else None
    return None


def turned_too(runner: Runner, outcome: Outcome) -> bool:
    """Return whether a layer that learns computes its op with the opposite input, too.

    Outputs that are all positive do not show an activation behind it.
    """
    plan, setting = outcome.plan, outcome.setting
    if not plan.card.learns:
        return True
    arrays = {**setting.arrays, plan.card.first: -setting.first}
    return try_forward(runner, plan, replace(setting, arrays=arrays)).rank == RIGHT


def chosen_by_a_string(found: Understood) -> bool:
    """Return whether a string tells the constructor which op is meant."""
    assert found.plan is not None
    given = found.plan.signature.constructor
    return any(one.role == "constant" and isinstance(one.form, str) for _, one in given)


def candidates(definition: Definition) -> Iterator[Entry]:
    """Yield what may be the forward pass, if something else may be the backward pass."""
    known = entry_of(definition)
    backward = (*backward_methods(definition), *asking_methods(definition))
    if known is not None:
        if known.made and (backward or unnamed_methods(definition)):
            yield known
        return
    if len(unnamed_methods(definition)) + len(backward) > 1:
        yield from entries_of(definition)


def likely(definition: Definition) -> list[Card]:
    """Return the ops that homework has, those first that the source shows signs of.

    What is fused of several has a name, and so has what has numbers of its own; what learns is told
    some size.
    """
    found = [
        card
        for card in layers()
        if not card.by_name
        and card.reported == card.name
        and not card.made_of
        and not card.own_numbers
        and (definition["params"] or not card.learns)
        and (shows(definition, card) or not card.loss)
    ]
    rooted, logarithmic = takes_a_root(definition), "log" in computing(definition)

    def lateness(card: Card) -> tuple[bool, bool, bool]:
        # A logarithm says more of a loss than a loop says of a convolution.
        telling = (rooted and card.kind == "normalization") or (logarithmic and card.loss)
        # Few convolutions are of anything but images, or transposed, and all look alike.
        seldom = card.windowed and (card.transposed or not card.of_images)
        seldom |= card.kind == "resizing" and card.sides != 2
        seldom |= "pointwise" in card.arguments
        return seldom, not shows(definition, card), not telling

    return sorted(found, key=lateness)


def computing(definition: Definition) -> str:
    """Return the code that computes: all but the constructor of a class.

    How weights are drawn says nothing of what is done with them.

    >>> made = "def __init__(self, d): self.w = randn(d) / np.sqrt(d)"
    >>> methods = {"__init__": {"source": made}}
    >>> computing({"source": "class Dense: " + made, "methods": methods})
    'class Dense: '
    """
    source = str(definition["source"])
    made = definition.get("methods", {}).get("__init__", {}).get("source", "")
    # What a factory makes is written within it.
    return source if "parts" in definition or not made else source.replace(made, "")


def takes_a_root(definition: Definition) -> bool:
    """Return whether anything but a constructor takes a root, as few but a normalisation do."""
    code = computing(definition)
    return any(sign in code for sign in SIGNS["normalization"])


def shows(definition: Definition, card: Card) -> bool:
    """Return whether the code of a class or function shows signs of an op.

    What it says of itself is no code: the arrow of `def nll(p: Array) -> Loss` is not einsum's.
    """
    code = SAID.sub("", computing(definition))
    return any(sign in code for sign in (card.name, *SIGNS.get(card.kind, ())))


def proven(card: Card, found: Understood) -> bool:
    """Return whether it is an op beyond doubt: by its parameters and windows, or its gradients."""
    parameters = found.setting is not None and "weight" in found.setting.arrays
    return parameters or card.windowed or found.perfect
