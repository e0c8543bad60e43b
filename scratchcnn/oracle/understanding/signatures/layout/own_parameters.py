"""A layer's own weight and bias, found among the attributes of its object."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scratchcnn.oracle.understanding.names.vocabulary import (
    BIAS_NAMES,
    WEIGHT_NAMES,
    compact,
    is_gradient,
    is_moment,
)
from scratchcnn.oracle.understanding.signatures.layout.forms import FORMS, form_shape
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import Part, Path, Signature


def place_parameters(
    signature: Signature,
    setting: Setting,
    listed: Sequence[Mapping[str, Any]],
    *,
    strict: bool = True,
) -> tuple[Signature, Setting] | None:
    """Find weight and bias among the attributes; return None if there is no weight.

    If there is no bias, it is left out of the call, too. Unless `strict`, an attribute of the right
    shape may have any name, that of an optimizer's state (`m`), too.
    """
    sizes = setting.sizes
    arrays = dict(setting.arrays)
    weights = setting.card.letters("weight", 2)
    shapes = [
        (form, form_shape(sizes, form))
        for form in FORMS[weights]
        if weights != "FCKL" or (("C" in form or sizes["C"] == 1) and "F" in form)
    ]
    weight = find_parameter(listed, WEIGHT_NAMES, shapes, strict=strict)
    if weight is None:
        return None
    parameters = {"weight": weight}
    if "bias" in arrays:
        letters = setting.card.letters("bias", arrays["bias"].ndim)
        rest = [entry for entry in listed if tuple(entry["path"]) != weight[0]]
        bias = find_bias(rest, setting, letters, strict=strict)
        other = {"F": "FHW", "FHW": "F"}.get(letters)
        if bias is not None:
            parameters["bias"] = bias
        elif other is not None and find_bias(rest, setting, other) is not None:
            return None
        else:
            arrays.pop("bias")
    return replace(signature, parameters=parameters), replace(setting, arrays=arrays)


def windows_of(setting: Setting) -> dict[str, int]:
    """Return the output's height and width, by their letters in the layout of an untied bias."""
    height, width = setting.windows
    return {"H": height, "W": width}


def find_bias(
    listed: Sequence[Mapping[str, Any]], setting: Setting, letters: str, *, strict: bool = True
) -> tuple[Path, str] | None:
    """Find the bias, with one value per filter ("F") or per output pixel ("FHW")."""
    sizes = dict(setting.sizes)
    sizes |= windows_of(setting) if letters == "FHW" else {}
    shapes = [(form, form_shape(sizes, form)) for form in FORMS[letters]]
    return find_parameter(listed, BIAS_NAMES, shapes, strict=strict)


def find_parameter(
    listed: Sequence[Mapping[str, Any]],
    names: str,
    shapes: Sequence[tuple[str, tuple[int, ...]]],
    *,
    strict: bool = True,
) -> tuple[Path, str] | None:
    """Return the path and form of the attribute that holds a parameter; None if none fits.

    An attribute with the right name and shape is preferred to one with the right shape only.
    """
    known = names.split()

    def preference(entry: Mapping[str, Any]) -> int:
        # A parameter object has the name, and its value one of its own: `.weight.data`.
        parts = [compact(part) for part in entry["path"] if isinstance(part, str)]
        return min((known.index(part) for part in parts if part in known), default=len(known))

    fitting = [
        (preference(entry), order, tuple(entry["path"]), form)
        for entry in listed
        for order, (form, shape) in enumerate(shapes)
        if tuple(entry["shape"]) == shape and (is_parameter(entry["path"]) or not strict)
    ]
    if not fitting:
        return None
    _, _, path, form = min(fitting, key=lambda found: found[:2])
    return path, form


def is_parameter(path: Sequence[Part]) -> bool:
    """Return whether an attribute may hold a parameter, not a gradient or an optimizer's state."""
    texts = [part for part in path if isinstance(part, str)]
    return not any(is_gradient(text) or is_moment(text) or is_average(text) for text in texts)


def is_average(text: str) -> bool:
    """Return whether an attribute is called like a running mean or variance."""
    return compact(text).startswith(("running", "moving"))


def last_name(path: Sequence[Part]) -> str:
    """Return the last part of a path that is a name."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")
