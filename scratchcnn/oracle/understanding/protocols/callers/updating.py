"""Which methods return gradients and which only update, by what they take and give."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.names.vocabulary import ZERO_GRAD, compact, meanings
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable

Definition: TypeAlias = Mapping[str, Any]


def only_updates(described: Definition) -> bool:
    """Return whether a method takes a learning rate, besides options, and returns nothing."""
    parameters = usable(described["params"])
    rates = [p for p in parameters if meanings(p["name"], ("lr",))]
    others = [p for p in parameters if p["required"] and p not in rates]
    return bool(rates) and not others and bool(described.get("returns", {}).get("none"))


def gives_for_one(described: Definition) -> bool:
    """Return whether a method takes one argument, as a gradient is taken, and returns something."""
    names = [p["name"] for p in usable(described["params"]) if p["required"]]
    returns = described.get("returns", {})
    return (
        len(names) == 1
        and returns.get("none") is False
        and bool(meanings(names[0], ("grad_out",)))
        and not described["empty"]
    )


def by_what_they_do(definition: Definition, known: Sequence[str], forward: str) -> list[str]:
    """Return the candidates for the backward pass: those that return gradients before updates.

    Where all that have a known name only update, a method of another name that takes a gradient
    and returns something comes first: `SGD(error)` beside `backward(lr)`.
    """
    methods = definition["methods"]
    updates = [name for name in known if only_updates(methods[name])]
    gradients = [name for name in known if name not in updates]
    if updates and not gradients:
        zero = {compact(name) for name in ZERO_GRAD}
        gradients = [
            name
            for name, described in methods.items()
            if name not in (*known, forward)
            and not name.startswith("_")
            and compact(name) not in zero
            and gives_for_one(described)
        ]
    return [*gradients, *updates]
