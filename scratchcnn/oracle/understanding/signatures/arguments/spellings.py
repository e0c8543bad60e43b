"""How a role is spelled in a call: as a number or a pair, a shape, a name, an entry of options."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.families.activations.classic import NO_ACTIVATION
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.understanding.names.vocabulary import compact, meanings
from scratchcnn.oracle.understanding.signatures.from_source.own_words import VALID
from scratchcnn.oracle.understanding.signatures.signature import Argument

Parameter: TypeAlias = Mapping[str, Any]

# What convolutions have besides stride and padding (`Card.further`).
FURTHER = ("dilation", "groups", "output_padding")
HYPERPARAMETERS = (
    *("kernel_height", "kernel_width", "kernel_size", "stride", "padding", "mode", "params"),
    *FURTHER,
)
# The spelling of a window of channels by how many there are on one side.
RADIUS = "radius"
# Sizes that a dictionary of options may hold, besides the hyperparameters.
SIZES = ("in_channels", "out_channels", "in_features", "out_features")

# The modes that are tried on anything but a pooling.
MODES = ("average", "avg", "mean")


def spellings(
    role: str, parameter: Parameter, op: str, keys: Mapping[str, Sequence[str]]
) -> list[Argument]:
    """Return the ways in which a role can be spelled, most likely first."""
    default = parameter.get("default")
    if role == "in_features" and card_of(op).kind == "normalization":
        return [Argument("in_channels")]
    if role in ("kernel_size", "stride", "padding", "output_size"):
        if role == "padding" and card_of(op).transposed and isinstance(default, str):
            # What "same" means there is not judged.
            return [Argument("constant", VALID.upper() if default.isupper() else VALID)]
        wide = isinstance(default, list) or "shape" in compact(parameter["name"])
        forms = ["pair", "int"] if wide else ["int", "pair"]
        if role == "padding":
            # A default of "valid" means names: such code may silently accept and ignore numbers.
            forms = ["named"] if isinstance(default, str) else [*forms, "named"]
            forms = [form for form in forms if form != "named" or not card_of(op).transposed]
        return [Argument(role, form) for form in forms]
    if role in card_of(op).further:
        spelled = [Argument(role, "pair" if isinstance(default, list) else "int")]
        # A dilation may be the number of holes, of which there are none.
        none = role == "dilation" and default is None
        return [*spelled, Argument("constant", 0)] if none else spelled
    if role == "unpooled_size":
        return [Argument(role, form) for form in UNPOOLED]
    if role in SHAPES:
        return [Argument(role, form) for form in shapes(role, op)]
    if role == "params":
        inner = tuple(options_of(keys.get(parameter["name"], ()), op))
        return [Argument("options", keys=inner)] if inner else []
    if role == "mode":
        return [Argument("mode", value) for value in card_of(op).modes or MODES]
    if role in CONSTANTS and role not in card_of(op).numbers:
        values = CONSTANTS[role]
        if isinstance(default, Mapping):
            # What is no data by default is a function, most likely.
            values = tuple(sorted(values, key=lambda value: not isinstance(value, tuple)))
        return [
            Argument("tool", value[1]) if isinstance(value, tuple) else Argument("constant", value)
            for value in values
        ]
    if role == "response_size":
        forms = [RADIUS, ""] if is_radius(parameter["name"]) else ["", RADIUS]
        return [Argument(role, form) for form in forms]
    if role in ("gamma", "beta"):
        return [Argument({"gamma": "weight", "beta": "bias"}[role])]
    return [Argument(role)]


def is_radius(name: str) -> bool:
    """Return whether a parameter's name says that it counts the channels on one side.

    >>> is_radius("depth_radius"), is_radius("n")
    (True, False)
    """
    found = compact(name)
    return found == "r" or "radius" in found or "half" in found


def grouped(op: str) -> tuple[str, ...]:
    """Return the role of a number of groups, of an op that has some."""
    return tuple(role for role in ("num_groups",) if role in card_of(op).arguments)


SHAPES = ("input_shape", "output_shape")
# The layouts in which the size of what an unpooling makes may be passed, most likely first.
UNPOOLED = ("HW", "NCHW", "CHW", "NHWC")


def shapes(role: str, op: str) -> tuple[str, ...]:
    """Return the layouts in which a shape may be passed, most likely first."""
    card = card_of(op)
    if card.kind == "flattening":
        # What is reshaped by given shapes is one image, and comes out as one column or row.
        return ("NCHW", "CHW") if role == "input_shape" else ("D1", "D", "1D", "ND", "int")
    if role == "output_shape":
        return ("CHW", "HWC", "HW", "int")
    return ("CHW", "HWC", "NCHW", "NHWC", "HW", "int") if card.windowed else ("int", "D", "ND")


CONSTANTS: Mapping[str, tuple[Any, ...]] = {
    "activation": (
        *NO_ACTIVATION[:3],
        ("tool", "identity"),
        ("tool", "passing"),
        *NO_ACTIVATION[3:],
    ),
    "activation_prime": (("tool", "one_derivative"),),
    "weight_init": (("tool", "zeros"), None, "random", "xavier", 0.1),
    "bias_init": (("tool", "zeros"), None, "zeros", 0.0),
    "rng": (("tool", "rng"), ("tool", "random_state"), None),
    "seed": (0,),
    "name": ("layer",),
    "optimizer": (("tool", "optimizer"), None),
    "momentum": (0.9,),
    "decay": (0.0,),
    "smoothing": (0.0,),
    "padding_idx": (None,),
    # Whatever it is, it is set anew.
    "initial_slope": (0.25,),
    "reduction": ("mean",),
    "dilation": (1, 0),
    "groups": (1,),
    # As many as the twin of homework's group normalisation has.
    "num_groups": (2,),
    "output_padding": (0,),
    "axis": (-1,),
    "dtype": (("tool", "float64"),),
}


def options_of(keys: Sequence[str], op: str) -> Iterator[tuple[str, Argument]]:
    """Yield the entries of a dictionary of options; unknown keys are left out."""
    for key in keys:
        own = tuple(card_of(op).numbers)
        roles = meanings(key, own) or meanings(
            key, (*HYPERPARAMETERS, "training", "eps", "lr", *SIZES)
        )
        if roles and roles[0] == "mode" and card_of(op).kind == "normalization":
            yield key, Argument("constant", "train")
        elif roles:
            spelled = spellings(roles[0], {"name": key, "default": None}, op, {})
            if spelled:
                yield key, spelled[0]
