"""The arguments of a backward pass, inferred from the names of its parameters and of forward's."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.understanding.names.vocabulary import PARAMETERS, compact, meanings
from scratchcnn.oracle.understanding.signatures.arguments.choices import as_in_forward
from scratchcnn.oracle.understanding.signatures.arguments.roles import BACKWARD_ROLES
from scratchcnn.oracle.understanding.signatures.arguments.signatures import (
    Unknown,
    backward_arguments,
    loss_arguments,
    numbers_of_loss,
    usable,
)
from scratchcnn.oracle.understanding.signatures.signature import Argument, Arguments, argument_of

Definition: TypeAlias = Mapping[str, Any]

# Names of the parameter of a derivative that takes the activation's output.
OUTWARD = ("out", "output", "s", "a", "y", "sig", "activated")


def gradient_arguments(
    op: str, forward: Arguments, described: Definition, *, made: bool, cached: bool
) -> Iterator[Arguments]:
    """Yield the arguments that a backward pass may take if it computes gradients.

    Parameters
    ----------
    op : the op that is differentiated
    forward : the arguments of the forward pass
    described : the backward function or method
    made : whether an object is constructed first
    cached : whether forward returns a cache for the backward pass
    """
    if card_of(op).loss:
        yield from with_cache(described["params"] if cached else ())
        yield from loss_backward(op, forward, described, made=made)
        return
    chosen = as_in_forward(forward, described)
    parameters = [one for one in described["params"] if one["name"] not in chosen]
    always = (*chosen.items(), *rates_with_a_default(described))
    with suppress(Unknown):
        for one in backward_arguments(described.get("keys", {}), parameters, op):
            yield (*(one if cached else without_cache(one)), *always)


def rates_with_a_default(described: Definition) -> Arguments:
    """Return the arguments for optional numbers that scale an update, in whatever language."""
    source = described.get("source", "")
    return tuple(
        (parameter["name"], Argument("lr"))
        for parameter in usable(described["params"])
        if not parameter["required"]
        and type(parameter.get("default")) is float
        and not meanings(parameter["name"], PARAMETERS)
        and scales_an_update(parameter["name"], source)
    )


def rates_of_maker(source: str, parameters: Sequence[Definition]) -> list[str]:
    """Return the parameters of a function that makes a layer which scale an update in its source.

    >>> rate = {"name": "eta", "kind": "positional", "required": False, "default": 0.1}
    >>> rates_of_maker("W -= eta * dW", [rate]), rates_of_maker("y = eta * x", [rate])
    (['eta'], [])
    """
    return [
        one["name"]
        for one in usable(parameters)
        if type(one.get("default")) is float and scales_an_update(one["name"], source)
    ]


def scales_an_update(name: str, source: str) -> bool:
    """Return whether something is subtracted that a number of this name is a factor of."""
    return bool(re.search(rf"-=?[^=\n]*(?:\b{name} *\*|\* *{name}\b)", source))


def slope_arguments(
    op: str, forward: Arguments, described: Definition
) -> Iterator[tuple[bool, Arguments]]:
    """Yield whether the arguments of an activation's derivative are certain, and the arguments."""
    slopes = slopes_passed(forward, described["params"])
    passed = [name for name, _ in slopes]
    required = [p["name"] for p in usable(described["params"]) if p["required"]]
    names = [name for name in required if name not in passed]
    if not card_of(op).elementwise or len(names) > 1:
        return
    if not names:
        # A method without arguments knows what forward saw, and no upstream gradient.
        yield True, slopes
        return
    if meanings(names[0], ("grad_out",)):
        return
    outward = compact(names[0]) in OUTWARD
    sure = outward or bool(meanings(names[0], ("x",)))
    for role in ("out", "x") if outward else ("x", "out"):
        yield sure, ((names[0], Argument(role)), *slopes)


def slopes_passed(forward: Arguments, parameters: Sequence[Definition]) -> Arguments:
    """Return the argument for the slope of a leaky ReLU; () unless forward and this take one."""
    if argument_of(forward, "negative_slope") is None:
        return ()
    # Whatever forward calls it.
    known = {name for name, argument in forward if argument.role == "negative_slope"}
    names = (p["name"] for p in usable(parameters))
    slopes = (n for n in names if n in known or meanings(n, ("negative_slope",)))
    return tuple((name, Argument("negative_slope")) for name in slopes)


def without_cache(arguments: Arguments) -> Arguments:
    """Return the arguments with the input in place of a cache that forward does not return.

    If the input is already passed, the output takes the place of the cache.
    """
    taken = {argument.role for _, argument in arguments}
    spare = "x" if "x" not in taken else "out"
    return tuple(
        (name, Argument(spare) if argument.role == "cache" else argument)
        for name, argument in arguments
    )


def with_cache(parameters: Sequence[Definition]) -> Iterator[Arguments]:
    """Yield the arguments of a loss's backward pass that is given the cache of its forward."""
    names = [p["name"] for p in usable(parameters) if p["required"]]
    # A name in another language is most likely that of what forward returned for it.
    if names and (meanings(names[-1], ("cache",)) or not meanings(names[-1], BACKWARD_ROLES)):
        if len(names) == 1:
            yield ((names[0], Argument("cache")),)
        elif len(names) == 2 and meanings(names[0], ("grad_out",)):
            yield (names[0], Argument("grad_out")), (names[1], Argument("cache"))


def loss_backward(
    op: str, forward: Arguments, described: Definition, *, made: bool
) -> Iterator[Arguments]:
    """Yield the arguments that a loss's backward pass may take."""
    required = [p for p in usable(described["params"]) if p["required"]]
    if described.get("of_a_graph"):
        yield ((required[0]["name"], Argument("grad_out")),)
        return
    if described.get("begins_at_a_loss") and required:
        # It is given 1 there, which a loss may take for granted.
        yield ((required[0]["name"], Argument("constant", 1.0)),)
        return
    if not required:
        yield ()
    if len(required) <= 1:
        for parameter in usable(described["params"])[:1]:
            name = parameter["name"]
            roles = meanings(name, ("grad_out", "target", card_of(op).first))
            for role in dict.fromkeys((*roles, "target", "grad_out")):
                yield ((name, Argument(role)),)
        return
    # The same order as in forward, unless a name says otherwise: trying both orders would hide a
    # wrong sign.
    taken = [argument for _, argument in forward[:2]]
    names = dict(forward)
    first, second = (p["name"] for p in required[:2])
    if names.get(first, taken[0]) != taken[0] or names.get(second, taken[1]) != taken[1]:
        taken.reverse()
    elif not {first, second} & set(names):
        (_, taken[0]), (_, taken[1]) = next(loss_arguments(described["params"], op))
    rest = [p for p in usable(described["params"]) if p["name"] not in (first, second)]
    others = numbers_of_loss(rest, op)
    if made:
        # An object may have stored its probabilities, to be passed in place of the logits.
        for attribute in card_of(op).kept_probabilities:
            stored = (
                (name, Argument("attribute", attribute) if role.role == card_of(op).first else role)
                for name, role in zip((first, second), taken, strict=True)
            )
            yield (*stored, *others)
    yield (first, taken[0]), (second, taken[1]), *others
