"""Functions whose names say no op, or not which function is whose backward pass.

No name promises anything here, so only what is right counts: a function is an op if it computes
it, and another is its backward pass if all its gradients are right. All else is left alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.nameless.by_values import likely, shows, turned_too
from scratchcnn.oracle.understanding.calls.nameless.forward import forwards
from scratchcnn.oracle.understanding.calls.one_layer import Understood, described
from scratchcnn.oracle.understanding.calls.probing.probe import (
    FITTING,
    RIGHT,
    Outcome,
    perfect_rank,
)
from scratchcnn.oracle.understanding.calls.probing.search import Search
from scratchcnn.oracle.understanding.calls.searching.backward import with_backward
from scratchcnn.oracle.understanding.calls.searching.columns import of_columns
from scratchcnn.oracle.understanding.names.vocabulary import words
from scratchcnn.oracle.understanding.protocols.callee import Sought
from scratchcnn.oracle.understanding.protocols.direct import DIRECT
from scratchcnn.oracle.understanding.protocols.table import entry_of
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable

Definition: TypeAlias = Mapping[str, Any]

# How many calls are tried for one op, for one function, and for all functions of a homework.
EACH, OF_ONE, OF_ALL = 60, 250, 3000
# How many functions are tried as the backward pass of another.
MOST = 4
# What a name says that is a gradient's; a slope is another thing.
WORDS = frozenset(("backward", "backprop", "bwd", "grad", "gradient", "bprop", "vjp"))
# The group of sizes in which no two are equal.
ANY_SIZES = "distinct"
# A layer takes no more arguments than that.
ARGUMENTS = 7


@dataclass
class Strangers:
    """The functions of a homework that no name ties to another.

    Attributes
    ----------
    definitions : all of them, in the homework's order
    taken : the names of those that were found to be the backward pass of another
    left : how many calls may still be tried on those without a name
    """

    definitions: Sequence[Definition]
    taken: set[str] = field(default_factory=set)
    left: int = OF_ALL

    def nearest(self, definition: Definition) -> list[Definition]:
        """Return those that may be its backward pass: of a like name, or next in the homework."""
        names = [one["name"] for one in self.definitions]
        place = names.index(definition["name"]) if definition["name"] in names else -1
        own = name_of(definition)

        def strangeness(other: Definition) -> tuple[int, int, int]:
            steps = names.index(other["name"]) - place
            return -alike(own, name_of(other)), int(steps < 0), abs(steps)

        others = [
            one
            for one in self.definitions
            if one is not definition and one["name"] not in self.taken and usable(one["params"])
        ]
        return sorted(others, key=strangeness)[:MOST]


def name_of(definition: Definition) -> str:
    """Return a definition's own name, without those of what it is defined in."""
    return str(definition["name"]).rpartition(".")[2]


def alike(one: str, other: str) -> int:
    """Return how many words two names share; names that differ in capitals alone share one more.

    >>> alike("conv_inainte", "conv_inapoi"), alike("c", "C"), alike("c", "m")
    (1, 2, 0)
    """
    shared = {*words(one.lower())} & {*words(other.lower())}
    return len(shared) + (one.lower() == other.lower())


def with_a_stranger(runner: Runner, one: Understood, strangers: Strangers) -> Understood:
    """Return a function with the backward pass whose gradients are all right, if there is one."""
    plan, setting, sought = one.plan, one.setting, one.sought
    if plan is None or setting is None or sought is None or not one.right:
        return one
    if sought.entry.made or one.has_backward or one.perfect or plan.unread:
        return one
    # What a loss returned beside its value need not be its gradient.
    alone = plan.by(gives=DIRECT, gradients={})
    return completed_by(runner, Outcome(RIGHT, alone, setting), sought, strangers) or one


def completed_by(
    runner: Runner, forward: Outcome, sought: Sought, strangers: Strangers
) -> Understood | None:
    """Return a function with the first backward pass after which all gradients are right, or None.

    That is itself, asked for them by a flag, or another function.
    """
    for flag in flags_of(sought.definition):
        found = perfected(runner, forward, replace(sought, partners=(), flags=(flag,)))
        if found is not None:
            return found
    for other in (*sought.partners[:MOST], *strangers.nearest(sought.definition)):
        found = perfected(runner, forward, replace(sought, partners=(other,)))
        if found is not None and found.has_backward:
            strangers.taken.add(other["name"])
            return found
    return None


def with_its_namesake(
    runner: Runner, forward: Outcome, sought: Sought, strangers: Strangers
) -> Understood | None:
    """Return a function with the backward pass that is named after it, right or wrong, or None.

    `mp` computes a max pooling, so `mp_grad` says that it is its gradient. Where no call of that
    came to gradients, it may have been called otherwise than it is meant.
    """
    own = sought.definition["name"]
    others = (*sought.partners, *strangers.definitions)
    namesakes = (one for one in others if is_named_after(one["name"], own))
    other = next((one for one in namesakes if one["name"] not in strangers.taken), None)
    if other is None:
        return None
    strangers.taken.add(other["name"])
    sought = replace(sought, partners=(other,))
    outcome = with_backward(runner, forward, sought)
    if outcome.rank < FITTING and not outcome.plan.unread:
        why = f"how `{other['name']}` is called is not known"
        outcome = replace(forward, plan=replace(forward.plan, unread=why))
    return described(runner, sought, outcome)


def is_named_after(other: str, own: str) -> bool:
    """Return whether a name is another one with a word for its gradient.

    >>> is_named_after("mp_grad", "mp"), is_named_after("fc_backward", "fc_forward")
    (True, True)
    >>> is_named_after("mp_size", "mp"), is_named_after("mp_grad", "ce")
    (False, False)
    """
    ours, theirs = ({*words(one.rpartition(".")[2].lower())} for one in (own, other))
    gradient, stem = theirs & WORDS, theirs - WORDS
    return bool(gradient) and bool(stem) and stem == ours - {"forward", "fwd"} - WORDS


def flags_of(definition: Definition) -> list[str]:
    """Return the parameters that are False by default."""
    return [one["name"] for one in definition["params"] if one.get("default") is False]


def perfected(runner: Runner, forward: Outcome, sought: Sought) -> Understood | None:
    """Return a function with its backward pass, if all gradients are right; else None."""
    outcome = with_backward(runner, forward, sought)
    if outcome.rank < perfect_rank(outcome.setting) or outcome.plan.unread:
        return None
    # What is right for one sample need not be for all, if it is meant for them.
    outcome = of_columns(runner, outcome, sought, ANY_SIZES)
    return replace(described(runner, sought, outcome), right=True)


def function_by_values(
    runner: Runner,
    definition: Definition,
    strangers: Strangers,
    partners: Sequence[Definition] = (),
) -> Iterator[Understood]:
    """Yield a function as the op that it computes, if another one computes its gradients.

    A loss may return its gradient itself.
    """
    entry = entry_of(definition)
    if entry is None or len(usable(definition["params"])) > ARGUMENTS:
        return
    sought, left = Sought(definition, entry, partners), OF_ONE
    for card in likely(definition):
        if left <= 0 or strangers.left <= 0 or not shows(definition, card):
            return
        search = Search(runner, limit=min(EACH, left), definition=definition)
        outcomes = forwards(search, definition, entry, card.name)
        forward = next((one for one in outcomes if one.rank == RIGHT), None)
        left -= search.attempts
        strangers.left -= search.attempts
        if forward is not None and turned_too(runner, forward):
            found = complete_by_itself(runner, forward, sought)
            if found is None and "tape" not in definition:
                found = completed_by(runner, forward, sought, strangers)
                found = found or with_its_namesake(runner, forward, sought, strangers)
            if found is not None:
                yield found
            return
        if search.timeouts:
            return


def complete_by_itself(runner: Runner, forward: Outcome, sought: Sought) -> Understood | None:
    """Return a function that returns its gradient, or its backward pass, along with its output."""
    alone = forward.plan.card.loss or forward.plan.protocol.closure
    if not alone and "tape" not in sought.definition:
        return None
    return perfected(runner, forward, replace(sought, partners=()))
