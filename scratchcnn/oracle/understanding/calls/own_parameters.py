"""Finding a layer's own weight and bias among the attributes of its object."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.understanding.calls.plan import Path, Plan, Setting, axes_of
from scratchcnn.oracle.understanding.calls.probe import attributes, find_parameter
from scratchcnn.oracle.understanding.calls.search import Search
from scratchcnn.oracle.understanding.names.vocabulary import BIAS_NAMES, WEIGHT_NAMES
from scratchcnn.oracle.understanding.signatures.forms import FORMS, form_shape


def own_parameters(search: Search, plan: Plan, setting: Setting) -> Iterator[tuple[Plan, Setting]]:
    """Yield a plan whose parameters lie among the attributes of the object."""
    for lazy in (False, True):
        tried = replace(plan, lazy=lazy)
        search.attempts += 1
        try:
            listed = attributes(search.runner, tried, setting)
        except (LookupError, Misfit):
            return
        if isinstance(listed, Failure):
            search.note(listed)
            if search.over:
                return
            continue
        placed = place_parameters(tried, setting, listed)
        if placed is not None:
            yield placed
            return


def place_parameters(
    plan: Plan, setting: Setting, listed: Sequence[Mapping[str, Any]]
) -> tuple[Plan, Setting] | None:
    """Find weight and bias among the attributes; the call loses the bias that is not there."""
    sizes = setting.sizes
    arrays = dict(setting.arrays)
    weights = axes_of(plan.op, "weight", 2)
    shapes = [
        (form, form_shape(sizes, form))
        for form in FORMS[weights]
        if weights != "FCKL" or (("C" in form or sizes["C"] == 1) and "F" in form)
    ]
    weight = find_parameter(listed, WEIGHT_NAMES, shapes)
    if weight is None:
        return None
    parameters = {"weight": weight}
    if "bias" in arrays:
        letters = axes_of(plan.op, "bias", arrays["bias"].ndim)
        rest = [entry for entry in listed if tuple(entry["path"]) != weight[0]]
        bias = find_bias(rest, setting, letters)
        other = {"F": "FHW", "FHW": "F"}.get(letters)
        if bias is not None:
            parameters["bias"] = bias
        elif other is not None and find_bias(rest, setting, other) is not None:
            return None
        else:
            arrays.pop("bias")
    return replace(plan, parameters=parameters), replace(setting, arrays=arrays)


def windows_of(setting: Setting) -> dict[str, int]:
    """Return the sizes of the output, as the letters of an untied bias."""
    height, width = setting.windows
    return {"H": height, "W": width}


def find_bias(
    listed: Sequence[Mapping[str, Any]], setting: Setting, letters: str
) -> tuple[Path, str] | None:
    """Find the bias with one value for every filter, or for every output pixel ("FHW")."""
    sizes = dict(setting.sizes)
    sizes |= windows_of(setting) if letters == "FHW" else {}
    shapes = [(form, form_shape(sizes, form)) for form in FORMS[letters]]
    return find_parameter(listed, BIAS_NAMES, shapes)
