"""A layer's own weight and bias, found among the attributes of its object."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, combinations, permutations
from typing import Any

from scratchcnn.oracle.understanding.names.vocabulary import (
    BIAS_NAMES,
    PARAMETERS,
    WEIGHT_NAMES,
    compact,
    is_gradient,
    is_moment,
)
from scratchcnn.oracle.understanding.signatures.layout.forms import FORMS, form_shape
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import Part, Path, Signature

# How many attributes may each be the weight, if their names say the same.
MOST_RIVALS = 4
POINTWISE_NAMES = PARAMETERS["pointwise"]


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
        if not setting.card.windowed
        or (("C" in form or sizes["C"] == 1) and ("F" in form or "F" not in weights))
    ]
    weight = find_parameter(listed, WEIGHT_NAMES, shapes, strict=strict)
    if weight is None:
        return None
    parameters = {"weight": weight}
    if "pointwise" in arrays:
        left = [entry for entry in listed if tuple(entry["path"]) != weight[0]]
        shapes = [(form, form_shape(sizes, form)) for form in FORMS[setting.card.axes["pointwise"]]]
        pointwise = find_parameter(left, POINTWISE_NAMES, shapes, strict=strict)
        if pointwise is None:
            return None
        parameters["pointwise"] = pointwise
        listed = [entry for entry in left if tuple(entry["path"]) != pointwise[0]]
    if "bias" in arrays:
        letters = setting.card.letters("bias", arrays["bias"].ndim)
        rest = [entry for entry in listed if tuple(entry["path"]) != weight[0]]
        bias = find_bias(rest, setting, letters, strict=strict)
        # Only of images may a bias have a number for every pixel.
        other = {"F": "FHW", "FHW": "F"}.get(letters) if setting.card.sides == 2 else None
        if bias is not None:
            parameters["bias"] = bias
        elif other is not None and find_bias(rest, setting, other) is not None:
            return None
        else:
            arrays.pop("bias")
    return replace(signature, parameters=parameters), replace(setting, arrays=arrays)


def placements(
    signature: Signature, setting: Setting, listed: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Signature, Setting]]:
    """Yield the places of a weight and a bias, the likeliest first.

    What no name tells may be a gradient, or a running mean: of attributes of one shape and names
    that say the same, every one may be the weight, and every other one the bias.
    """
    placed = place_parameters(signature, setting, listed)
    if placed is None:
        return
    yield placed
    path, _ = placed[0].parameters["weight"]
    weight = next(one for one in listed if tuple(one["path"]) == path)
    rivals = [
        one["path"][0]
        for one in listed
        if one["shape"] == weight["shape"]
        and is_parameter(one["path"])
        and known_by(one["path"], WEIGHT_NAMES) == known_by(path, WEIGHT_NAMES)
    ]
    roots = list(dict.fromkeys(rivals))[:MOST_RIVALS]
    others = [one for one in listed if one["path"][0] not in roots]
    tried = [placed[0].parameters]
    for chosen in chain(combinations(roots, 1), permutations(roots, 2)):
        # The first that fits is taken, so the order tells which is the weight.
        own = [one for root in chosen for one in listed if one["path"][0] == root]
        other = place_parameters(signature, setting, [*own, *others])
        if other is not None and other[0].parameters not in tried:
            tried.append(other[0].parameters)
            if len(tried[-1]) == len(tried[0]):
                yield other


def known_by(path: Sequence[Part], names: str) -> int:
    """Return the place of the first known name of a path among all names; if none, their number."""
    known = names.split()
    # A parameter object has the name, and its value one of its own: `.weight.data`.
    parts = [compact(part) for part in path if isinstance(part, str)]
    return min((known.index(part) for part in parts if part in known), default=len(known))


def windows_of(setting: Setting) -> dict[str, int]:
    """Return the output's height and width, by their letters in the layout of an untied bias."""
    return dict(zip("HW", setting.windows, strict=True))


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
    fitting = [
        (known_by(entry["path"], names), order, tuple(entry["path"]), form)
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
