"""From definitions to plans: which layers homework defines, and how each is called."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.alike import called_alike
from scratchcnn.oracle.understanding.calls.company import in_company, is_plainly_dense
from scratchcnn.oracle.understanding.calls.engines.bare import bare_engines
from scratchcnn.oracle.understanding.calls.engines.layers import (
    engines,
    sure_of_their_start,
    with_carriers,
)
from scratchcnn.oracle.understanding.calls.engines.numbers import in_lists
from scratchcnn.oracle.understanding.calls.frameworks import frameworks, module_of
from scratchcnn.oracle.understanding.calls.left_over import is_only_helper, left_over
from scratchcnn.oracle.understanding.calls.nameless.by_a_choice import by_a_choice
from scratchcnn.oracle.understanding.calls.nameless.by_values import by_values
from scratchcnn.oracle.understanding.calls.nameless.factories import factories
from scratchcnn.oracle.understanding.calls.nameless.functions import (
    Strangers,
    function_by_values,
    with_a_stranger,
)
from scratchcnn.oracle.understanding.calls.nameless.layer import nameless
from scratchcnn.oracle.understanding.calls.one_layer import (
    Understood,
    not_understood,
    understood,
)
from scratchcnn.oracle.understanding.calls.operators import operators
from scratchcnn.oracle.understanding.calls.own_fault import or_own_fault
from scratchcnn.oracle.understanding.names.recognise import (
    Name,
    may_be_helper,
    read_name,
    without_twin,
)
from scratchcnn.oracle.understanding.protocols.callee import Entry, Sought
from scratchcnn.oracle.understanding.protocols.callers.hung import with_hung_gradients
from scratchcnn.oracle.understanding.protocols.callers.method import backward_methods
from scratchcnn.oracle.understanding.protocols.callers.on_classes import on_classes
from scratchcnn.oracle.understanding.protocols.callers.taped import taped
from scratchcnn.oracle.understanding.protocols.table import entry_of
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.from_source.records import with_records
from scratchcnn.oracle.understanding.signatures.from_source.starred import spread_out

Definition: TypeAlias = Mapping[str, Any]


def understand(runner: Runner) -> Iterator[Understood]:
    """Yield what is understood of every layer; the layers of one framework are read together."""
    for definitions in frameworks(runner.definitions):
        found = list(one_by_one(runner, definitions))
        yield from in_company(runner, list(called_alike(runner, found)))
        yield from left_over(definitions, found)


def one_by_one(runner: Runner, given: Sequence[Definition]) -> Iterator[Understood]:
    """Yield what is understood of every layer by itself."""
    # What it computes with may stand in another file of its package.
    near = [*given, *runner.imported]
    arrays = list(engines(runner, near))
    taken = {name for one in arrays for name in one.family}
    tensors = [*arrays, *bare_engines(runner, near, taken)]
    listed = list(in_lists(runner, tensors))
    single = {one.own.kind for one in listed}
    rest = [one for one in tensors if one.own.kind not in single and not one.own.single]
    carriers = list(sure_of_their_start(runner, rest))
    carried = with_hung_gradients(with_carriers([*carriers, *listed], given))
    defined = list(map(spread_out, carried))
    records = {d["name"] for d in defined if only_holds(d)}
    every, taken = with_records(defined, records)
    on_tapes, statics = taped(every), on_classes(every)
    definitions = [
        one
        for d in every
        if not is_only_helper(d) and d["name"] not in taken
        for one in statics.get(d["name"], [on_tapes.get(d["name"], d)])
    ]
    names = {d["name"]: read_name(d["name"]) for d in definitions}
    partners = paired(definitions, names)
    carrying = {name.rpartition(".")[2] for one in tensors for name in one.family}
    makers = factories(runner, definitions, carrying)
    strangers = Strangers([d for d in unpaired(definitions, partners) if d["name"] not in makers])
    for definition in definitions:
        if definition["name"] in strangers.taken:
            continue
        name = names[definition["name"]]
        if definition["kind"] == "class":
            of_class = class_layer(runner, definition, name, definitions)
            yield from or_own_fault(definition, of_class)
            continue
        made: list[Understood] = []
        if definition["name"] in makers:
            maker = makers[definition["name"]]
            of_class = class_layer(runner, maker, name, definitions)
            made += or_own_fault(definition, of_class)
        if any(one.plan is not None for one in made):
            yield from made
            continue
        sought = Named(definition, name, partners[definition["name"]])
        of_function = function_layer(runner, sought, strangers, definitions)
        found = list(or_own_fault(definition, of_function))
        yield from found if any(one.plan is not None for one in found) else made or found
    own = {one["name"] for one in given}
    yield from operators(runner, [one for one in tensors if one.definition["name"] in own], given)


# A loop through layers that hands each what the one before it returned.
CHAIN = re.compile(
    r"for +(\w+) +in +self\.\w+:\s+(\w+) *= *\1(?:\.\w+)?\(\2\b[^\n]*\)\s+return +\2\s*$"
)


@dataclass(frozen=True)
class Named:
    """A function, what its name says, and those that may by their names be its backward pass."""

    definition: Definition
    name: Name
    partners: Sequence[Definition]


def function_layer(
    runner: Runner, named: Named, strangers: Strangers, definitions: Sequence[Definition]
) -> Iterator[Understood]:
    """Yield what is understood of a function, if it is a layer."""
    definition, name = named.definition, named.name
    entry = entry_of(definition)
    if name.gradient:
        return
    fused = list(by_a_choice(runner, definition, strangers, named.partners))
    if fused:
        yield from fused
    elif entry is not None and name.ops:
        sought = Sought(definition, entry, named.partners)
        one = understood(runner, sought, name.ops)
        if only_helps(one, sought) or (one.plan is None and is_part(definition, definitions)):
            return
        one = or_without_names(runner, one, sought, name.ops)
        one = with_a_stranger(runner, one, strangers)
        yield one
        yield from other_mode(runner, one, sought)
    elif not name.ops:
        yield from function_by_values(runner, definition, strangers, named.partners)


def only_holds(definition: Definition) -> bool:
    """Return whether a class has neither a forward nor a backward pass: it may hold options."""
    made = definition["kind"] == "class" and bool(definition["params"])
    return made and entry_of(definition) is None and not backward_methods(definition)


def unpaired(
    definitions: Sequence[Definition], partners: Mapping[str, Sequence[Definition]]
) -> list[Definition]:
    """Return the functions that no name makes the backward pass of another."""
    named = {one["name"] for own, found in partners.items() for one in found if one["name"] != own}
    return [d for d in definitions if d["kind"] == "function" and d["name"] not in named]


def is_part(definition: Definition, definitions: Sequence[Definition]) -> bool:
    """Return whether a private function is there for others: it is called, or made a `partial`."""
    last = definition["name"].rpartition(".")[2]
    called = re.compile(rf"\b{re.escape(last)}\(")
    return last.startswith("_") and any(
        other["source"] == definition["source"] or bool(called.search(other["source"]))
        for other in definitions
        if other is not definition
    )


def only_helps(one: Understood, sought: Sought) -> bool:
    """Return whether a function, without a backward pass, computes no op nor plainly names one."""
    name = sought.definition["name"]
    own = [one for one in sought.partners if read_name(one["name"]).core == read_name(name).core]
    return not (one.right or own) and may_be_helper(name)


def class_layer(
    runner: Runner, definition: Definition, name: Name, definitions: Sequence[Definition]
) -> Iterator[Understood]:
    """Yield what is understood of a class, if it is a layer."""
    entry = entry_of(definition)
    last = definition["name"].rpartition(".")[2]
    # A class that is redefined as a subclass of itself is still a layer.
    others = (other for other in definitions if other is not definition)
    is_base = any(last in other.get("bases", ()) for other in others)
    if not name.ops:
        if without_twin(last) and entry and not is_base:
            text = "there is no reference for it; oracle.check(layer) tries finite differences"
            yield not_understood(definition, text)
        elif definition["methods"]:
            found = of_no_name(runner, definition, entry)
            # A base class is a layer only if it computes an op.
            yield from (one for one in found if one.plan is not None or not is_base)
        return
    if entry is None:
        if not is_base and definition["methods"]:
            why = "it has no method for the forward pass"
            one = nameless(runner, definition, name.ops)
            yield one or not_understood(definition, why, name.ops[0])
        return
    if is_base and entry.described["empty"]:
        return
    sought = Sought(definition, entry)
    one = understood(runner, sought, name.ops)
    one = or_without_names(runner, one, sought, name.ops)
    # A base class, or an identity activation that is called Linear, need not be a layer.
    bare = not definition["params"] and takes_one(entry)
    identity = is_plainly_dense(name.ops[0]) and bare
    # An operation of an engine makes any shape that it is given, the batch with it.
    flattens = card_of(name.ops[0]).kind == "flattening"
    reshapes = flattens and "ahead" in definition
    if one.plan is not None or not (is_base or identity or reshapes):
        yield one
        yield from other_mode(runner, one, sought)


def of_no_name(runner: Runner, definition: Definition, entry: Entry | None) -> Iterator[Understood]:
    """Yield what is understood of a class whose name says no op."""
    found = list(by_values(runner, definition))
    for one in found:
        yield one
        if one.sought is not None:
            yield from other_mode(runner, one, one.sought)
    asked_for = "Protocol" in definition.get("bases", ())
    asked_for = asked_for or (entry is not None and is_chain(entry.described["source"]))
    if not found and entry and backward_methods(definition) and not asked_for:
        yield not_understood(definition, "its name is not that of any op")


def is_chain(forward: str) -> bool:
    r"""Return whether a forward pass only goes through the layers that an object holds.

    Examples
    --------
    >>> is_chain("def forward(self, x):\n  for m in self.all:\n    x = m.forward(x)\n  return x")
    True
    """
    return bool(CHAIN.search(forward))


def or_without_names(
    runner: Runner, one: Understood, sought: Sought, ops: Sequence[str]
) -> Understood:
    """Return a layer that is not understood by its names as it is understood without them."""
    if one.plan is not None or not one.op or sought.entry.described["empty"]:
        return one
    if one.failure is not None and one.failure.kind != "exception":
        return one
    return nameless(runner, sought.definition, ops, sought.partners) or one


def takes_one(entry: Entry) -> bool:
    """Return whether a forward pass takes exactly one argument."""
    return len(usable(entry.described["params"])) == 1


def other_mode(runner: Runner, one: Understood, sought: Sought) -> Iterator[Understood]:
    """Yield what is understood of a pooling in its other mode, if it has a parameter for that."""
    other = "" if one.plan is None else one.plan.card.other_mode
    if one.plan is not None and other and one.plan.signature.takes("mode"):
        again = understood(runner, sought, (other,))
        if again.plan is not None:
            yield again


def paired(
    definitions: Sequence[Definition], names: Mapping[str, Name]
) -> dict[str, list[Definition]]:
    """Return, by the name of each function, the functions that may be its backward pass."""
    functions = [d for d in definitions if d["kind"] == "function"]
    gradients = [d for d in functions if names[d["name"]].gradient]
    partners = {}
    for definition in functions:
        own = names[definition["name"]]
        same = [g for g in gradients if names[g["name"]].core == own.core]
        same = same or [
            g for g in gradients if set(names[g["name"]].ops[:1]) & set(own.ops[:1]) and own.ops
        ]
        beside = [g for g in same if module_of(g["name"]) == module_of(definition["name"])]
        partners[definition["name"]] = sorted(
            beside or same, key=lambda g: -len(names[g["name"]].noise & own.noise)
        )
    return partners


__all__ = ["Understood", "understand"]
