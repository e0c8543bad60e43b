"""What was understood of a layer, in one line; and why, where nothing was."""

from collections.abc import Sequence

from scratchcnn.oracle.cases.offers import describe
from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.understanding.calls.plan import LOSSES, Callee, Place, Plan, first_argument

FORM_WORDS = {
    "D": "one vector (D,)",
    "D1": "one column (D, 1)",
    "1D": "one row (1, D)",
    "DN": "columns (D, N)",
    "ND": "rows (N, D)",
    "same": "any shape",
    "HW": "one image HxW",
    "NHW": "batch NHW",
}
SCALES = {"per_sample": "sum over the entries of a sample"}


def convention(plan: Plan) -> str:
    """Return what was understood of a layer in one line."""
    form = plan.forms[first_argument(plan.op)]
    parts = ["class" if plan.constructor is not None else "function"]
    if form in FORM_WORDS:
        parts.append(FORM_WORDS[form])
    else:
        parts.append(f"batch {form}" if "N" in form else f"one image {form}")
    if plan.forms.get("weight"):
        parts.append(f"weight {plan.forms['weight']} passed")
    if "weight" in plan.parameters:
        path, weight = plan.parameters["weight"]
        parts.append(f".{dotted(path)} {weight}")
    if any("activation" in name.lower() for callee in plan.callees for name, _ in callee.arguments):
        parts.append("without its activation")
    if plan.op == "batch_norm2d" and plan.offer.training == (True,):
        parts.append("training mode")
    parts += backward_words(plan)
    if plan.op in LOSSES and plan.scale != "mean":
        parts.append(
            {"sum": "sum", "per_sample": "sum for each sample"}.get(plan.scale, plan.scale)
        )
    return "; ".join(parts)


def backward_words(plan: Plan) -> list[str]:
    """Return what was understood of the backward pass."""
    if plan.unread:
        return [f"backward pass not judged: {plan.unread}"]
    if plan.backward is None:
        returned = any(place.kind == "forward" for place in plan.gradients.values())
        return ["gradient returned beside the loss" if returned else "no backward pass"]
    names = ", ".join(name for name, _ in plan.backward.arguments)
    call = f"{plan.backward.name}({names})" if plan.backward.name else "returns its backward pass"
    if any(place.kind == "empty" for place in plan.gradients.values()):
        return [f"{call} is empty"]
    missing = [f"no grad_{name} found" for name in without_gradient(plan)]
    if plan.updates:
        return [f"update inside {call}", *missing]
    places = []
    for name, place in plan.gradients.items():
        if place.kind == "attribute":
            places.append(f"grad_{name} in .{dotted(place.path)}")
    if plan.slope_only:
        return [f"slope from {call}"]
    return [call, *places, *missing] if plan.gradients else [f"{call} gives no gradient"]


def without_gradient(plan: Plan) -> list[str]:
    """Return the arguments whose gradient was found nowhere."""
    names = dict.fromkeys((*plan.forms, *plan.parameters))
    return [n for n in names if n not in ("target", "grad_out") and n not in plan.gradients]


def dotted(path: Sequence[str | int]) -> str:
    """Return a path as it would be written behind an object."""
    first, *rest = path
    return str(first) + "".join(f"[{part!r}]" for part in rest)


def why_not(unknown: Sequence[str], failure: Failure | None) -> str:
    """Return why no way to call something was found."""
    if unknown:
        return unknown[0]
    if failure is None:
        return "no way to call it was found"
    if failure.kind == "missing":
        return f"it needs the module {failure.module}"
    told = f"{failure.type}: {failure.message}" if failure.type else failure.message
    where = f" (line {failure.line}: {failure.source.strip()})" if failure.line else ""
    return f"no call got through: {told}{where}"


def reasons(plan: Plan) -> tuple[str, ...]:
    """Return how a layer was understood: what is passed, what comes back, what may vary."""
    told = []
    if plan.constructor is not None:
        told.append(f"made by {passed(plan.constructor)}")
    told.append(f"forward is {passed(plan.forward)}; the output is {place_words(plan.out)}")
    if plan.backward is not None:
        told.append(f"backward is {passed(plan.backward)}")
    told += [f"grad_{name} is {place_words(place)}" for name, place in plan.gradients.items()]
    told.append(f"what may vary: {describe(plan.offer)}")
    return tuple(told)


def passed(callee: Callee) -> str:
    """Return a call with what each parameter was taken for."""
    taken = [
        f"{name} = {argument.role} {argument.form}".strip() for name, argument in callee.arguments
    ]
    return f"{callee.name or 'what forward returns'}({', '.join(taken)})"


def place_words(place: Place) -> str:
    """Return where a result is found, and how it is laid out."""
    where = {
        "attribute": f"in .{dotted(place.path)}" if place.path else "",
        "updated": f"recovered from the update of .{dotted(place.path)}" if place.path else "",
        "nothing": "computed nowhere",
        "forward": "returned by forward",
    }.get(place.kind, "returned")
    return f"{where}, as {place.form}" if place.form else where
