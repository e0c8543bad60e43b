"""What is said of a backward pass that gives nothing: why, or where its gradients would be."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.calls.plan import Plan
from scratchcnn.oracle.understanding.calls.probe import FAILED, Outcome, perfect_rank
from scratchcnn.oracle.understanding.names.vocabulary import compact, meanings
from scratchcnn.oracle.understanding.protocols.callee import Pass
from scratchcnn.oracle.understanding.protocols.missing import nothing, unwritten
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.reading import Meant
from scratchcnn.oracle.understanding.protocols.table import meanings_of
from scratchcnn.oracle.understanding.protocols.update import rate_attributes, updated
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import Path, argument_of
from scratchcnn.oracle.understanding.signatures.signatures import BACKWARD_ROLES, usable

Definition: TypeAlias = Mapping[str, Any]


def called_by(plan: Plan, one: Pass) -> Iterator[Plan]:
    """Yield the plan with every way in which a backward pass may be called."""
    protocol, signature = plan.protocol, plan.signature
    made, cached = protocol.constructor is not None, protocol.cache is not None
    rates = rate_attributes(plan.op, one.described)
    for arguments, gives in meanings_of(Meant(plan.op, signature, one.described, made, cached)):
        passed = replace(signature, backward=(*arguments, *one.always))
        yield plan.meaning(passed).by(backward=one.callee, gives=gives, rates=rates)


def unreadable(plan: Plan, passes: Sequence[Pass]) -> str:
    """Return why a backward pass cannot be called at all; "" if nothing is known against it."""
    for one in passes:
        for parameter in usable(one.described["params"]):
            if parameter["required"] and meanings(parameter["name"], ("optimizer",)):
                return f"its parameter `{parameter['name']}` is an optimizer, and none is at hand"
    return ""


def misread(plan: Plan, found: Outcome, passes: Sequence[Pass]) -> str:
    """Return why a backward pass was most likely called in a way that is not meant; "" if not."""
    if not passes or found.rank >= perfect_rank(found.setting):
        return ""
    described = passes[0].described
    names = [p["name"] for p in usable(described["params"]) if p["required"]]
    if plan.op == "softmax" and len(names) == 1 and meanings(names[0], ("target",)):
        return f"its parameter `{names[0]}` holds the labels of a loss"
    diagonal = "diag" in described.get("source", "")
    if plan.op in ("softmax", "log_softmax") and found.rank == FAILED and diagonal:
        return "its derivative is a whole Jacobian, and no gradient"
    optimizer = any(meanings(name, ("optimizer",)) for name, _ in plan.signature.constructor)
    if optimizer and found.rank == FAILED:
        return "the layer wants an optimizer, and none is at hand"
    known = [name for name in names if meanings(name, BACKWARD_ROLES)]
    if found.rank == FAILED and len(names) > 1 and known != names:
        unknown = next(name for name in names if name not in known)
        return f"the meaning of its parameter `{unknown}` is not known"
    return ""


def with_missing_bias(plan: Plan, setting: Setting) -> Plan:
    """Return the plan in which a bias has a gradient, too, if the weight has one.

    One that is found nowhere is 0: what an update leaves as it is, or what is never computed.
    """
    gradients, signature = plan.protocol.gradients, plan.signature
    if "bias" not in setting.arrays or "weight" not in gradients or "bias" in gradients:
        return plan
    path, form = signature.parameters.get("bias", ((), signature.forms.get("bias", "")))
    place = updated(path, form) if path else nothing(form)
    return plan.by(gradients={**gradients, "bias": place})


def left_to_write(plan: Plan, setting: Setting) -> Plan:
    """Return the plan of a layer whose backward pass is still to be written."""
    names = [name for name in setting.arrays if name != "target"]
    return plan.by(gradients=dict.fromkeys(names, unwritten()))


def guessed(plan: Plan, setting: Setting, passes: Sequence[Pass]) -> Outcome:
    """Return a plan for a backward pass that fails in every probe: by its names alone."""
    for one in passes:
        for called in called_by(plan, one):
            places = guessed_places(called, setting, one.described)
            return Outcome(FAILED, called.by(gradients=places), setting)
    return Outcome(FAILED, plan, setting)


def guessed_places(plan: Plan, setting: Setting, described: Definition) -> dict[str, Place]:
    """Return where gradients would be, from what the source returns and stores."""
    signature, gives = plan.signature, plan.protocol.gives
    names = [name for name in setting.arrays if name != "target"]
    own = signature.parameters
    form = dict(signature.forms) | {name: form for name, (_, form) in own.items()}
    widths = described.get("returns", {}).get("widths", [])
    if max(widths, default=1) >= len(names) > 1:
        return {name: Place("returned", (i,), form[name], gives) for i, name in enumerate(names)}
    places = {names[0]: Place("returned", (), form[names[0]], gives)}
    if described.get("returns", {}).get("none") and len(names) > 1:
        # A first layer need not tell the gradient of the image; others have nothing else to tell.
        places = {}
    for name, (path, layout) in own.items():
        if argument_of(signature.backward, "lr") is not None:
            places[name] = updated(path, layout)
        else:
            places[name] = Place("attribute", gradient_path(path, described), layout, gives)
    return places


def gradient_path(path: Path, described: Definition) -> Path:
    """Return the attribute that holds a parameter's gradient, as the source names it."""
    last = str(path[-1])
    dictionaries = re.findall(r"self\.(\w*grad\w*)\[", described.get("source", ""))
    if len(path) > 1 and dictionaries:
        return (dictionaries[0], path[-1])
    if len(path) > 1:
        # A parameter object holds its gradient beside its value.
        return (*path[:-1], "grad")
    names = re.findall(r"self\.(\w+)", described.get("source", ""))
    for name in names:
        if compact(name).replace("grad", "d").endswith(compact(last)) and name != last:
            return (name,)
    return (f"d{last}",)
