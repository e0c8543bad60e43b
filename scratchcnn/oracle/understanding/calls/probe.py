"""Trying a plan on homework: what comes back tells the layout, and where the results are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.process.runner import Failure, Runner
from scratchcnn.oracle.understanding.calls.adapted import OBJECT, Adapted
from scratchcnn.oracle.understanding.calls.decoding import factor, numeric
from scratchcnn.oracle.understanding.calls.instead import instead
from scratchcnn.oracle.understanding.calls.plan import (
    ROW_LAYERS,
    WINDOWED,
    Path,
    Place,
    Plan,
    Setting,
    axes_of,
)
from scratchcnn.oracle.understanding.names.vocabulary import (
    compact,
    is_gradient,
    is_moment,
    meanings,
)
from scratchcnn.oracle.understanding.signatures.forms import FORMS, any_shape_from, from_form
from scratchcnn.oracle.understanding.signatures.settings import close, expected

Array: TypeAlias = NDArray[Any]

RIGHT, FITTING, FAILED = 2, 1, 0
FUNCTIONS = ("function", "method", "partial")
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
    # Whether backward gets through at equal sizes only, which are all 1 for one sample.
    at_equal_sizes: bool = False
    # The plan in which the output has the right axes, and a wrong size.
    of_other_size: Plan | None = None


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
    """Return whether an attribute may hold a parameter: no gradient, no optimizer's memory."""
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
                complete = replace(plan, out=replace(place, form=form), scale=scale)
                cache = cache_beside(place.path, returned)
                if cache is not None and is_function(returned[cache[0]]):
                    complete = replace(complete, closure=cache)
                else:
                    complete = replace(complete, cache=cache)
                other = "" if rank == RIGHT else instead(setting, out, wanted)
                best = Outcome(rank, complete, setting, instead=other)
    return best if best.rank > FAILED else of_other_size(plan, setting, found, wanted)


def of_other_size(
    plan: Plan, setting: Setting, found: Sequence[tuple[Place, Array]], wanted: Array
) -> Outcome:
    """Return the outcome of a layer whose output has the right axes, and a wrong size.

    That may be a setting which is not the homework's; it is no mistake of ours where the homework
    takes all that decides about the size. A dense layer takes nothing else.
    """
    form = plan.forms.get("x", "")
    for place, array in found:
        if plan.op in ROW_LAYERS and form == "ND":
            if array.ndim == 2 and array.shape[1] == wanted.shape[1]:
                return Outcome(FITTING, replace(plan, out=replace(place, form=form)), setting)
        elif plan.op in WINDOWED and {"N", "C"} <= set(form) and says_all_sizes(plan):
            moved = any_shape_from(array, "NCHW", form)
            if moved is not None and moved.shape[:2] == wanted.shape[:2]:
                other = replace(plan, out=replace(place, form=form))
                return Outcome(FAILED, plan, setting, of_other_size=other)
    return Outcome(FAILED, plan, setting)


def says_all_sizes(plan: Plan) -> bool:
    """Return whether kernel, stride and padding are passed; a pooling is padded only where it is."""
    kernel = plan.takes("kernel_size", "kernel_height", "kernel_width", "weight")
    return kernel and plan.takes("stride") and (plan.takes("padding") or "pool" in plan.op)


def is_function(value: Any) -> bool:
    """Return whether what came back stands for a function or a method."""
    return isinstance(value, dict) and value.get("opaque") in FUNCTIONS


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


__all__ = [
    "Outcome",
    "attributes",
    "find_parameter",
    "try_forward",
]
