"""The calls by which a layer makes its parameters after it was constructed, as it asks for."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.understanding.names.vocabulary import (
    PREPARING,
    compact,
    meanings,
    spelled_like,
)
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.arguments.spellings import shapes
from scratchcnn.oracle.understanding.signatures.signature import Argument, Arguments

Definition: TypeAlias = Mapping[str, Any]
# The methods to call, in order, each with its arguments.
Preparation: TypeAlias = tuple[tuple[str, Arguments], ...]

MOST = 12
# What such a method may ask for, if it asks for more than one thing.
TOOLS = ("optimizer", "weight_init", "bias_init")
KNOWN = (*TOOLS, "in_features", "in_channels", "input_shape")


def preparations(definition: Definition, op: str) -> Iterator[Preparation]:
    """Yield what may be called to make a layer's parameters, most likely first."""
    methods = definition.get("methods", {})
    # The constructor itself is spelled like `init`, and was called before.
    others = [name for name in methods if name != "__init__"]
    names = list(dict.fromkeys(spelled_like(others, PREPARING)))
    if not names:
        return
    choices = [list(calls_of(methods[name], op)) for name in names]
    if all(choices):
        for chosen in islice(product(*choices), MOST):
            yield tuple(zip(names, chosen, strict=True))


def calls_of(described: Definition, op: str) -> Iterator[Arguments]:
    """Yield the arguments that one of these methods may be called with."""
    required = [p["name"] for p in usable(described["params"]) if p["required"]]
    if len(required) > 1 and not all(meanings(name, KNOWN) for name in required):
        # `setup(num_output, dim)` is a constructor, and no two of its sizes need be the input's.
        return
    for chosen in product(*(meant(name, op) for name in required)):
        yield tuple(zip(required, chosen, strict=True))


def meant(name: str, op: str) -> Sequence[Argument]:
    """Return what a parameter of such a method may mean: a tool, or the input's size."""
    if meanings(name, ("optimizer",)):
        return (Argument("tool", "optimizer"),)
    if meanings(name, ("weight_init", "bias_init")):
        return (Argument("tool", "initializer"),)
    alone = Argument("in_channels" if card_of(op).windowed else "in_features")
    as_shape = [Argument("input_shape", form) for form in shapes("input_shape", op)]
    whole = [one for one in as_shape if one.form != "int"]
    if "shape" not in compact(name):
        return (alone, *whole)
    # `build(input_shape)` has the batch first more often than not; its last entry is the same.
    return (*whole, alone)
