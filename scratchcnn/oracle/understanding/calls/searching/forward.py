"""The search for how a layer's forward pass is called."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.probing.own_parameters import own_parameters, starts
from scratchcnn.oracle.understanding.calls.probing.probe import FAILED, RIGHT
from scratchcnn.oracle.understanding.calls.probing.search import BATCH, TIMEOUTS, Search
from scratchcnn.oracle.understanding.carriers.carrier import Carrier
from scratchcnn.oracle.understanding.carriers.table import carriers_for
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Entry, Sought, is_starred
from scratchcnn.oracle.understanding.protocols.callers.function import made_by
from scratchcnn.oracle.understanding.protocols.protocol import Protocol
from scratchcnn.oracle.understanding.signatures.arguments.joined import joined_arguments
from scratchcnn.oracle.understanding.signatures.arguments.roles import (
    forward_order,
    forward_roles,
)
from scratchcnn.oracle.understanding.signatures.arguments.signatures import (
    Unknown,
    assign,
    constructors,
    loss_arguments,
    with_rates,
)
from scratchcnn.oracle.understanding.signatures.from_source.starred import STAR
from scratchcnn.oracle.understanding.signatures.layout.layouts import layouts
from scratchcnn.oracle.understanding.signatures.probes.likely_calls import settings
from scratchcnn.oracle.understanding.signatures.probes.settings import SIZES
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import (
    Arguments,
    Signature,
    every_argument,
)

Definition: TypeAlias = Mapping[str, Any]
LOUD = re.compile(r"""["'](SAME|VALID)["']""")


def search_forward(
    runner: Runner,
    sought: Sought,
    op: str,
    without: frozenset[str] = frozenset(),
    groups: Sequence[str] = tuple(SIZES),
) -> Search:
    """Return the finished search for a way to call a forward pass as this op."""
    of_batches = BATCH.search(sought.entry.described["source"]) is not None
    search = Search(runner, sought.definition, of_batches, without)
    rounds = product(carriers_for(sought.definition), groups, (False, True))
    for carrier, search.group, search.thorough in rounds:
        search.attempts = 0
        try:
            for plan, setting in candidates(search, sought, op, carrier):
                if search.attempt(plan, setting):
                    break
        except Unknown as unknown:
            search.unknown.append(str(unknown))
            return search
        if is_doubtful(search):
            search.best = None
        found = search.best is not None and search.best.rank > FAILED
        if found or search.timeouts >= TIMEOUTS:
            return search
    search.best = search.second_best or search.best
    return search


def is_doubtful(search: Search) -> bool:
    """Return whether the best call passes sizes to a layer without parameters, and is not right.

    Nothing but a right output shows that these were the sizes it meant.
    """
    best = search.best
    if best is None or best.rank == RIGHT or best.plan.card.learns:
        return False
    return bool(best.plan.protocol.prepared)


def candidates(
    search: Search, sought: Sought, op: str, carrier: Carrier
) -> Iterator[tuple[Plan, Setting]]:
    """Yield candidate plans, each with a call that suits it."""
    definition, entry = sought.definition, sought.entry
    constructor = made_by(definition) if entry.made else None
    protocol = Protocol(entry.callee, constructor)
    for signature in signatures(definition, entry, op):
        passed = (*signature.constructor, *signature.forward)
        named = [one.role for one in every_argument(passed)]
        if any(argument.form == "named" for _, argument in passed):
            named.append("named padding")
        if LOUD.search(definition["source"]):
            signature = loud(signature)
        plan = Plan(op, definition["name"], carrier, protocol, signature)
        for setting in settings(op, SIZES[search.group], named):
            if search.over:
                return
            yield from with_layouts(search, plan, setting, named, definition)


def with_layouts(
    search: Search,
    plan: Plan,
    setting: Setting,
    named: Sequence[str],
    definition: Definition,
) -> Iterator[tuple[Plan, Setting]]:
    """Yield a plan with every possible layout of its arrays, each with a call that suits it."""
    made = plan.protocol.constructor is not None
    own = made and "weight" in setting.arrays and plan.card.learns and "weight" not in named
    for signature, fitted in layouts(
        plan.signature, setting, named, made=made, thorough=search.thorough
    ):
        tried = plan.meaning(signature)
        if own:
            yield from own_parameters(search, tried, fitted, definition)
        else:
            yield tried, fitted
            for prepared in starts(tried, definition) if made else ():
                if prepared.protocol.prepared:
                    yield prepared, fitted
        if search.over:
            return


def signatures(definition: Definition, entry: Entry, op: str) -> Iterator[Signature]:
    """Yield signatures: the arguments that a constructor and a forward pass may be called with."""
    for constructor in constructors(definition, op) if entry.made else ((),):
        made = with_rates(constructor, definition, op)
        for forward in forward_calls(entry.described, op):
            yield Signature(made, with_always(forward, entry.always))


def with_always(forward: Arguments, always: Arguments) -> Arguments:
    """Return the arguments of a forward pass with those that it always takes.

    They stand before what is passed for `*inputs`, and have no names there either.
    """
    if any(is_starred(name) for name, _ in forward):
        return (*((f"{STAR}{name}", one) for name, one in always), *forward)
    return (*forward, *always)


def loud(signature: Signature) -> Signature:
    """Return a signature in which a named padding is spelled in capitals: "SAME"."""
    return replace(
        signature, constructor=capitals(signature.constructor), forward=capitals(signature.forward)
    )


def capitals(arguments: Arguments) -> Arguments:
    """Return arguments in which a named padding is spelled in capitals."""
    return tuple(
        (name, replace(argument, form="NAMED") if argument.form == "named" else argument)
        for name, argument in arguments
    )


def forward_calls(described: Definition, op: str) -> Iterator[Arguments]:
    """Yield the arguments that forward may be called with."""
    if card_of(op).kind == "joining":
        yield from joined_arguments(described["params"], op)
    elif card_of(op).loss:
        yield from loss_arguments(described["params"], op)
    else:
        keys = described.get("keys", {})
        yield from assign(described["params"], forward_roles(op), op, keys, forward_order(op))
