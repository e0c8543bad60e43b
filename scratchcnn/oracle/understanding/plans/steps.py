"""The steps by which the worker carries out a plan."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.understanding.names.vocabulary import compact
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callers.method import zero_steps
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.readings.update import rate_steps
from scratchcnn.oracle.understanding.protocols.sources.attribute import ATTRIBUTE, OBJECT
from scratchcnn.oracle.understanding.protocols.table import source_of
from scratchcnn.oracle.understanding.signatures.layout.bias_inside import whole
from scratchcnn.oracle.understanding.signatures.layout.paths import sent
from scratchcnn.oracle.understanding.signatures.probes.expressions import (
    carrier_of,
    handed_over,
    laid_out,
    passed,
    put_into,
    upstream_laid_out,
)
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import argument_of, passed_arrays

Array: TypeAlias = NDArray[Any]
Step: TypeAlias = dict[str, Any]

# What a parameter object calls its gradient.
GRADIENTS = ("grad", "gradient", "g")


def variable(name: str) -> str:
    """Return the variable for an argument's gradient; the argument's own name is already taken."""
    return f"grad_{name}"


def construction_steps(plan: Plan, setting: Setting) -> list[Step]:
    """Return the steps that construct the layer's object; none for a function."""
    protocol, signature = plan.protocol, plan.signature
    if protocol.constructor is None:
        return []
    steps = list(arrays_handed(plan, setting, passed_arrays(signature.constructor)))
    steps += protocol.constructor.steps(passed(signature.constructor, setting), "object")
    for callee, arguments in protocol.prepared:
        steps += callee.steps(passed(arguments, setting), "nothing")
    if protocol.lazy:
        steps += arrays_handed(plan, setting, passed_arrays(signature.forward))
        steps += protocol.forward.caller.before
        steps += protocol.forward.steps(passed(signature.forward, setting), "nothing")
        # That call, too, may have left something behind.
        steps += zero_steps(protocol.zero_grad)
    return steps


def arrays_handed(plan: Plan, setting: Setting, names: Iterable[str]) -> Iterator[Step]:
    """Yield the steps that store these arrays in variables; None for arrays that the call lacks.

    An array that is stored in an object, and passed to its backward pass too, is laid out as there.
    """
    for name in names:
        _, own = plan.signature.parameters.get(name, ((), ""))
        form = plan.signature.forms.get(name, own)
        if name in setting.arrays and (form or name in plan.signature.forms):
            array = laid_out(name, setting, form)
            yield from handed_over(name, array, carrier_of(name, form, plan.carrier))
        else:
            yield {"let": name, "value": {"value": None}}


def reset_steps(plan: Plan, setting: Setting) -> Iterator[Step]:
    """Yield the steps that set gradients to zero which add up until their owner does so.

    That is the layer, if it has a method for it. A parameter object that holds a value and its
    gradient is reset by whoever updates it, as in PyTorch.
    """
    yield from zero_steps(plan.protocol.zero_grad)
    for name, place in in_parameter_objects(plan):
        carrier = carrier_of(name, place.form, plan.carrier)
        if name in setting.arrays:
            zeros = np.zeros_like(laid_out(name, setting, place.form), dtype=float)
            yield from carrier.given(f"zero {name}", zeros)
            yield {"set": OBJECT, "path": sent(place.path), "value": {"var": f"zero {name}"}}


def in_parameter_objects(plan: Plan) -> Iterator[tuple[str, Place]]:
    """Yield the parameters that lie in an object with their gradient, and the gradient's place.

    `.weight.data` and `.weight.grad`, or `.W.value` and `.W.grad`; `.weight` and `.weight.grad` if
    that object is an array itself.
    """
    for name, place in plan.protocol.gradients.items():
        own, _ = plan.signature.parameters.get(name, ((), ""))
        value, gradient = whole(own), whole(place.path)
        holder = gradient[:-1]
        beside = bool(holder) and (holder == value or (len(value) > 1 and holder == value[:-1]))
        if place.kind == ATTRIBUTE.name and beside and compact(str(gradient[-1])) in GRADIENTS:
            yield name, place


def call_steps(plan: Plan, setting: Setting) -> list[Step]:
    """Return the steps of a forward call; its return value is saved as "returned"."""
    protocol, signature = plan.protocol, plan.signature
    names = passed_arrays(signature.forward)
    # Other arrays that backward takes have to be stored as well.
    names += [name for name in passed_arrays(signature.backward) if name != "grad_out"]
    steps = [*arrays_handed(plan, setting, dict.fromkeys(names)), *protocol.forward.caller.before]
    for name, (path, form) in signature.parameters.items():
        if name in setting.arrays:
            array = np.asarray(laid_out(name, setting, form))
            carrier = carrier_of(name, form, plan.carrier)
            steps += put_into(OBJECT, path, f"own {name}", array, carrier)
    steps += rate_steps(protocol.rates, setting.rate)
    return [*steps, *protocol.forward.steps(passed(signature.forward, setting), "returned")]


def forward_steps(plan: Plan, setting: Setting) -> list[Step]:
    """Return the steps of a forward call, and those that save its output as "out"."""
    protocol = plan.protocol
    steps = [*call_steps(plan, setting), pick(protocol.out, "out", returned="returned")]
    if protocol.cache is not None:
        steps.append({"pick": {"var": "returned"}, "path": sent(protocol.cache), "save": "cache"})
    return steps


def pull_steps(plan: Plan, setting: Setting, grad_out: Array) -> list[Step]:
    """Return the steps that call the backward pass; none if the layer has none."""
    protocol, signature = plan.protocol, plan.signature
    if protocol.backward is None:
        return []
    steps: list[Step] = []
    if argument_of(signature.backward, "grad_out") is not None:
        array = upstream_laid_out(grad_out, plan.op, plan.upstream_form, len(setting.first))
        carrier = carrier_of("grad_out", "", plan.carrier)
        steps += handed_over("grad_out", array, carrier)
    return [*steps, *protocol.backward.steps(passed(signature.backward, setting), "gradients")]


def backward_steps(
    plan: Plan, setting: Setting, grad_out: Array, names: Sequence[str]
) -> list[Step]:
    """Return the steps of a backward call, and those that save gradients in their `variable`."""
    protocol = plan.protocol
    steps = pull_steps(plan, setting, grad_out)
    for name in names:
        steps.append(pick(protocol.gradients[name], variable(name)))
    return steps


def crossing(plan: Plan, names: Iterable[str]) -> tuple[list[Step], dict[str, str]]:
    """Return the steps that convert results so that they can be sent, and their new variables."""
    steps: list[Step] = []
    arrive = {}
    for name in names:
        ours, arrive[name] = plan.carrier.crossing(name)
        steps += ours
    return steps, arrive


def pick(place: Place, save: str, *, returned: str = "") -> Step:
    """Return the step that saves the result in a place as the variable `save`.

    If the place is in forward's return value, `returned` is the variable that holds that.
    """
    source = source_of(place)
    holder, path = source.holder(place.path)
    if returned and source.of_call:
        holder = returned
    if not path:
        return {"let": save, "value": {"var": holder}}
    return {"pick": {"var": holder}, "path": sent(path), "save": save}
