"""The arguments that are passed to homework, as expressions for the worker."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.cases.same_padding import spoken_of
from scratchcnn.oracle.understanding.carriers.carrier import Carrier, Expression, Naming, Step
from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY, array_text
from scratchcnn.oracle.understanding.signatures.from_source.own_words import word_for
from scratchcnn.oracle.understanding.signatures.layout.forms import LABEL_FORMS, form_shape, to_form
from scratchcnn.oracle.understanding.signatures.layout.paths import sent
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import (
    JOINED,
    Argument,
    Arguments,
    Path,
)

Array: TypeAlias = NDArray[Any]


def passed(arguments: Arguments, setting: Setting) -> list[tuple[str, Expression]]:
    """Return the worker expressions of a call's arguments, with the names of their parameters."""
    return [(name, expression(argument, setting)) for name, argument in arguments]


def expression(argument: Argument, setting: Setting) -> Expression:
    """Return the worker expression of one argument."""
    role, form = argument.role, argument.form
    if role == "options":
        return {"dict": {key: expression(one, setting) for key, one in argument.keys}}
    if role == "record":
        named = {key: expression(one, setting) for key, one in argument.keys}
        return {"made": [{"name": form}, named]}
    if role == JOINED:
        return {form: [expression(one, setting) for _, one in argument.keys]}
    if role in ("constant", "mode"):
        return {"value": form}
    if role == "tool":
        # The stand-in for an optimizer updates at the rate of the call.
        slow = form == "optimizer" and setting.rate != 1
        return {"tool": "slow_optimizer" if slow else form}
    if role == "variable":
        return {"var": form}
    if role == "attribute":
        return {"attr": [{"var": "object"}, form]}
    if role == "lr":
        return {"value": setting.rate}
    if role in SIDES:
        value = side(role, form, setting)
        return {"value": word_for(argument, value["value"])} if argument.keys else value
    if role == "groups":
        return {"value": setting.options.get("groups", 1)}
    if role in ("input_shape", "output_shape"):
        return shape_expression(role, form, setting)
    if role in OF_UNPOOLED:
        sizes = {**setting.sizes, **dict(zip("HW", setting.unpooled, strict=True))}
        return {"value": sizes[OF_UNPOOLED[role]]} if not form else shape_of(sizes, form)
    if role == "weight_shape":
        return shape_of(setting.sizes, form)
    if role in SIZE_LETTERS:
        # Where all channels share a slope, there is one.
        shared = role == "in_channels" and "S" in setting.sizes
        letter = "S" if shared else SIZE_LETTERS[role]
        if letter not in setting.sizes:
            raise Misfit(f"it takes the size {letter}, which this call does not have")
        return {"value": setting.sizes[letter]}
    if role == "none":
        return {"value": None}
    if role == "negative_slope":
        # What is no slope of this op may be one of another, and is tried all the same.
        usual = next(iter(setting.card.factors), 1.0)
        return {"value": setting.options.get(setting.card.factor, usual)}
    if role in setting.card.numbers:
        option, usual = setting.card.numbers[role]
        number = setting.options.get(option, usual)
        return {"value": number // 2 if form == "radius" else number}
    if role == "training":
        return {"value": setting.options.get("training", True)}
    if role == "eps":
        # Where PyTorch has none, it is one that only keeps from dividing by 0.
        usual = 1e-5 if setting.card.kind == "normalization" else 1e-8
        return {"value": setting.options.get("eps", usual)}
    if role == "use_bias":
        return {"value": "bias" in setting.arrays}
    return {"var": role}


# Spellings of a padding that has a name: in lower case, and in capitals.
NAMED = ("named", "NAMED")
# The layout of a loss's upstream gradient that is an array: one number for every sample.
FOR_EACH = "N*"
SIDES = (
    *("stride", "padding", "kernel_size", "kernel_height", "kernel_width"),
    *("dilation", "output_padding", "output_size"),
)


SIZE_LETTERS = {
    "in_channels": "C",
    "out_channels": "F",
    "in_features": "D",
    "out_features": "K",
    "batch_size": "N",
    "height": "H",
    "width": "W",
    "table_rows": "V",
    "table_columns": "E",
}


# The roles of the size of what an unpooling makes, and the letters of single ones.
OF_UNPOOLED = {"unpooled_size": "", "unpooled_height": "H", "unpooled_width": "W"}


def side(role: str, form: str, setting: Setting) -> Expression:
    """Return a hyperparameter with a height and a width, in the spelling `form`."""
    if role in ("kernel_height", "kernel_width"):
        return {"value": setting.kernel[role == "kernel_width"]}
    named = setting.options.get("padding") if role == "padding" else None
    if form in NAMED:
        name = spoken_of(named) if isinstance(named, str) else "valid"
        return {"value": name.upper() if form == "NAMED" else name}
    values: tuple[int, ...] = {
        "stride": setting.stride,
        "padding": setting.padding,
        "kernel_size": setting.kernel,
        "output_size": setting.sides("output_size", 1),
        "dilation": setting.sides("dilation", 1),
        "output_padding": setting.sides("output_padding", 0),
    }[role]
    if form in ("pair", "list") and setting.card.sides != 2:
        values = values[:1] * setting.card.sides
    if form == "list":
        return {"list": [{"value": value} for value in values]}
    if form == "pair" or (form != "int" and values[0] != values[1]):
        return {"tuple": [{"value": value} for value in values]}
    return {"value": values[0]}


def shape_expression(role: str, form: str, setting: Setting) -> Expression:
    """Return the shape of the input or output as a tuple, or as one number if `form` is "int"."""
    sizes = dict(setting.sizes)
    if setting.card.kind == "flattening":
        sizes["D"] = setting.first.size // len(setting.first)
    if role == "output_shape" and not setting.card.pooling and setting.card.windowed:
        sizes["C"] = sizes["F"]
    if role == "output_shape" and setting.card.windowed:
        sizes |= dict(zip("WHD", reversed(setting.windows), strict=False))
    if form == "int":
        return {"value": sizes.get("D", sizes.get("H", 1))}
    return shape_of(sizes, form)


def shape_of(sizes: dict[str, int], form: str) -> Expression:
    """Return the shape of an array in a layout; Misfit if the call does not have all its sizes."""
    try:
        return {"tuple": [{"value": size} for size in form_shape(sizes, form)]}
    except KeyError as missing:
        raise Misfit(f"it takes the size {missing}, which this call does not have") from None


def laid_out(name: str, setting: Setting, form: str) -> Array | int:
    """Return an array of a call in the homework's layout; a single label becomes a number."""
    array = setting.arrays[name]
    if name == "target" and array.ndim == 2 and form in LABEL_FORMS:
        # Numbers of a single column may come without its axis.
        array = array[:, 0] if setting.card.over_entries else array.argmax(1)
    moved = to_form(array, setting.card.letters(name, array.ndim), form)
    return int(moved) if moved.ndim == 0 and array.dtype.kind in "iu" else moved


def upstream_laid_out(grad_out: Array, op: str, form: str, rows: int) -> Array | float:
    """Return the upstream gradient in the homework's layout; that of a loss is a number.

    With `FOR_EACH` a loss that is not reduced gets that number for each of its `rows` samples.
    """
    if grad_out.ndim == 0:
        return np.full(rows, float(grad_out)) if form == FOR_EACH else float(grad_out)
    return to_form(grad_out, card_of(op).letters("out", grad_out.ndim), form)


def carrier_of(name: str, form: str, carrier: Carrier) -> Carrier:
    """Return the carrier of an array: NDARRAY for those that a carrier does not hold."""
    whole = name == "indices" or (name == "target" and form in LABEL_FORMS)
    role = "labels" if whole else name
    return carrier if carrier.carries(role) else NDARRAY


def handed_over(name: str, value: Array | float, carrier: Carrier) -> Sequence[Step]:
    """Return the steps that store a number or an array, as homework takes it, in a variable."""
    if isinstance(value, int | float) and not carrier.numbers:
        return [{"let": name, "value": {"value": value}}]
    return carrier.given(name, np.asarray(value))


def handed_over_text(value: Array | float, carrier: Carrier, naming: Naming) -> str:
    """Return a number or an array, as homework takes it, as Python code."""
    if isinstance(value, int | float) and not carrier.numbers:
        return repr(value)
    return carrier.given_text(array_text(np.asarray(value)), naming)


def put_into(
    holder: Expression, path: Path, name: str, array: Array, carrier: Carrier
) -> list[Step]:
    """Return the steps that replace an array in an object by another of the same shape."""
    steps: list[Step] = []
    if carrier.expression is not None:
        value = carrier.expression(array)
    else:
        steps += carrier.given(name, array)
        value = {"var": name}
    return [*steps, {"set": holder, "path": sent(path), "value": value, "same_shape": True}]
