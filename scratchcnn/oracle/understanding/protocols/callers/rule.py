"""A function of JAX's with a rule of its own for its gradients: `relu.defvjp(relu_fwd, relu_bwd)`.

It is called with what pulls gradients back beside it, as `jax.vjp` returns that; the rest is as if
it returned its backward pass itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.carriers.carrier import Naming
from scratchcnn.oracle.understanding.protocols.callee import (
    Callee,
    Caller,
    Entry,
    Target,
    called_by_name,
    no_passes,
)
from scratchcnn.oracle.understanding.protocols.way import Way

Definition: TypeAlias = Mapping[str, Any]

WITH_RULE = (
    "def with_rule(function):",
    "    def call(**given):",
    "        arrays = {k: v for k, v in given.items() if isinstance(v, jax.Array)}",
    "        of = lambda *a: function(**{**given, **dict(zip(arrays, a))})",
    "        return jax.vjp(of, *arrays.values())",
    "    return call",
)


def entry(definition: Definition) -> Entry | None:
    """Return a function with a rule as its own forward pass; None for all else."""
    return Entry(RULES, definition["name"], definition) if definition.get("rule") else None


def targets(callee: Callee) -> list[Target]:
    """Return the only call: of the function, by which its rule is asked for as well."""
    return [
        Target({"rule": {"name": callee.name}}, lambda naming: f"with_rule({naming(callee.name)})")
    ]


def before_text(naming: Naming) -> Sequence[str]:
    """Return the lines that define how the rule is asked for."""
    return WITH_RULE


RULES = Caller("rule", targets, called_by_name, entry, no_passes, before_text=before_text)
RULE = Way("rule", caller=RULES)
