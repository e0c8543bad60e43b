"""Trying a plan on homework: what comes back tells the layout, and where the results are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.adapters.adapted import (
    OBJECT,
    Adapted,
    call_step,
    factor,
    grad_expression,
    numeric,
    upstream_form,
)
from scratchcnn.oracle.adapters.forms import FORMS, from_form, groups
from scratchcnn.oracle.adapters.plan import Path, Place, Plan, Setting, axes_of
from scratchcnn.oracle.adapters.settings import close, expected
from scratchcnn.oracle.adapters.vocabulary import (
    BIAS_NAMES,
    INPUT_NAMES,
    WEIGHT_NAMES,
    compact,
    is_gradient,
    is_moment,
    meanings,
)
from scratchcnn.oracle.runner import Failure, Runner

Array: TypeAlias = NDArray[Any]

RIGHT, FITTING, FAILED = 2, 1, 0
SCALES = ("mean", "sum", "per_sample", "half_mean", "half_sum", "half_per_sample")


@dataclass(frozen=True)
class Outcome:
    """How far an attempt came: the plan as completed by it, and its rank."""

    rank: int
    plan: Plan
    setting: Setting
    failure: Failure | None = None
    # What the output is in place of the op's, where that is known.
    instead: str = ""


def attributes(runner: Runner, plan: Plan, setting: Setting) -> list[dict[str, Any]] | Failure:
    """Make the object and list the arrays among its attributes."""
    adapted = Adapted(runner, plan)
    steps = [*adapted.construction(setting), {"attributes": OBJECT, "save": "attributes"}]
    session = runner.new_session()
    reply = runner.run(steps, ["attributes"], session=session)
    runner.forget(session)
    if reply.failure is not None:
        return reply.failure
    listed: list[dict[str, Any]] = reply.values["attributes"]
    return listed


def find_parameter(
    listed: Sequence[Mapping[str, Any]], names: str, shapes: Sequence[tuple[str, tuple[int, ...]]]
) -> tuple[Path, str] | None:
    """Find the attribute that is a parameter: (path, form); one by name before one by shape."""
    known = names.split()

    def preference(entry: Mapping[str, Any]) -> int:
        name = compact(last_name(entry["path"]))
        return known.index(name) if name in known else len(known)

    fitting = [
        (preference(entry), order, tuple(entry["path"]), form)
        for entry in listed
        for order, (form, shape) in enumerate(shapes)
        if tuple(entry["shape"]) == shape and is_parameter(entry["path"])
    ]
    if not fitting:
        return None
    _, _, path, form = min(fitting, key=lambda found: found[:2])
    return path, form


def is_parameter(path: Sequence[str | int]) -> bool:
    """Tell whether an attribute may hold a parameter: no gradient, no optimizer's memory."""
    texts = [part for part in path if isinstance(part, str)]
    return not any(is_gradient(text) or is_moment(text) for text in texts)


def last_name(path: Sequence[str | int]) -> str:
    """Return the last part of a path that is a name."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def try_forward(runner: Runner, plan: Plan, setting: Setting) -> Outcome:
    """Call forward; where the output is found and how it is laid out completes the plan."""
    adapted = Adapted(runner, plan)
    steps = [*adapted.construction(setting), *adapted.forward_steps(setting)]
    # The place of the output is what is looked for.
    steps = [step for step in steps if step.get("save") != "out"]
    returns = ["returned"]
    if plan.constructor is not None:
        steps.append({"attributes": OBJECT, "save": "attributes"})
        returns.append("attributes")
    session = runner.new_session()
    reply = runner.run(steps, returns, session=session)
    if reply.failure is not None:
        runner.forget(session)
        return Outcome(FAILED, plan, setting, reply.failure)
    found = list(outputs(reply.values["returned"]))
    listed = reply.values.get("attributes") or []
    if not found and reply.values["returned"] is None:
        found = list(fetched(runner, session, listed))
    runner.forget(session)
    return best_output(plan, setting, found, reply.values["returned"])


def outputs(returned: Any, levels: int = 1) -> Iterator[tuple[Place, Array]]:
    """Yield what was returned, by itself or as entries of tuples and dictionaries."""
    array = numeric(returned)
    if array is not None:
        yield Place("returned"), array
    for path, one in entries(returned, levels):
        array = numeric(one)
        if array is not None:
            yield Place("returned", path), array


def entries(value: Any, levels: int) -> Iterator[tuple[Path, Any]]:
    """Yield what stands in tuples, lists and dictionaries, those of one level before the next."""
    inside: list[tuple[str | int, Any]] = []
    if isinstance(value, list):
        inside = list(enumerate(value[:6]))
    elif isinstance(value, dict):
        inside = list(islice(value.items(), 6))
    for part, one in inside:
        yield (part,), one
    if levels > 1:
        for part, one in inside:
            yield from (((part, *path), found) for path, found in entries(one, levels - 1))


def fetched(
    runner: Runner, session: int, listed: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Place, Array]]:
    """Yield attributes of the object that may be the output."""
    likely = sorted(listed, key=lambda entry: "out" not in last_name(entry["path"]).lower())
    for entry in islice(likely, 12):
        step = {"pick": OBJECT, "path": list(entry["path"]), "save": "found"}
        reply = runner.run([step], ["found"], session=session)
        array = numeric(reply.values.get("found"))
        if reply.failure is None and array is not None:
            yield Place("attribute", tuple(entry["path"])), array


def best_output(
    plan: Plan, setting: Setting, found: Sequence[tuple[Place, Array]], returned: Any
) -> Outcome:
    """Return the outcome of the place and form that fit best."""
    wanted, _ = expected(setting)
    best = Outcome(FAILED, plan, setting)
    for place, array in found:
        for form, scale, out in readings(plan, setting, array, wanted):
            rank = RIGHT if close(out, wanted) else FITTING
            if rank == FITTING and out.size > 1 and not np.ptp(out):
                # Zeros that nothing was written to say nothing about the call.
                continue
            if rank > best.rank:
                cache = cache_beside(place.path, returned)
                complete = replace(plan, out=replace(place, form=form), scale=scale, cache=cache)
                other = "" if rank == RIGHT else instead(setting, out, wanted)
                best = Outcome(rank, complete, setting, instead=other)
    return best


def instead(setting: Setting, out: Array, wanted: Array) -> str:
    """Say what an output is that is not the op's: something right that has no reference here."""
    if setting.op in ("conv2d", "linear", "batch_norm2d"):
        with np.errstate(all="ignore"):
            activated = {
                "ReLU": np.maximum(wanted, 0),
                "sigmoid": 1 / (1 + np.exp(-wanted)),
                "tanh": np.tanh(wanted),
            }
        if setting.op == "batch_norm2d" and close(out, normalized_rows(setting)):
            return "it normalises rows (N, D) and not images, for which there is no reference"
        for name, values in activated.items():
            if close(out, values):
                return f"it applies {name} to its result; there is no reference for both in one"
        return ""
    first, target = setting.first, setting.arrays.get("target", np.zeros(()))
    if target.shape != first.shape or out.shape:
        return ""
    others = {
        "it takes logarithms of probabilities": -(target * first).sum() / len(first),
        "it is the mean of absolute errors": np.abs(first - target).mean(),
    }
    found = [words for words, value in others.items() if close(out, np.asarray(value))]
    return f"{found[0]}; there is no reference for that" if found else ""


def normalized_rows(setting: Setting) -> Array:
    """Return what a batch normalisation of rows (N, D) makes of images."""
    x, shape = setting.first, (1, -1, 1, 1)
    rows = (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)
    scaled: Array = rows * setting.arrays["weight"].reshape(shape)
    return scaled + setting.arrays["bias"].reshape(shape)


def cache_beside(path: Path, returned: Any) -> Path | None:
    """Return where that stands which forward returns for backward; None if it does not."""
    if isinstance(returned, dict):
        return next(((key,) for key in returned if meanings(str(key), ("cache",))), None)
    return (1,) if isinstance(returned, list) and path == (0,) else None


def readings(
    plan: Plan, setting: Setting, array: Array, wanted: Array
) -> Iterator[tuple[str, str, Array]]:
    """Yield the ways in which an array can be the output: form, scale, and the op's output."""
    letters = axes_of(plan.op, "out", setting.first.ndim)
    if letters:
        for form in out_forms(plan, letters):
            try:
                yield form, "mean", from_form(array, letters, form, wanted.shape)
            except ValueError:
                continue
        return
    if array.size == len(setting.first) > 1:
        for scale in SCALES:
            if "sum" not in scale:
                yield "N", scale, np.asarray(array.mean() / factor(scale, setting))
    if array.size == 1:
        for scale in SCALES:
            yield "", scale, array.reshape(()) / factor(scale, setting)


def out_forms(plan: Plan, letters: str) -> Sequence[str]:
    """Return the forms that an output may have, that of the input first."""
    first = plan.forms.get("x", "")
    if first == "same":
        return ("same",)
    return (
        tuple(dict.fromkeys([first, *FORMS.get(letters, (letters,))])) if first else FORMS[letters]
    )


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
        by_place = place.kind in ("returned", "forward") and place.path in ((), (position,))
        by_name = place.kind == "attribute" and holds_gradient_of(name, place)
        fits = form == "same" or value.ndim == len(groups(form))
        alone = place.path != () or position == 0
        if (by_place or by_name) and alone and fits and (place.kind, place.path) not in used:
            return replace(place, form=form), FITTING
    return None


def holds_gradient_of(name: str, place: Place) -> bool:
    """Tell whether an attribute is called like the gradient of an argument."""
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
    """Tell whether two arrays of one shape differ by a factor alone, be it negative."""
    if a.shape != b.shape or not a.any() or not np.isfinite(a).all():
        return False
    ratio = float((a * b).sum() / (b * b).sum()) if b.any() else 0.0
    return ratio != 0 and bool(np.allclose(a, ratio * b, rtol=1e-6, atol=1e-9))


def grad_of(setting: Setting) -> Array:
    """Return the upstream gradient of a probe whose backward gives the slope alone."""
    from scratchcnn.oracle.adapters.settings import upstream

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


__all__ = [
    "Outcome",
    "attributes",
    "find_parameter",
    "try_backward",
    "try_forward",
]
