"""Trying a backward pass on homework: where the gradients are, and how they are laid out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.adapted import (
    OBJECT,
    Adapted,
    call_step,
    grad_expression,
    upstream_form,
)
from scratchcnn.oracle.understanding.calls.decoding import factor, numeric
from scratchcnn.oracle.understanding.calls.plan import Place, Plan, Setting, axes_of
from scratchcnn.oracle.understanding.calls.probe import (
    FAILED,
    FITTING,
    RIGHT,
    Outcome,
    last_name,
    outputs,
)
from scratchcnn.oracle.understanding.names.vocabulary import (
    BIAS_NAMES,
    INPUT_NAMES,
    WEIGHT_NAMES,
    compact,
    is_gradient,
)
from scratchcnn.oracle.understanding.signatures.forms import FORMS, from_form, groups
from scratchcnn.oracle.understanding.signatures.settings import close, expected, upstream

Array: TypeAlias = NDArray[Any]


def try_backward(
    runner: Runner, plan: Plan, setting: Setting, grad_out: Array, rate: float = 1.0
) -> Outcome:
    """Call forward and backward; where the gradients are found completes the plan."""
    adapted = Adapted(runner, plan, rate)
    at_rate = replace(setting, rate=rate)
    steps = [*adapted.construction(at_rate), *adapted.forward_steps(at_rate)]
    if plan.constructor is not None:
        steps.append({"attributes": OBJECT, "save": "before"})
    if plan.backward is not None:
        if plan.backward.role("grad_out") is not None:
            value = grad_expression(grad_out, plan.op, upstream_form(plan))
            steps.append({"let": "grad_out", "value": value})
        steps.append(call_step(plan.backward, at_rate, plan.forms, "gradients"))
    returns = ["returned" if plan.backward is None else "gradients"]
    if plan.constructor is not None:
        steps.append({"attributes": OBJECT, "save": "after"})
        returns += ["before", "after"]
    session = runner.new_session()
    reply = runner.run(steps, returns, session=session)
    if reply.failure is not None:
        runner.forget(session)
        return Outcome(FAILED, plan, setting, reply.failure)
    found = found_gradients(runner, session, plan, setting, reply.values)
    runner.forget(session)
    return best_gradients(plan, at_rate, grad_out, found)


def found_gradients(
    runner: Runner, session: int, plan: Plan, setting: Setting, values: Mapping[str, Any]
) -> list[tuple[Place, Array]]:
    """Return what may be a gradient: returned, in attributes, or an updated parameter."""
    source = values.get("returned" if plan.backward is None else "gradients")
    kind = "forward" if plan.backward is None else "returned"
    found = [
        (replace(place, kind=kind), array)
        for place, array in outputs(source, levels=2)
        if plan.backward is not None or place.path != plan.out.path
    ]
    listed = values.get("after") or []
    paths = [tuple(e["path"]) for e in listed if any(map(is_gradient, texts(e["path"])))]
    paths += [path for path, _ in plan.parameters.values()]
    for path in paths:
        step = {"pick": OBJECT, "path": list(path), "save": "found"}
        reply = runner.run([step], ["found"], session=session)
        array = numeric(reply.values.get("found"))
        if reply.failure is None and array is not None:
            updated = any(path == own for own, _ in plan.parameters.values())
            found.append((Place("updated" if updated else "attribute", path), array))
    return found


def texts(path: Sequence[str | int]) -> list[str]:
    """Return the names in a path."""
    return [part for part in path if isinstance(part, str)]


def best_gradients(
    plan: Plan, setting: Setting, grad_out: Array, found: Sequence[tuple[Place, Array]]
) -> Outcome:
    """Choose a place for every gradient: by value, else by name and shape."""
    _, pullback = expected(setting)
    names = [name for name in setting.arrays if name != "target"]
    wanted = dict(zip(names, pullback(grad_out), strict=True))
    places: dict[str, Place] = {}
    rank = 0
    for name in names:
        choice = best_place(plan, setting, name, wanted[name], found)
        if choice is None:
            choice = misshapen(plan, setting, name, found, places)
        if choice is not None:
            places[name], own = choice
            rank += own
    return Outcome(rank, replace(plan, gradients=places), setting)


def misshapen(
    plan: Plan,
    setting: Setting,
    name: str,
    found: Sequence[tuple[Place, Array]],
    taken: Mapping[str, Place],
) -> tuple[Place, int] | None:
    """Return where a gradient of a wrong shape is found: by its name or place, and its axes."""
    position = [one for one in setting.arrays if one != "target"].index(name)
    _, form = plan.parameters.get(name, ((), plan.forms.get(name, "")))
    used = [(place.kind, place.path) for place in taken.values()]
    for place, value in found:
        if is_jacobian(setting, value):
            continue
        by_place = place.kind in ("returned", "forward") and place.path in ((), (position,))
        by_name = place.kind == "attribute" and holds_gradient_of(name, place)
        fits = form == "same" or value.ndim == len(groups(form))
        alone = place.path != () or position == 0
        if (by_place or by_name) and alone and fits and (place.kind, place.path) not in used:
            return replace(place, form=form), FITTING
    return None


def is_jacobian(setting: Setting, value: Array) -> bool:
    """Return whether this is the whole derivative of a softmax for one vector: no mistake."""
    size = setting.first.size
    return setting.op in ("softmax", "log_softmax") and value.shape == (size, size) != (1, 1)


def holds_gradient_of(name: str, place: Place) -> bool:
    """Return whether an attribute is called like the gradient of an argument."""
    known = {"weight": WEIGHT_NAMES, "bias": BIAS_NAMES}.get(name, INPUT_NAMES).split()
    last = compact(last_name(place.path)).removeprefix("grad").removesuffix("grad")
    return any(last in (word, f"d{word}", f"dld{word}", f"dl{word}") for word in known)


def best_place(
    plan: Plan,
    setting: Setting,
    name: str,
    wanted: Array,
    found: Sequence[tuple[Place, Array]],
) -> tuple[Place, int] | None:
    """Return where a gradient is found, and its rank."""
    array = setting.arrays[name]
    letters = axes_of(plan.op, name, array.ndim)
    own = plan.parameters.get(name, ((), plan.forms.get(name, letters)))
    best: tuple[int, int, Place] | None = None
    for place, value in found:
        if place.kind == "updated" and place.path != own[0]:
            continue
        # A weight's gradient is laid out as the weight is; with a bias people are less strict.
        others = () if name == "weight" else FORMS.get(letters, ())
        for form in dict.fromkeys([own[1], *others]):
            try:
                got = from_form(value, letters, form, array.shape)
            except ValueError:
                continue
            if place.kind == "updated":
                if np.array_equal(got, array):
                    continue
                got = (array - got) / setting.rate
            if plan.slope_only:
                got = got * grad_of(setting)
            got = got / factor(plan.scale, setting)
            right = RIGHT if close(got, wanted) else FITTING
            likely = likelihood(name, place, form == own[1]) + 8 * proportional(got, wanted)
            if best is None or (right, likely) > best[:2]:
                best = right, likely, replace(place, form=form)
    return None if best is None else (best[2], best[0])


def proportional(a: Array, b: Array) -> bool:
    """Return whether two arrays of one shape differ by a factor alone, be it negative."""
    if a.shape != b.shape or not a.any() or not np.isfinite(a).all():
        return False
    ratio = float((a * b).sum() / (b * b).sum()) if b.any() else 0.0
    return ratio != 0 and bool(np.allclose(a, ratio * b, rtol=1e-6, atol=1e-9))


def grad_of(setting: Setting) -> Array:
    """Return the upstream gradient of a probe whose backward gives the slope alone."""
    wanted, _ = expected(setting)
    return upstream(wanted.shape)


def likelihood(name: str, place: Place, same_form: bool) -> int:
    """Return how likely a place is for a gradient where its values do not tell."""
    score = 4 * same_form
    if place.kind in ("attribute", "updated") and name in ("weight", "bias"):
        score += 2 * holds_gradient_of(name, place)
    if name == "x" and place.kind == "returned":
        score += 2 * (place.path in ((), (0,)))
    if name == "weight" and place.kind == "returned":
        score += place.path == (1,)
    if name == "bias" and place.kind == "returned":
        score += place.path == (2,)
    return score + (place.kind != "updated")
