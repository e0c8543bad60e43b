"""A layer whose gradients are given by several of its methods, each by its own.

`bprop(inputs, outputs, grads_wrt_outputs)` returns that of the input, and
`grads_wrt_params(inputs, grads_wrt_outputs)` those of the parameters; or `updateGradInput` and
`accGradParameters`. They are called one after the other.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.names.vocabulary import meanings, words
from scratchcnn.oracle.understanding.protocols.callee import Callee, Pass, Target
from scratchcnn.oracle.understanding.protocols.sources.attribute import OBJECT
from scratchcnn.oracle.understanding.protocols.sources.paired import PAIRS
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable

Definition: TypeAlias = Mapping[str, Any]

# What the name of a method says that is about parameters.
OF_PARAMETERS = frozenset(
    (
        *("param", "params", "parameter", "parameters", "weight", "weights", "w", "dw"),
        *("kernel", "kernels", "filter", "filters", "bias", "biases", "b", "db"),
        *("parametros", "pesos", "poids", "gewichte"),
    )
)

# `self.W -= ...`, or `self.W = self.W - ...`: that is an update.
UPDATES = re.compile(r"(self\.\w+(?:\[[^\]\n]*\])?)\s*(?:-=|=\s*\1\s*-)")

# `(self.w, self.dw)`, or `zip(self.values, self.slopes)`.
LISTS_PAIRS = re.compile(r"return\b[^#\n]*(?:\(\s*self\.[\w.\[\]'\"]+\s*,\s*self\.|zip\()")


@dataclass(frozen=True)
class Apart:
    """The methods that are called after the backward pass.

    Attributes
    ----------
    first : the names of the parameters of the backward pass itself
    others : the other methods, each with the names of its parameters
    """

    first: tuple[str, ...]
    others: tuple[tuple[str, tuple[str, ...]], ...]

    def targets(self, callee: Callee) -> Sequence[Target]:
        """Return the calls: of the backward pass, and of every other method."""
        return [
            method_call(callee.name, self.first),
            *(
                replace(method_call(name, takes), save=saved(name) if takes else f"{PAIRS}{name}")
                for name, takes in self.others
            ),
        ]

    def words(self, callee: Callee, names: Sequence[str]) -> str:
        """Return the description of the calls."""
        called = [(callee.name, self.first), *self.others]
        return " and ".join(
            f"{method}({', '.join(name for name in names if name in takes)})"
            for method, takes in called
        )


def method_call(name: str, takes: Sequence[str]) -> Target:
    """Return the call of a method of the layer's object."""
    return Target({"attr": [OBJECT, name]}, lambda naming: f"layer.{name}", takes)


def saved(method: str) -> str:
    """Return the variable for what a method returns."""
    return f"from_{method}"


def apart(definition: Definition, callee: Callee, forward: str) -> Pass | None:
    """Return a backward pass with the methods that give the gradients of parameters.

    None if there are none, or if it calls one of them itself.
    """
    methods = definition["methods"]
    own = methods[callee.name]
    calls = own["source"] + methods[forward]["source"]
    others = [
        name
        for name in of_parameters(definition)
        if name not in (callee.name, forward) and f"self.{name}(" not in calls
    ]
    if callee.name in of_parameters(definition):
        return None
    others += list(pairing(definition))
    if not others:
        return None
    first = names_of(own)
    whole = Apart(first, tuple((name, names_of(methods[name])) for name in others))
    caller = replace(
        callee.caller,
        targets=whole.targets,
        words=whole.words,
        leaves=tuple(target.save for target in whole.targets(callee)[1:]),
    )
    return Pass(replace(callee, caller=caller), together([own, *(methods[n] for n in others)]))


def of_parameters(definition: Definition) -> Iterator[str]:
    """Yield the methods that, by their names, give gradients of parameters, and take a gradient."""
    for name, method in definition["methods"].items():
        required = [one["name"] for one in usable(method["params"]) if one["required"]]
        roles = [meanings(one, ("grad_out", "lr")) for one in required]
        if (
            set(words(name)) & OF_PARAMETERS
            and any("grad_out" in one for one in roles)
            and ["lr"] not in roles
            and not method["static"]
            and not method["empty"]
            and not UPDATES.search(method["source"])
        ):
            yield name


def pairing(definition: Definition) -> Iterator[str]:
    """Yield the method that lists pairs of a parameter and its gradient: `[(w, dw), (b, db)]`."""
    for name, method in definition["methods"].items():
        asked = not usable(method["params"]) and not method["static"]
        if asked and set(words(name)) & OF_PARAMETERS and LISTS_PAIRS.search(method["source"]):
            yield name
            return


def names_of(described: Definition) -> tuple[str, ...]:
    """Return the names of a method's parameters."""
    return tuple(one["name"] for one in usable(described["params"]))


def together(described: Sequence[Definition]) -> Definition:
    """Return the description of several methods as that of one, which takes all that they take."""
    first = described[0]
    params = {one["name"]: one for method in described for one in method["params"]}
    source = "\n".join(method["source"] for method in described)
    return {**first, "params": list(params.values()), "source": source}
