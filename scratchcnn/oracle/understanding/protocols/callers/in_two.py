"""A loss that is computed by two methods: `forward(input)`, and `get_loss(label)` after it.

The first may return probabilities, which the object keeps; the second compares them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.names.vocabulary import meanings, words
from scratchcnn.oracle.understanding.protocols.callee import Callee, Entry, Target
from scratchcnn.oracle.understanding.protocols.callers.apart import (
    method_call,
    names_of,
    saved,
    together,
)
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable

Definition: TypeAlias = Mapping[str, Any]

# What the name of a class, and that of its second method, says that computes a loss.
OF_LOSSES = frozenset(
    ("loss", "losslayer", "entropy", "crossentropy", "criterion", "error", "cost", "objective")
)


@dataclass(frozen=True)
class InTwo:
    """The second method, and what each of the two takes."""

    first: tuple[str, ...]
    method: str
    second: tuple[str, ...]

    def targets(self, callee: Callee) -> Sequence[Target]:
        """Return both calls; what counts is what the second one returns."""
        before = replace(method_call(callee.name, self.first), save=saved(callee.name))
        return [before, method_call(self.method, self.second)]


def in_two(definition: Definition, entry: Entry) -> Entry:
    """Return the forward pass with the method that compares its results with a target, if any."""
    methods, first = definition["methods"], entry.described
    if not set(words(definition["name"])) & OF_LOSSES or len(required(first)) != 1:
        return entry
    for name, method in methods.items():
        taken = required(method)
        compares = len(taken) == 1 and bool(meanings(taken[0], ("target",)))
        returns = method.get("returns", {}).get("none") is False
        named = name != entry.name and bool(set(words(name)) & OF_LOSSES)
        if named and compares and returns and not (method["static"] or method["empty"]):
            whole = InTwo(names_of(first), name, names_of(method))
            caller = replace(entry.caller, targets=whole.targets)
            return replace(entry, caller=caller, described=together([first, method]))
    return entry


def required(method: Definition) -> list[str]:
    """Return the names of what a method needs."""
    return [one["name"] for one in usable(method["params"]) if one["required"]]
