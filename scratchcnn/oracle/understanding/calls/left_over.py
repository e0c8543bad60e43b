"""Classes with the methods of a layer that compute no known op: they are told, not passed over.

A layer whose name says nothing is known by what it computes. One that computes something else, by a
bug or by design, is known by its methods alone: they are called as those of the layers beside it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.calls.one_layer import Understood, not_understood
from scratchcnn.oracle.understanding.names.recognise import is_helper, read_name
from scratchcnn.oracle.understanding.protocols.callers.method import backward_methods

Definition: TypeAlias = Mapping[str, Any]


def left_over(
    definitions: Sequence[Definition], found: Sequence[Understood]
) -> Iterator[Understood]:
    """Yield the classes that are called as a layer that was understood, and are none themselves."""
    seen = {one.definition["name"] for one in found}
    bases = {base for definition in definitions for base in definition.get("bases", ())}
    pairs = {pair: one for one in reversed(found) for pair in methods_of(one)}
    for definition in definitions:
        last = definition["name"].rpartition(".")[2]
        if definition["kind"] != "class" or definition["name"] in seen or last in bases:
            continue
        for (forward, backward), one in pairs.items():
            if is_layer(definition, forward, backward):
                why = (
                    f"it has the methods of {one.layer.implementation}, `{forward}` and "
                    f"`{backward}`, but computes no op that is known"
                )
                yield not_understood(definition, why)
                break


def methods_of(one: Understood) -> Iterator[tuple[str, str]]:
    """Yield the names of the forward and the backward method of a class, if it has both."""
    if one.plan is None or one.definition["kind"] != "class":
        return
    protocol, methods = one.plan.protocol, one.definition["methods"]
    if protocol.backward is not None and {protocol.forward.name, protocol.backward.name} <= {
        *methods
    }:
        yield protocol.forward.name, protocol.backward.name


def is_layer(definition: Definition, forward: str, backward: str) -> bool:
    """Return whether a class has both methods, written out, and hands neither on to other objects.

    A network calls the methods of its layers, and a base class leaves its own to be written.
    """
    methods = definition["methods"]
    if not {forward, backward} <= {*methods}:
        return False
    both = [methods[forward], methods[backward]]
    if any(method.get("empty") for method in both):
        return False
    handed_on = rf"(?<!super\(\))\.({re.escape(forward)}|{re.escape(backward)})\("
    return not any(re.search(handed_on, method["source"]) for method in both)


def is_only_helper(one: Definition) -> bool:
    """Return whether a definition has a helper's name, and is no class with a backward pass."""
    layer = one["kind"] == "class" and read_name(one["name"]).ops and backward_methods(one)
    return is_helper(one["name"]) and not layer
