"""The backward pass of a class in which no name says which method that is."""

import re
from collections.abc import Sequence
from dataclasses import replace

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.probing.probe import (
    FAILED,
    RIGHT,
    Outcome,
    better,
    perfect_rank,
)
from scratchcnn.oracle.understanding.calls.searching.backward import with_backward
from scratchcnn.oracle.understanding.names.languages import BACKWARD_WORDS
from scratchcnn.oracle.understanding.names.vocabulary import meanings, words
from scratchcnn.oracle.understanding.protocols.callee import Sought
from scratchcnn.oracle.understanding.protocols.callers.method import (
    asking_methods,
    backward_methods,
    unnamed_methods,
)
from scratchcnn.oracle.understanding.protocols.table import entry_of
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable

# How many methods are tried.
MOST = 5
UNKNOWN = "which of its methods is that is not known"


def with_some_backward(runner: Runner, forward: Outcome, sought: Sought) -> tuple[Outcome, Sought]:
    """Return the outcome with the method that gives gradients, and how that was sought."""
    definition, entry = sought.definition, sought.entry
    if not entry.made or set(backward_methods(definition)) - {entry.name}:
        return with_backward(runner, forward, sought), sought
    methods = [name for name in unnamed_methods(definition) if name != entry.name]
    if forward.plan.card.loss:
        methods += asking_methods(definition)
    said = [name for name in methods if set(words(name)) & set(BACKWARD_WORDS)]
    if len(said) == 1:
        return by_its_word(runner, forward, replace(sought, methods=said))
    tried = by_its_gradients(runner, forward, sought, said or methods)
    if tried is not None:
        return tried
    alone = by_being_the_other(runner, forward, sought, methods)
    if alone is not None:
        return alone
    if not methods or (not said and entry_of(definition) is not None):
        # Beside a forward pass whose name is known, other methods are most likely helpers.
        return with_backward(runner, forward, sought), sought
    return replace(forward, plan=replace(forward.plan, unread=UNKNOWN)), sought


def by_its_word(runner: Runner, forward: Outcome, sought: Sought) -> tuple[Outcome, Sought]:
    """Return the outcome with the method that is called backward in another language."""
    outcome = with_backward(runner, forward, sought)
    if outcome.rank == FAILED and not outcome.plan.unread:
        why = f"no call of `{sought.methods[0]}` was understood"
        return replace(forward, plan=replace(forward.plan, unread=why)), sought
    return outcome, sought


def by_being_the_other(
    runner: Runner, forward: Outcome, sought: Sought, methods: Sequence[str]
) -> tuple[Outcome, Sought] | None:
    """Return the outcome of the only function that was made beside a right forward pass, or None.

    It has to take what a backward pass takes, and to return what has the shape of a gradient.
    """
    parts = sought.definition.get("parts", {})
    if forward.rank < RIGHT or len(parts) != 2 or len(methods) != 1:
        return None
    described = sought.definition["methods"][methods[0]]
    needed = [one["name"] for one in usable(described["params"]) if one["required"]]
    # A loss may be asked for what it has kept, too: that is no gradient.
    computes = re.search(r"[-+*/@]|\bdot\b|einsum", described["source"]) is not None
    takes = not needed and computes if forward.plan.card.loss else len(needed) == 1
    if not takes or described["returns"]["none"] or any(meanings(one, ("lr",)) for one in needed):
        return None
    tried = replace(sought, methods=methods)
    outcome = with_backward(runner, forward, tried)
    return (outcome, tried) if outcome.rank > FAILED else None


def by_its_gradients(
    runner: Runner, forward: Outcome, sought: Sought, methods: Sequence[str]
) -> tuple[Outcome, Sought] | None:
    """Return the outcome with the method after which most gradients are right.

    A method that gives none that is right may be anything: None.
    """
    best, found = replace(forward, rank=FAILED), sought
    for name in methods[:MOST]:
        tried = replace(sought, methods=(name,))
        outcome = with_backward(runner, forward, tried)
        if better(best, outcome) is outcome:
            best, found = outcome, tried
        if best.rank >= perfect_rank(best.setting):
            break
    if best.rank > len(best.plan.protocol.gradients):
        return best, found
    return None
