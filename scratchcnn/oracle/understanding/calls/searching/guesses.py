"""Guesses where gradients would be, if no call of the backward pass returned any."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.cases.bounds import differentiable
from scratchcnn.oracle.process.worker.answering.marks import Attribute
from scratchcnn.oracle.understanding.calls.probing.probe import FAILED, Outcome
from scratchcnn.oracle.understanding.names.vocabulary import compact
from scratchcnn.oracle.understanding.plans.passes import called_by
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Pass
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.readings.missing import nothing, unwritten
from scratchcnn.oracle.understanding.protocols.readings.update import updated
from scratchcnn.oracle.understanding.signatures.layout.bias_inside import cut_of, whole
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import Path, argument_of

Definition: TypeAlias = Mapping[str, Any]
# What keeps something in the object.
STORED = re.compile(r"self\.\w+(?:\.\w+|\[[^\]\n]*\])*\s*[-+*/]?=(?!=)")


def with_missing_bias(plan: Plan, setting: Setting) -> Plan:
    """Return a plan in which the bias has a gradient, too, if the weight has one.

    A gradient that was not found is 0: the update leaves the bias unchanged, or none is computed.
    """
    gradients, signature = plan.protocol.gradients, plan.signature
    if "bias" not in setting.arrays or "weight" not in gradients or "bias" in gradients:
        return plan
    path, form = signature.parameters.get("bias", ((), signature.forms.get("bias", "")))
    place = updated(path, form) if path else nothing(form)
    return plan.by(gradients={**gradients, "bias": place})


def without_that_of_weight(plan: Plan, setting: Setting, passes: Sequence[Pass]) -> str:
    """Return why a backward pass is not judged that leaves a gradient where none was found, or "".

    A mistake in it would not be seen. One that has a gradient of the bias, stores something, or
    lies on a tape has one of the weight, too; another may leave it to a method of its own.
    """
    gradients = plan.protocol.gradients
    if not gradients or "weight" not in setting.arrays or "weight" in gradients:
        return ""
    own = [
        one.described.get("source", "") for one in passes if one.callee == plan.protocol.backward
    ]
    left = bool(plan.protocol.leaves)
    has_one = left or "bias" in gradients or any(map(STORED.search, own))
    return "no gradient of its weight was found" if has_one else ""


def left_to_write(plan: Plan, setting: Setting, *, handed_back: bool = False) -> Plan:
    """Return the plan of a layer whose backward pass is still to be written."""
    names = differentiable(setting.arrays)
    return plan.by(gradients=dict.fromkeys(names, unwritten(handed_back=handed_back)))


def guessed(plan: Plan, setting: Setting, passes: Sequence[Pass]) -> Outcome:
    """Return a plan for a backward pass that fails in every probe, judging by its names alone."""
    for one in passes:
        for called in called_by(plan, one):
            places = guessed_places(called, setting, one.described)
            return Outcome(FAILED, called.by(gradients=places), setting)
    return Outcome(FAILED, plan, setting)


def guessed_places(plan: Plan, setting: Setting, described: Definition) -> dict[str, Place]:
    """Return where the gradients would be, judging by what the source returns and stores."""
    signature, gives = plan.signature, plan.protocol.gives
    names = differentiable(setting.arrays)
    own = signature.parameters
    form = dict(signature.forms) | {name: form for name, (_, form) in own.items()}
    widths = described.get("returns", {}).get("widths", [])
    if max(widths, default=1) >= len(names) > 1:
        return {name: Place("returned", (i,), form[name], gives) for i, name in enumerate(names)}
    places = {names[0]: Place("returned", (), form[names[0]], gives)}
    if described.get("returns", {}).get("none") and len(names) > 1:
        # A layer with parameters that returns None, as a first layer may, has no input gradient.
        places = {}
    for name, (path, layout) in own.items():
        if argument_of(signature.backward, "lr") is not None:
            places[name] = updated(path, layout)
        else:
            places[name] = Place("attribute", gradient_path(path, described), layout, gives)
    return places


def gradient_path(path: Path, described: Definition) -> Path:
    """Return the path of the attribute for a parameter's gradient, by the names in the source."""
    cut = cut_of(path)
    if cut is not None:
        return (*gradient_path(whole(path), described), cut)
    last = str(path[-1])
    dictionaries = re.findall(r"self\.(\w*grad\w*)\[", described.get("source", ""))
    if len(path) > 1 and dictionaries:
        return (dictionaries[0], path[-1])
    if len(path) > 1:
        # A parameter object holds its gradient next to its value.
        return (*path[:-1], Attribute("grad"))
    names = re.findall(r"self\.(\w+)", described.get("source", ""))
    for name in names:
        if compact(name).replace("grad", "d").endswith(compact(last)) and name != last:
            return (name,)
    return (f"d{last}",)
