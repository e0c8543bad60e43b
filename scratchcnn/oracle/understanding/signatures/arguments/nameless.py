"""Readings of parameters whose names say nothing: every role that is missing, in usual orders.

A name is a hint for the order in which the readings are tried, never a decision: shapes decide.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product, zip_longest
from types import MappingProxyType
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.understanding.names.recognise import ops_of
from scratchcnn.oracle.understanding.names.vocabulary import PARAMETERS, meanings
from scratchcnn.oracle.understanding.signatures.arguments.choices import STRING
from scratchcnn.oracle.understanding.signatures.arguments.handed_functions import handed_functions
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.arguments.slots import (
    SHORT,
    WINDOW,
    Slot,
    agrees,
    is_pair,
    ranked,
    slots_of,
    with_defaults,
)
from scratchcnn.oracle.understanding.signatures.arguments.spellings import CONSTANTS, spellings
from scratchcnn.oracle.understanding.signatures.from_source.own_constants import (
    asks_to_keep,
    is_slope,
    sets_activation,
    sets_slope,
)
from scratchcnn.oracle.understanding.signatures.from_source.own_words import own_paddings
from scratchcnn.oracle.understanding.signatures.from_source.records import fields_of
from scratchcnn.oracle.understanding.signatures.from_source.shapes_made import (
    shape_taken,
    shapes_made,
)
from scratchcnn.oracle.understanding.signatures.signature import Argument, Arguments

Definition: TypeAlias = Mapping[str, Any]
Parameter: TypeAlias = Mapping[str, Any]

# How many readings of one call are tried, at most.
MOST = 150
# The roles of numbers that a constructor takes, in the usual order; and those that are rarer.
MADE_WITH: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "convolution": (
        ("in_channels", "out_channels", *WINDOW),
        ("input_shape", "kernel_height", "kernel_width", "height", "width"),
    ),
    "pooling": (WINDOW, ("kernel_height", "kernel_width", "in_channels")),
    "dense": (("in_features", "out_features"), ("batch_size",)),
    "normalization": (("in_channels",), ("eps",)),
    "activation": ((), ("negative_slope",)),
}
# The roles of what a forward pass takes, if its weight is passed, too.
CALLED_WITH: Mapping[str, tuple[str, ...]] = {
    "convolution": ("x", "weight", "bias", "stride", "padding"),
    "pooling": ("x", *WINDOW),
    "dense": ("x", "weight", "bias"),
    "normalization": ("x", "weight", "bias"),
}


@dataclass(frozen=True)
class Reading:
    """The arguments of one call.

    Attributes
    ----------
    arguments : the role of each parameter
    guessed : the roles that no name agrees with
    core : the roles of the required parameters alone
    """

    arguments: Arguments
    guessed: frozenset[str] = frozenset()
    core: tuple[str, ...] = ()


def constructor_readings(
    definition: Definition, op: str, forward: Definition = MappingProxyType({})
) -> Iterator[Reading]:
    """Yield the arguments that a constructor may be called with, most likely first.

    `forward`: the method of the forward pass; what it calls tells which parameters are functions.
    """
    yield from by_a_string(definition, op)
    yield from by_own_words(definition, op)
    functions = handed_functions(definition, forward, op)
    keys = dict(definition.get("methods", {}).get("__init__", {}).get("keys", {}))
    keys |= {p["name"]: fields_of(p) for p in usable(definition["params"]) if fields_of(p)}
    usual, rare = MADE_WITH.get(card_of(op).kind, ((), ()))
    handed = CALLED_WITH.get(card_of(op).kind, ())[1:]
    if card_of(op).kind == "convolution" and uses_an_array(definition):
        yield from readings(definition["params"], keys, op, (handed,))
    for fixed in shapes_made(definition, op):
        taken = {one.role for one in fixed.values()}
        left = tuple(role for role in usual if role not in taken)
        known = {**functions, **fixed}
        yield from readings(definition["params"], keys, op, (left,), known)
        image = shape_taken(definition, known)
        if image:
            yield from readings(definition["params"], keys, op, (left,), {**known, **image})
        if card_of(op).kind == "convolution":
            # The image is as large as the constructor is told.
            told = ("height", "width", *left)
            yield from readings(definition["params"], keys, op, (told[:2], told), known)
    yield from readings(definition["params"], keys, op, (usual, (*usual, *rare)), functions)
    if "weight" in handed and takes_an_array(definition):
        yield from readings(definition["params"], keys, op, (handed,))


def by_own_words(definition: Definition, op: str) -> Iterator[Reading]:
    """Yield the readings in which one parameter is a padding by words of another language."""
    keys = definition.get("methods", {}).get("__init__", {}).get("keys", {})
    usual, _ = MADE_WITH.get(card_of(op).kind, ((), ()))
    left = tuple(role for role in usual if role != "padding")
    able = [
        readings(definition["params"], keys, op, (left,), {parameter["name"]: padding})
        for parameter in usable(definition["params"])
        for padding in own_paddings(parameter, op, definition.get("source", ""))
    ]
    # By turns: which word is which is as likely as the other way round.
    for turn in zip_longest(*able):
        yield from (reading for reading in turn if reading is not None)


def takes_an_array(definition: Definition) -> bool:
    """Return whether a constructor may be handed arrays: several, or one that it uses as one."""
    parameters = [one for one in usable(definition["params"]) if one["required"]]
    return len(parameters) > 1 or uses_an_array(definition)


def uses_an_array(definition: Definition) -> bool:
    """Return whether the first thing that a constructor needs is used as an array."""
    first = next((one for one in usable(definition["params"]) if one["required"]), None)
    if first is None:
        return False
    name = re.escape(first["name"])
    of_arrays = rf"@ *(self\.)?{name}\b|\b{name}\.(T|shape|dot|reshape|copy)\b|array\({name}\b"
    multiplied = rf"(dot|matmul|einsum)\([^()]*\b{name}\b"
    # Its base class keeps it, whatever it calls it there.
    handed_on = rf"super\([^()]*\)\.__init__\({name}\)"
    # What stands in brackets is an index, and may be a counter of the same name.
    source = re.sub(r"\[[^\[\]]*\]", "[]", definition.get("source", ""))
    return re.search(f"{of_arrays}|{multiplied}|{handed_on}", source) is not None


def by_a_string(definition: Definition, op: str) -> Iterator[Reading]:
    """Yield the strings in the code that name an activation, where one parameter may choose it."""
    required = [one["name"] for one in usable(definition["params"]) if one["required"]]
    if not card_of(op).elementwise or len(required) != 1:
        return
    for text in dict.fromkeys(STRING.findall(definition.get("source", ""))):
        if op in ops_of(text)[:1]:
            yield Reading(((required[0], Argument("constant", text)),))


def forward_readings(
    described: Definition, op: str, *, passed: bool, taken: Sequence[str] = ()
) -> Iterator[Reading]:
    """Yield the arguments that a forward pass may be called with, most likely first.

    Parameters
    ----------
    described : the function or method
    op : the op that it may be
    passed : whether its weight is passed, and not stored in an object
    taken : the roles that the constructor was given
    """
    roles = CALLED_WITH.get(card_of(op).kind, ("x",))
    unused = never_read(described)
    needed = [p for p in usable(described["params"]) if p["required"] and p["name"] not in unused]
    required = [p["name"] for p in needed]
    if not passed and len(required) == 1 and required[0] not in described.get("keys", {}):
        roles = ("x",)
    if not passed:
        roles = tuple(role for role in roles if role not in ("weight", "bias"))
    roles = tuple(role for role in roles if role not in taken)
    yield from readings(described["params"], described.get("keys", {}), op, (roles,), unused)


def never_read(described: Definition) -> dict[str, Argument]:
    """Return None for every required parameter that a function takes and never reads.

    >>> never_read({"params": [{"name": "p", "kind": "positional", "required": True}],
    ...             "source": "def relu(p, x): return x * (x > 0)"})
    {'p': Argument(role='constant', form=None, keys=())}
    """
    source = described.get("source", "")
    return {
        one["name"]: Argument("constant", None)
        for one in usable(described["params"])
        if one["required"] and len(re.findall(rf"\b{re.escape(one['name'])}\b", source)) == 1
    }


def readings(
    parameters: Sequence[Parameter],
    keys: Mapping[str, Sequence[str]],
    op: str,
    choices: Sequence[tuple[str, ...]],
    fixed: Mapping[str, Argument] = MappingProxyType({}),
) -> Iterator[Reading]:
    """Yield the readings with roles from the first choice, then those from the next.

    `fixed`: the parameters whose roles are known.
    """
    constants = {
        parameter["name"]: constant
        for parameter in usable(parameters)
        for constant in known_constant(parameter, op)
    }
    constants |= fixed
    known = tuple(one.role for one in fixed.values())
    required, optional = slots_of(parameters, keys, constants)
    seen = set()
    for roles, off in product(choices, switched_off(parameters, op)):
        for chosen in islice(ranked(required, roles), MOST):
            for spare in (optional, ()) if optional else ((),):
                given = dict(zip(required, chosen, strict=True))
                given |= with_defaults(spare, given, roles)
                reading = replace(
                    made_of(given, parameters, constants | off), core=(*known, *chosen)
                )
                if reading not in seen:
                    seen.add(reading)
                    yield reading


def switched_off(parameters: Sequence[Parameter], op: str) -> list[dict[str, Argument]]:
    """Return the ways to ask for no activation, where a default asks for one; or for a slope."""
    optional = [one for one in usable(parameters) if not one["required"]]
    for one in optional:
        named = card_of(op).factor and meanings(one["name"], ("negative_slope",))
        if named or is_slope(one, optional, op):
            return [{one["name"]: Argument("negative_slope")}, {}]
    asking = [one for one in optional if sets_activation(one)]
    if not asking or card_of(op).kind == "activation":
        return [{}]
    primes = [one for one in optional if sets_slope(one)]
    slopes = {one["name"]: spellings("activation_prime", one, op, {})[0] for one in primes}
    chosen = asking[0]
    return [{chosen["name"]: one, **slopes} for one in spellings("activation", chosen, op, {})]


def says_nothing(described: Definition) -> bool:
    """Return whether the name of a required parameter, or of one of its keys, says nothing."""
    keys = described.get("keys", {})
    names: list[str] = []
    for parameter in usable(described["params"]):
        if parameter["required"]:
            names += keys.get(parameter["name"]) or [parameter["name"]]
    return any(len(name) <= SHORT or not meanings(name, PARAMETERS) for name in names)


def known_constant(parameter: Parameter, op: str) -> list[Argument]:
    """Return what is passed for a parameter whose name is that of anything but a size.

    A default is kept, unless it says that nothing is kept for backward.
    """
    if not parameter["required"]:
        return [Argument("constant", True)] if asks_to_keep(parameter) else []
    roles = meanings(parameter["name"], CONSTANTS)
    one_letter = len(parameter["name"]) == 1
    return spellings(roles[0], parameter, op, {})[:1] if roles and not one_letter else []


def made_of(
    given: Mapping[Slot, str], parameters: Sequence[Parameter], constants: Mapping[str, Argument]
) -> Reading:
    """Return the reading that gives these roles, in the order of the parameters."""
    arguments: list[tuple[str, Argument]] = []
    for parameter in usable(parameters):
        name = parameter["name"]
        own = {slot.key: spelled(role) for slot, role in given.items() if slot.parameter == name}
        if name in constants:
            arguments.append((name, constants[name]))
        elif "" in own:
            paired = is_pair(parameter.get("default")) and own[""].form == "int"
            arguments.append((name, replace(own[""], form="pair") if paired else own[""]))
        elif own:
            record = parameter.get("record")
            role, made = ("options", "") if record is None else ("record", record["name"])
            arguments.append((name, Argument(role, made, tuple(own.items()))))
    guessed = frozenset(role for slot, role in given.items() if not agrees(slot, role))
    return Reading(tuple(arguments), guessed)


def spelled(role: str) -> Argument:
    """Return a role in its commonest spelling."""
    if role in (*WINDOW, "kernel_height", "kernel_width"):
        return Argument(role, "int")
    return Argument(role, "CHW") if role == "input_shape" else Argument(role)
