"""The search for how a layer is called whose names say nothing: sizes and values decide.

It begins where names end: a method for the forward pass is not known by its name, or a parameter
says nothing. It is bounded, and only one reading that is right, or the only one that fits a class
whose name says which op it is, is taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.nameless.forward import forwards
from scratchcnn.oracle.understanding.calls.one_layer import (
    Understood,
    chosen,
    described,
    doubt_of,
    letters,
    not_understood,
)
from scratchcnn.oracle.understanding.calls.probing.probe import (
    RIGHT,
    Outcome,
)
from scratchcnn.oracle.understanding.calls.probing.search import Search
from scratchcnn.oracle.understanding.calls.searching.columns import form_of, of_columns
from scratchcnn.oracle.understanding.calls.searching.fewer import of_fewer
from scratchcnn.oracle.understanding.calls.searching.some_backward import with_some_backward
from scratchcnn.oracle.understanding.names.languages import FORWARD_WORDS
from scratchcnn.oracle.understanding.names.vocabulary import meanings, words
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Entry, Sought
from scratchcnn.oracle.understanding.protocols.callers.method import entry_at, unnamed_methods
from scratchcnn.oracle.understanding.protocols.table import entry_of
from scratchcnn.oracle.understanding.signatures.arguments.nameless import (
    says_nothing,
)
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.probes.settings import SIZES
from scratchcnn.oracle.understanding.signatures.signature import passed_arrays

Definition: TypeAlias = Mapping[str, Any]

# How many calls are tried on one layer.
LIMIT = 500
# In how many further layouts, if gradients are not right in the first.
OTHER_LAYOUTS = 3


def nameless(
    runner: Runner, definition: Definition, ops: Sequence[str], partners: Sequence[Definition] = ()
) -> Understood | None:
    """Return a layer that was understood without its names; None if none of them was in the way."""
    entries = list(entries_of(definition))
    if not entries:
        return None
    search = Search(runner, limit=LIMIT, definition=definition)
    fitting: dict[str, list[tuple[Entry, Outcome]]] = {}
    for op in ops:
        for entry in entries:
            for outcome in forwards(search, definition, entry, op):
                if outcome.rank == RIGHT:
                    sought = Sought(definition, entry, partners)
                    return in_best_layout(search, sought, op, outcome)
                fitting.setdefault(op, []).append((entry, outcome))
    return in_doubt(runner, definition, fitting)


def entries_of(definition: Definition) -> Iterator[Entry]:
    """Yield what may be the forward pass; nothing if names say all there is to say."""
    known = entry_of(definition)
    if known is not None:
        made = definition.get("methods", {}).get("__init__", {}) if known.made else {}
        own = {"keys": made.get("keys", {}), "params": definition["params"]} if known.made else {}
        if says_nothing(known.described) or (own and says_nothing(own)):
            yield known
        return
    methods = unnamed_methods(definition)
    said = [name for name in methods if set(words(name)) & set(FORWARD_WORDS)]
    for name in said or sorted(methods, key=lambda one: not takes_an_input(definition, one)):
        yield entry_at(definition, name)


def takes_an_input(definition: Definition, method: str) -> bool:
    """Return whether a method takes one thing, by a name of an input: `up(x)` before `bake(shape)`.

    The first method that is tried may use up all the calls.
    """
    required = [p for p in usable(definition["methods"][method]["params"]) if p["required"]]
    return len(required) == 1 and bool(meanings(required[0]["name"], ("x",)))


def in_best_layout(search: Search, sought: Sought, op: str, forward: Outcome) -> Understood:
    """Return a layer whose forward pass is right in the layout in which its gradients are, too.

    Of the same axes only: with fewer samples a mistake might not show.
    """
    best = finished(search.runner, sought, forward)
    tried: set[str] = set()
    while not best.perfect and len(tried) < OTHER_LAYOUTS and best.has_backward:
        tried.add(form_of(forward.plan))
        others = forwards(search, sought.definition, sought.entry, op, tried)
        right = next((one for one in others if one.rank == RIGHT), None)
        if right is None:
            break
        if letters(right) == letters(forward):
            found = finished(search.runner, sought, right)
            best = found if found.perfect else best
        tried.add(form_of(right.plan))
    return best


def finished(runner: Runner, sought: Sought, forward: Outcome) -> Understood:
    """Return a layer whose forward pass was found, with its backward pass and its offer."""
    outcome, sought = with_some_backward(runner, forward, sought)
    if forward.rank == RIGHT:
        outcome = of_fewer(runner, outcome, sought)
        outcome = of_columns(runner, outcome, sought, next(iter(SIZES)))
    missing = "" if outcome.plan.unread else without_gradient(outcome.plan)
    if missing:
        why = f"no gradient of its {missing} was found"
        places = {k: v for k, v in outcome.plan.protocol.gradients.items() if k != missing}
        plan = replace(outcome.plan.by(gradients=places), unread=why)
        outcome = replace(outcome, plan=plan)
    return replace(described(runner, sought, outcome), right=forward.rank == RIGHT)


def without_gradient(plan: Plan) -> str:
    """Return the parameter whose gradient may lie where no name says it; "" if there is none."""
    gradients = plan.protocol.gradients
    if plan.protocol.backward is None:
        return ""
    updates = "weight" in gradients and gradients["weight"].reading.of_parameter
    handed = passed_arrays(plan.signature.constructor)
    for name in (*plan.signature.parameters, *handed):
        place = gradients.get(name)
        if place is None or place.reading.nowhere or (place.reading.of_parameter and not updates):
            return name
    return ""


def in_doubt(
    runner: Runner,
    definition: Definition,
    fitting: Mapping[str, Sequence[tuple[Entry, Outcome]]],
) -> Understood | None:
    """Return a class of which one reading alone fits, though it is not right; else why not."""
    if definition["kind"] != "class" or not fitting:
        return None
    if any(card_of(op).loss or card_of(op).kind == "flattening" for op in fitting):
        return None
    first = next(iter(fitting))
    if any(len(found) > 1 for found in fitting.values()):
        why = "several readings of its names fit, and none is right"
        return not_understood(definition, why, first)
    entry = next(iter(fitting.values()))[0][0]
    if entry_of(definition) is None and not set(words(entry.name)) & set(FORWARD_WORDS):
        # `predict` of a linear classifier gives as many numbers as a dense layer.
        why = f"whether `{entry.name}` is its forward pass is not known"
        return not_understood(definition, why, first)
    sought = Sought(definition, entry)
    op, _ = chosen({op: Search(runner, best=found[0][1]) for op, found in fitting.items()}, sought)
    if op not in fitting:
        return None
    entry, outcome = fitting[op][0]
    sought = replace(sought, entry=entry)
    doubt = outcome.instead or doubt_of(op, sought)
    if doubt:
        return not_understood(definition, doubt)
    passed = [name for name, _ in outcome.plan.signature.constructor]
    for parameter in usable(definition["params"]):
        name = parameter["name"]
        if type(parameter.get("default")) in (int, list) and name not in passed:
            # What it stands for may be what is not right.
            why = f"the meaning of its parameter `{name}` is not known"
            return not_understood(definition, why, op)
    return finished(runner, sought, outcome)
