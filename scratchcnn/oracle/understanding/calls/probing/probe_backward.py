"""Trying a backward pass on homework, to find where gradients are and how they are laid out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.bounds import differentiable
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.probing.in_order import is_in_order
from scratchcnn.oracle.understanding.calls.probing.probe import (
    FAILED,
    FITTING,
    RIGHT,
    Outcome,
    fetch,
)
from scratchcnn.oracle.understanding.plans.decoding import factor
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.plans.steps import (
    construction_steps,
    crossing,
    forward_steps,
    pull_steps,
)
from scratchcnn.oracle.understanding.protocols.callers.tape import only_noted
from scratchcnn.oracle.understanding.protocols.place import Looked, Place, at
from scratchcnn.oracle.understanding.protocols.reading import Seen
from scratchcnn.oracle.understanding.protocols.sources.attribute import (
    ATTRIBUTE,
    OBJECT,
    is_called_after,
    only_by_value,
)
from scratchcnn.oracle.understanding.protocols.sources.handed import HANDED
from scratchcnn.oracle.understanding.protocols.table import places_in, source_of
from scratchcnn.oracle.understanding.signatures.layout.bias_inside import is_cut, parts_like, whole
from scratchcnn.oracle.understanding.signatures.layout.forms import FORMS, from_form, groups
from scratchcnn.oracle.understanding.signatures.layout.paths import arrays_of
from scratchcnn.oracle.understanding.signatures.probes.settings import close, expected
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import Path, passed_arrays, place_of

Array: TypeAlias = NDArray[Any]


def try_backward(
    runner: Runner, plan: Plan, setting: Setting, grad_out: Array, rate: float = 1.0
) -> Outcome:
    """Call forward and backward; return the plan with the places of the gradients."""
    at_rate = replace(setting, rate=rate)
    steps = [*construction_steps(plan, at_rate), *forward_steps(plan, at_rate)]
    looked_at = "returned" if plan.protocol.backward is None else "gradients"
    across, arrive = crossing(plan, [looked_at])
    steps += [*pull_steps(plan, at_rate, grad_out), *across]
    returns = [arrive[looked_at]]
    if plan.protocol.constructor is not None:
        # A gradient may be computed only where it is asked for.
        looks = plan.carrier.looks
        steps.append({"attributes": OBJECT, "computed": True, "save": "after", **looks})
        returns.append("after")
    leaves = plan.protocol.leaves
    for name in leaves:
        steps.append({"attributes": {"var": name}, "save": left_in(name), **plan.carrier.looks})
    returns += map(left_in, leaves)
    session = runner.new_session()
    reply = runner.run(steps, returns, session=session)
    if reply.failure is not None:
        runner.forget(session)
        return Outcome(FAILED, plan, setting, reply.failure)
    values = {**reply.values, looked_at: reply.values[arrive[looked_at]]}
    found = found_gradients(runner, session, plan, values)
    runner.forget(session)
    silent = plan.protocol.backward is not None and values[looked_at] is None
    return best_gradients(plan, at_rate, grad_out, found, silent=silent)


def left_in(name: str) -> str:
    """Return the variable for the list of the arrays that a call has left in another one."""
    return f"left in {name}"


def found_gradients(
    runner: Runner, session: int, plan: Plan, values: Mapping[str, Any]
) -> list[tuple[Place, Array]]:
    """Return every array that may be a gradient, or that one can be computed from, by place."""
    protocol, found = plan.protocol, []
    listed = plan.carrier.among(arrays_of(values.get("after") or []))
    called = protocol.backward is not None
    left = {
        name: plan.carrier.among(arrays_of(values.get(left_in(name)) or []))
        for name in protocol.leaves
    }
    graph = plan.carrier.graph if called else None
    beside, elsewhere = (None, True) if graph is None else (graph.gradient, not graph.start)
    looked = Looked(plan.signature, called, protocol.out, values, listed, left, beside, elsewhere)
    for place in places_in(looked, protocol.gives):
        holder, path = source_of(place).holder(place.path)
        if holder in values:
            array = plan.carrier.taken(at(values[holder], path))
        else:
            array = fetch(runner, session, plan, place)
        if array is not None:
            found.append((place, array))
            for cut, part in parts_like(array, plan.signature, listed):
                found.append((replace(place, path=(*place.path, cut)), part))
    return found


def best_gradients(
    plan: Plan,
    setting: Setting,
    grad_out: Array,
    found: Sequence[tuple[Place, Array]],
    *,
    silent: bool,
) -> Outcome:
    """Return the plan with a place for every gradient, chosen by value, else by name and shape.

    `silent`: backward returns nothing; then that of the input, too, may lie in any attribute.
    """
    _, pullback = expected(setting)
    names = differentiable(setting.arrays)
    wanted = dict(zip(names, pullback(grad_out), strict=True))
    kept = {*plan.signature.parameters, *passed_arrays(plan.signature.constructor)}
    kept |= {plan.card.first} if silent else set()
    places: dict[str, Place] = {}
    rank = 0
    for name in names:
        possible = [one for one in found if may_belong(plan, name, one[0])]
        choice = best_place(plan, setting, name, (grad_out, wanted[name]), possible, kept)
        if choice is None:
            choice = misshapen(plan, setting, name, possible, places)
        if choice is not None:
            places[name], own = choice
            rank += own
    return Outcome(rank, plan.by(gradients=places), setting)


def may_belong(plan: Plan, name: str, place: Place) -> bool:
    """Return whether a place may hold the gradient of an argument.

    What a graph puts beside one argument is never that of another, whatever its value.
    """
    graph = plan.carrier.graph
    if graph is None or not graph.start or plan.protocol.backward is None:
        return True
    own, _ = plan.signature.parameters.get(name, ((), ""))
    beside = graph.gradient
    return place.path in ((name, *beside), (*whole(own), *beside))


def misshapen(
    plan: Plan,
    setting: Setting,
    name: str,
    found: Sequence[tuple[Place, Array]],
    taken: Mapping[str, Place],
) -> tuple[Place, int] | None:
    """Return the place and rank of a gradient of a wrong shape; None if no place fits.

    Its name or path has to identify it, and it has to have the right number of axes.
    """
    position = differentiable(setting.arrays).index(name)
    if plan.card.kind == "joining":
        position = place_of(name, plan.signature.forward, plan.card.given)
    signature = plan.signature
    own, form = signature.parameters.get(name, ((), signature.forms.get(name, "")))
    used = [(place.kind, place.path) for place in taken.values()]
    # The gradient of a part of an array is most likely a part, too.
    for place, value in sorted(found, key=lambda one: is_cut(one[0].path) != is_cut(own)):
        if is_jacobian(setting, value) or only_noted(place):
            continue
        if only_by_value(place, signature):
            continue
        told = source_of(place).tells(name, position, own, place.path)
        told = told and not place.reading.of_parameter
        # What lies beside an argument is its gradient, whatever its axes.
        certain = place.kind == HANDED.name
        fits = certain or form == "same" or value.ndim == len(groups(form))
        if told and fits and (place.kind, place.path) not in used:
            return replace(place, form=form), FITTING
    return None


def is_jacobian(setting: Setting, value: Array) -> bool:
    """Return whether an array is the full Jacobian of a softmax of one vector: not a mistake."""
    size = setting.first.size
    return setting.card.coupled and value.shape == (size, size) != (1, 1)


def best_place(
    plan: Plan,
    setting: Setting,
    name: str,
    gradients: tuple[Array, Array],
    found: Sequence[tuple[Place, Array]],
    kept: Collection[str],
) -> tuple[Place, int] | None:
    """Return the best place for a gradient, and its rank; None if no place fits.

    `gradients` holds the upstream gradient and the expected gradient; `kept`: the arguments whose
    gradients may lie in attributes that no name tells.
    """
    grad_out, wanted = gradients
    array, signature = setting.arrays[name], plan.signature
    letters = plan.card.letters(name, array.ndim)
    own = signature.parameters.get(name, ((), signature.forms.get(name, letters)))
    best: tuple[int, int, Place] | None = None
    for place, value in found:
        reading = place.reading
        if reading.of_parameter and place.path != own[0]:
            continue
        # A weight's gradient has the layout of the weight; for a bias people are less strict.
        others = () if name == "weight" else FORMS.get(letters, ())
        for form in dict.fromkeys([own[1], *others]):
            try:
                got = from_form(value, letters, form, array.shape)
            except ValueError:
                continue
            if reading.of_parameter and np.array_equal(got, array):
                continue
            got = reading.gradient(got, Seen(array, grad_out, setting.rate))
            got = got / factor(plan.scale, setting)
            right = RIGHT if close(got, wanted) else FITTING
            multiple = proportional(got, wanted)
            # A mask is a multiple of the gradient of an input where one number alone is positive.
            if right == FITTING and not is_in_order(plan, name, place):
                continue
            known = name in kept and (right == RIGHT or (multiple and name != plan.card.first))
            if only_noted(place) or (only_by_value(place, signature) and not known):
                continue
            likely = likelihood(name, own[0], place, form == own[1]) + 8 * multiple
            if best is None or (right, likely) > best[:2]:
                best = right, likely, replace(place, form=form)
    return None if best is None else (best[2], best[0])


def proportional(a: Array, b: Array) -> bool:
    """Return whether two arrays of the same shape differ only by a factor, maybe a negative one."""
    if a.shape != b.shape or not a.any() or not np.isfinite(a).all():
        return False
    ratio = float((a * b).sum() / (b * b).sum()) if b.any() else 0.0
    return ratio != 0 and bool(np.allclose(a, ratio * b, rtol=1e-6, atol=1e-9))


def likelihood(name: str, own: Path, place: Place, same_form: bool) -> int:
    """Return how likely a place is for the gradient of an argument, if values do not decide.

    `own`: where the argument itself is, if it is a parameter of the layer.
    """
    score = 4 * same_form + source_of(place).likelihood(name, place.path)
    score += 2 * (place.kind == ATTRIBUTE.name and is_called_after(own, place.path))
    return score + (not place.reading.of_parameter)
