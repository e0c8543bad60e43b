"""What was understood of a layer, in words; or why nothing was."""

import re
from collections.abc import Sequence

from scratchcnn.oracle.cases.offers import describe
from scratchcnn.oracle.process.failures import not_installed
from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.process.worker.imports.frameworks import EXTRAS
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.callers.factory import is_made
from scratchcnn.oracle.understanding.protocols.callers.static import STATICS
from scratchcnn.oracle.understanding.protocols.place import Place, behind
from scratchcnn.oracle.understanding.protocols.sources.beside import SAID
from scratchcnn.oracle.understanding.protocols.table import readings, source_of
from scratchcnn.oracle.understanding.signatures.signature import Arguments

FORM_WORDS = {
    "D": "one vector (D,)",
    "D1": "one column (D, 1)",
    "1D": "one row (1, D)",
    "DN": "columns (D, N)",
    "ND": "rows (N, D)",
    "KD": "a matrix (K, D)",
    "NT": "rows of indices (N, T)",
    "CN": "columns (C, N)",
    "NC": "rows (N, C)",
    "same": "any shape",
    "HW": "one image HxW",
    "NHW": "batch NHW",
}
# What an array lacks that was handed over in place of an object, or of a dictionary.
NO_ATTRIBUTE = re.compile(r"'numpy\.ndarray' object has no attribute '(\w+)'")
KEYED = re.compile(r"""\w\[(["']\w+["'])\]""")
SCALES = {"per_sample": "sum over the entries of a sample"}


def convention(plan: Plan) -> str:
    """Return the convention of a layer, in one line."""
    signature = plan.signature
    form = signature.forms[plan.card.first]
    made = "closures" if is_made(plan.protocol.forward) else "class"
    static = plan.protocol.forward.caller.name == STATICS.name
    parts = [made if static or plan.protocol.constructor is not None else "function"]
    if plan.card.of_engine:
        return "; ".join([plan.protocol.forward.words(signature.forward), *backward_words(plan)])
    if form in FORM_WORDS:
        parts.append(FORM_WORDS[form])
    else:
        parts.append(f"batch {form}" if "N" in form else f"one image {form}")
    if signature.forms.get("weight"):
        parts.append(f"weight {signature.forms['weight']} passed")
    if "weight" in signature.parameters:
        path, weight = signature.parameters["weight"]
        parts.append(f"{behind(path)} {weight}")
    named = (*signature.constructor, *signature.forward)
    if any("activation" in name.lower() for name, _ in named) and not plan.card.activation:
        parts.append("without its activation")
    if plan.card.kind == "normalization" and plan.card.learns and plan.offer.training == (True,):
        parts.append("training mode")
    parts += backward_words(plan)
    if plan.card.of_one_number and plan.scale != "mean":
        parts.append(
            {"sum": "sum", "per_sample": "sum for each sample"}.get(plan.scale, plan.scale)
        )
    return "; ".join(parts)


def backward_words(plan: Plan) -> list[str]:
    """Return the parts of that line which describe the backward pass."""
    protocol = plan.protocol
    if plan.unread:
        return [f"backward pass not judged: {plan.unread}"]
    if protocol.backward is None:
        return [SAID if protocol.beside else "no backward pass"]
    call = protocol.backward.words(plan.signature.backward)
    missing = [f"no grad_{name} found" for name in without_gradient(plan)]
    found = {place.reading for place in protocol.gradients.values()}
    for reading in readings():
        if reading in found and reading.summary is not None:
            return reading.summary(call, missing)
    if not protocol.gradients:
        return [f"no gradient found after {call}"]
    places = [
        f"grad_{name} {source_of(place).words(behind(place.path))}"
        for name, place in protocol.gradients.items()
        if source_of(place).attributes
    ]
    return [call, *places, *missing]


def without_gradient(plan: Plan) -> list[str]:
    """Return the names of the arguments whose gradients were not found."""
    names = dict.fromkeys((*plan.signature.forms, *plan.signature.parameters))
    found = (*plan.protocol.gradients, "target", "grad_out")
    known = plan.card.differentiable
    return [name for name in names if name not in found and name in known]


def why_not(unknown: Sequence[str], failure: Failure | None) -> str:
    """Return why no way to call a definition was found."""
    if unknown:
        return unknown[0]
    if failure is None:
        return "no way to call it was found"
    where = f" (line {failure.line}: {failure.source.strip()})" if failure.line else ""
    if failure.kind == "missing" and failure.framework:
        return f"it calls {failure.module}{where}"
    if failure.kind == "missing":
        how = f", {not_installed(failure.module)}" if failure.module in EXTRAS else ""
        return f"it needs the module {failure.module}{how}"
    told = f"{failure.type}: {failure.message}" if failure.type else failure.message
    return f"no call succeeded: {told}{where}{advice(failure)}"


def advice(failure: Failure) -> str:
    """Return what can be done about a layer that may take no arrays; "" if nothing says so.

    Only objects of classes are made unasked, and not the nodes that functions make.
    """
    attribute, key = NO_ATTRIBUTE.search(failure.message), KEYED.search(failure.source)
    if failure.type == "AttributeError" and attribute:
        return f"; if it takes objects with .{attribute[1]}, an adapter can make them"
    if failure.type == "IndexError" and key and "only integers" in failure.message:
        return f"; if it takes dictionaries with {key[1]}, an adapter can make them"
    return ""


def reasons(plan: Plan) -> tuple[str, ...]:
    """Return how a layer was understood: what is passed, what is returned, what may vary."""
    protocol, signature = plan.protocol, plan.signature
    told = []
    if protocol.constructor is not None:
        told.append(f"made by {passed(protocol.constructor, signature.constructor)}")
    forward = passed(protocol.forward, signature.forward)
    told.append(f"forward is {forward}; the output is {place_words(protocol.out)}")
    if protocol.backward is not None:
        told.append(f"backward is {passed(protocol.backward, signature.backward)}")
    told += [f"grad_{name} is {place_words(place)}" for name, place in protocol.gradients.items()]
    told.append(f"what may vary: {describe(plan.offer)}")
    return tuple(told)


def passed(callee: Callee, arguments: Arguments) -> str:
    """Return the description of a call: its parameters, and the role and form of each."""
    taken = [f"{name} = {argument.role} {argument.form}".strip() for name, argument in arguments]
    name = f"({callee.name})" if " " in callee.name else callee.name
    return f"{name or 'what forward returns'}({', '.join(taken)})"


def place_words(place: Place) -> str:
    """Return the words for where a result is found, and for its layout."""
    path = behind(place.path)
    where = (place.reading.words or source_of(place).words)(path)
    return f"{where}, as {place.form}" if place.form else where
