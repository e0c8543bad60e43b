"""Gradients that are hung on the arrays: `inp.g = out.g @ w.t()`, as courses do with tensors.

The upstream gradient is hung on the output before the backward pass, and the gradients are found on
what was handed over. Whatever computes them returns nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from scratchcnn.oracle.process.worker.answering.marks import Attribute
from scratchcnn.oracle.understanding.carriers.carrier import Carrier, Graph
from scratchcnn.oracle.understanding.carriers.torch import TORCH
from scratchcnn.oracle.understanding.names.vocabulary import is_gradient
from scratchcnn.oracle.understanding.protocols.callee import (
    Asked,
    Callee,
    Caller,
    Pass,
    Target,
    called_by_name,
    is_starred,
    no_entry,
)
from scratchcnn.oracle.understanding.protocols.callers.function import FUNCTIONS
from scratchcnn.oracle.understanding.protocols.callers.method import METHODS, backward_methods
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.signature import Argument, Arguments

Definition: TypeAlias = Mapping[str, Any]

# The form of a graph in which every array has a gradient hung on it, and nothing starts by itself.
HUNG = "hung"
# What a gradient is called besides.
SHORT = ("g",)
HANGS = re.compile(r"(?<![\w.])((?:\w+\.)+)(\w+)[ \t]*\+?=(?!=)")
# The arguments by which it is hung on the output; starred, they are passed by position.
HOLDER, ATTRIBUTE, UPSTREAM = "*out", "*attribute", "*grad_out"


def with_hung_gradients(definitions: Sequence[Definition]) -> list[Definition]:
    """Return the definitions, with what they compute with where they hang gradients on tensors."""
    hanging = {kind: Counter[str]() for kind in ("class", "function")}
    for one in definitions:
        hanging[one["kind"]].update(hung_in(one["source"]))
    found = []
    for definition in definitions:
        # A function's gradients are hung by another one.
        own = sorted(hung_in(definition["source"]))
        names = own or [name for name, _ in hanging[definition["kind"]].most_common(1)]
        hung_on = list(map(carrier_of, names[:1])) if TORCH.suits(definition) else []
        carriers = (*definition.get("carriers", ()), *hung_on)
        found.append({**definition, "carriers": carriers} if hung_on else definition)
    return found


def carrier_of(attribute: str) -> Carrier:
    """Return the carrier of tensors that have their gradients in an attribute."""
    graph = Graph("", HUNG, (Attribute(attribute),), carried=True, attribute=attribute)
    return replace(TORCH, graph=graph)


def hung_in(source: str) -> set[str]:
    """Return the attributes in which gradients are hung on arrays, not on the layer itself.

    >>> hung_in("inp.g = out.g @ w.t()"), hung_in("self.w.grad += dw"), hung_in("self.g = g")
    ({'g'}, {'grad'}, set())
    """
    return {
        name
        for holder, name in HANGS.findall(source)
        if holder != "self." and (name in SHORT or is_gradient(name))
    }


def read_from(source: str, attribute: str) -> set[str]:
    """Return what the gradient of an output is read from: what is only assigned or added to is not.

    >>> sorted(read_from("inp.g = out.g @ w.t(); w.g[0] += self.out.g", "g"))
    ['out', 'self.out']
    """
    changed = r"(?![ \t]*(?:\[[^\n=]*\])?[ \t]*[-+*/]?=(?!=))"
    read = rf"(?<![\w.])((?:\w+\.)+){re.escape(attribute)}\b{changed}"
    return {holder[:-1] for holder in re.findall(read, source)} - {"self"}


def passes(asked: Asked) -> Iterator[Pass]:
    """Yield the partners of a function, or the backward methods of a class, that hang gradients.

    Where no upstream gradient is read from an output it is passed as usual, if at all.
    """
    graph = asked.carrier.graph
    if graph is None or graph.form != HUNG:
        return
    definition, entry = asked.sought.definition, asked.sought.entry
    if entry.made:
        names = [name for name in backward_methods(definition) if name != entry.name]
        if read_from(definition["source"], graph.attribute):
            for name in names:
                yield hanging(METHODS, name, definition["methods"][name], graph)
        return
    for one in asked.sought.partners:
        if read_from(one["source"], graph.attribute):
            yield hanging(FUNCTIONS, one["name"], one, graph)


def hanging(caller: Caller, name: str, described: Definition, graph: Graph) -> Pass:
    """Return a backward pass that is called after the gradient was hung on the output.

    The parameter from which that is read is the output.
    """
    outputs = read_from(described["source"], graph.attribute)
    takes = [one["name"] for one in usable(described["params"])]
    out = [one for one in takes if one in outputs]
    left = [one for one in described["params"] if one["name"] not in out]
    called = partial(targets, caller, takes)
    callee = Callee(replace(HANGING, targets=called, words=words), name)
    given = tuple((one, Argument("variable", "out")) for one in out)
    return Pass(callee, {**described, "params": left}, (*given, *always(graph)))


def always(graph: Graph) -> Arguments:
    """Return the arguments by which the upstream gradient is hung on the output."""
    return (
        (HOLDER, Argument("variable", "out")),
        (ATTRIBUTE, Argument("constant", graph.attribute)),
        (UPSTREAM, Argument("grad_out")),
    )


def words(callee: Callee, names: Sequence[str]) -> str:
    """Return the description of the backward pass alone."""
    return called_by_name(callee, [name for name in names if not is_starred(name)])


def targets(caller: Caller, takes: Sequence[str], callee: Callee) -> list[Target]:
    """Return the calls: one that hangs the gradient on the output, and the backward pass."""
    put = Target({"tool": "setattr"}, lambda _: "setattr", (HOLDER, ATTRIBUTE, UPSTREAM))
    return [put, *(replace(one, takes=takes) for one in caller.targets(callee))]


HANGING = Caller("hung", partial(targets, METHODS, ()), words, no_entry, passes)
HANG = Way("hung", caller=HANGING)
