"""Parameters that the op has not: constants of an activation, flags to keep state."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.families.activations.classic import IN_A_STRING
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.understanding.names.recognise import read_name
from scratchcnn.oracle.understanding.names.vocabulary import KEEPING, PARAMETERS, compact, meanings
from scratchcnn.oracle.understanding.signatures.signature import Argument

Parameter: TypeAlias = Mapping[str, Any]

# The layouts of a weight whose shape is passed; without F where the filters are counted apart.
WEIGHT_SHAPES = ("FCKL", "KLCF", "CKL", "KLC")


def is_factor(parameter: Parameter, roles: Sequence[str], op: str) -> bool:
    """Return whether a parameter is a constant that the activation has in homework alone."""
    card = card_of(op)
    if not card.elementwise or card.factor or {*roles} & {*card.numbers}:
        return False
    names = ("lr", "negative_slope", "beta", "gamma")
    unknown = not roles and parameter["required"]
    return unknown or bool(meanings(parameter["name"], names))


def is_slope(parameter: Parameter, parameters: Sequence[Parameter], op: str) -> bool:
    """Return whether a parameter may be the slope of a leaky ReLU, or an alpha, by whatever name.

    It is the only number above 0, for a slope also below 1, whose name says nothing; it need not
    be what it may be.

    >>> helling = {"name": "helling", "kind": "positional", "required": False, "default": 0.03}
    >>> is_slope(helling, [helling], "leaky_relu"), is_slope(helling, [helling], "relu")
    (True, False)
    """
    factor = card_of(op).factor
    if not factor:
        return False
    most = 1 if factor == "negative_slope" else math.inf
    named = any(meanings(one["name"], ("negative_slope",)) for one in parameters)
    unknown = [
        one
        for one in parameters
        if type(one.get("default")) is float
        and 0 < one["default"] < most
        and not meanings(one["name"], PARAMETERS)
    ]
    return not named and unknown == [parameter]


def factors(parameter: Parameter) -> list[Argument]:
    """Return the values under which such a constant changes nothing: a factor 1, or a slope 0."""
    numbers = [Argument("constant", value) for value in (1.0, 0.0)]
    return numbers if parameter["required"] else [Argument("left"), *numbers]


def sets_activation(parameter: Parameter) -> bool:
    """Return whether a parameter chooses an activation, by its default in whatever language.

    >>> sets_activation({"default": "relu"}), sets_activation({"default": {"opaque": "sigmoid"}})
    (True, True)
    """
    default = parameter.get("default")
    if isinstance(default, str):
        return compact(default) in IN_A_STRING
    name = read_name(said_to_be(default))
    return not name.gradient and any(card_of(op).elementwise for op in name.ops)


def sets_slope(parameter: Parameter) -> bool:
    """Return whether a parameter's default is the derivative of an activation.

    >>> sets_slope({"default": {"opaque": "relu_grad"}}), sets_slope({"default": "relu"})
    (True, False)
    """
    name = read_name(said_to_be(parameter.get("default")))
    return name.gradient and any(card_of(op).elementwise for op in name.ops)


def said_to_be(default: Any) -> str:
    """Return the name of a function that is a default; "" for anything else."""
    return str(default["opaque"]) if isinstance(default, Mapping) else ""


def asks_to_keep(parameter: Parameter) -> bool:
    """Return whether forward keeps what backward needs only if this flag is set."""
    return parameter.get("default") is False and compact(parameter["name"]) in KEEPING


def with_weight_shapes(
    options: list[Argument], parameter: Parameter, op: str, source: str
) -> list[Argument]:
    """Return the options with the whole shapes of a weight, if the code reads a parameter as one.

    `kh, kw, cin, cout = kernel` takes one apart; `randn(*shape)` makes an array of it.
    """
    if card_of(op).kind != "convolution":
        return options
    name = rf"(?:self\.)?{re.escape(parameter['name'])}"
    apart = re.search(rf"((?:\w+ *, *){{2,3}}\w+) *= *{name} *$", source, re.MULTILINE)
    of_kernel = not options or bool({"kernel_size", "weight"} & {one.role for one in options})
    if apart and of_kernel:
        sizes = len(apart[1].split(","))
        return [Argument("weight_shape", form) for form in WEIGHT_SHAPES if len(form) == sizes]
    shapes = [Argument("weight_shape", form) for form in WEIGHT_SHAPES]
    if "shape" not in compact(parameter["name"]):
        return options
    sized = rf"\((?:[^\n()]*, *)?(?:size *= *|\*)?{name}\)"
    if re.search(rf"(?:rand\w*|normal|uniform){sized}", source):
        return [*shapes, *options]
    return [*options, *shapes] if of_kernel and re.search(sized, source) else options


def pairs_first(options: list[Argument], parameter: Parameter, source: str) -> list[Argument]:
    """Return the options with pairs first, if the code takes this parameter apart into two."""
    name = rf"(?:self\.)?{re.escape(parameter['name'])}"
    apart = rf"\w+\s*,\s*(?:self\.)?\w+\s*=\s*{name}\s*$|{name}\[[01]\]"
    if not re.search(apart, source, re.MULTILINE):
        return options
    return sorted(options, key=lambda one: one.form != "pair")
