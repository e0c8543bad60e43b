"""Trying a plan on homework: the reply shows where results are, and how they are laid out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.bounds import differentiable
from scratchcnn.oracle.process.runner import Failure, Runner
from scratchcnn.oracle.understanding.calls.probing.instead import instead
from scratchcnn.oracle.understanding.carriers.carrier import Carrier, Listed
from scratchcnn.oracle.understanding.names.vocabulary import meanings
from scratchcnn.oracle.understanding.plans.decoding import factor
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.plans.steps import (
    call_steps,
    construction_steps,
    crossing,
    pick,
)
from scratchcnn.oracle.understanding.protocols.place import Place, entries
from scratchcnn.oracle.understanding.protocols.sources.attribute import OBJECT
from scratchcnn.oracle.understanding.signatures.layout.forms import (
    FORMS,
    any_shape_from,
    from_form,
    spoken,
)
from scratchcnn.oracle.understanding.signatures.layout.own_parameters import last_name
from scratchcnn.oracle.understanding.signatures.layout.paths import arrays_of
from scratchcnn.oracle.understanding.signatures.probes.settings import close, expected
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import OF_KERNELS, Path

Array: TypeAlias = NDArray[Any]

RIGHT, FITTING, FAILED = 2, 1, 0
FUNCTIONS = ("function", "method", "partial")
# The form of a loss with a number for every entry.
ENTRIES = "ND"
# The forms of what is left of a sum over an axis, if that axis is kept.
KEPT = {"N": ("N1",), "D": ("1D",)}
OF_NO_SIZE = ("NC", "CN", "C", "N", "C1", "1C", "N1", "")
SCALES = ("mean", "sum", "per_sample", "half_mean", "half_sum", "half_per_sample")


@dataclass(frozen=True)
class Outcome:
    """The outcome of an attempt: the plan, as far as it could be completed, and its rank."""

    rank: int
    plan: Plan
    setting: Setting
    failure: Failure | None = None
    # What the output is instead of the op's, if that is known.
    instead: str = ""
    # Whether backward succeeds only with equal sizes, where there is a single sample.
    at_equal_sizes: bool = False
    # The plan for which the output has the right axes, but a wrong size.
    of_other_size: Plan | None = None


def perfect_rank(setting: Setting) -> int:
    """Return the rank of a backward pass with all gradients right."""
    return RIGHT * len(differentiable(setting.arrays))


def better(old: Outcome, new: Outcome) -> Outcome:
    """Return the outcome of higher rank; the old one where both are equal."""
    return new if new.rank > old.rank else old


def attributes(runner: Runner, plan: Plan, setting: Setting) -> Listed | Failure:
    """Construct the object and return the arrays among its attributes, or why that failed."""
    look = {"attributes": OBJECT, "save": "attributes", **plan.carrier.looks}
    steps = [*construction_steps(plan, setting), look]
    session = runner.new_session()
    reply = runner.run(steps, ["attributes"], session=session)
    runner.forget(session)
    if reply.failure is not None:
        return reply.failure
    return plan.carrier.among(arrays_of(reply.values["attributes"]))


def try_forward(runner: Runner, plan: Plan, setting: Setting) -> Outcome:
    """Call forward; return the plan with the place and the layout of the output that fits best."""
    across, arrive = crossing(plan, ["returned"])
    steps = [*construction_steps(plan, setting), *call_steps(plan, setting), *across]
    returns = [arrive["returned"]]
    if plan.protocol.constructor is not None:
        steps.append({"attributes": OBJECT, "save": "attributes", **plan.carrier.looks})
        returns.append("attributes")
    session = runner.new_session()
    reply = runner.run(steps, returns, session=session)
    if reply.failure is not None:
        runner.forget(session)
        return Outcome(FAILED, plan, setting, reply.failure)
    returned = reply.values[returns[0]]
    found = list(outputs(plan.carrier, returned))
    listed = plan.carrier.among(arrays_of(reply.values.get("attributes") or []))
    if not found and returned is None:
        found = list(fetched(runner, session, plan, listed))
    runner.forget(session)
    return best_output(plan, setting, found, returned)


def outputs(carrier: Carrier, returned: Any) -> Iterator[tuple[Place, Array]]:
    """Yield the arrays that forward returned, directly or as entries of a tuple or dictionary."""
    for path, one in (((), returned), *entries(returned, 1)):
        array = carrier.taken(one)
        if array is not None:
            yield Place("returned", path), array


def fetched(
    runner: Runner, session: int, plan: Plan, listed: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Place, Array]]:
    """Yield the attributes of the object that may hold the output."""
    likely = sorted(listed, key=lambda entry: "out" not in last_name(entry["path"]).lower())
    for entry in islice(likely, 12):
        place = Place("attribute", tuple(entry["path"]))
        array = fetch(runner, session, plan, place)
        if array is not None:
            yield place, array


def fetch(runner: Runner, session: int, plan: Plan, place: Place) -> Array | None:
    """Return the array in a place of a session; None if the value is not numeric."""
    across, arrive = crossing(plan, ["found"])
    reply = runner.run([pick(place, "found"), *across], [arrive["found"]], session=session)
    value = reply.values.get(arrive["found"])
    return None if reply.failure is not None else plan.carrier.taken(value)


def best_output(
    plan: Plan, setting: Setting, found: Sequence[tuple[Place, Array]], returned: Any
) -> Outcome:
    """Return the outcome for the place and layout that fit best."""
    wanted, _ = expected(setting)
    best = Outcome(FAILED, plan, setting)
    for place, array in found:
        for form, scale, out in readings(plan, setting, array, wanted):
            rank = RIGHT if close(out, wanted) else FITTING
            if rank == FITTING and says_nothing(plan, setting, form, out):
                continue
            if rank > best.rank:
                complete = replace(plan, scale=scale).by(out=replace(place, form=form))
                complete = with_cache(complete, place, returned)
                other = "" if rank == RIGHT else instead(setting, out, wanted)
                best = Outcome(rank, complete, setting, instead=other)
    return best if best.rank > FAILED else of_other_size(plan, setting, found, wanted, returned)


def with_cache(plan: Plan, place: Place, returned: Any) -> Plan:
    """Return the plan with what forward returns beside its output: a cache, or a closure."""
    cache = cache_beside(place.path, returned)
    function = cache is not None and is_function(returned[cache[0]])
    return plan.by(**{"closure" if function else "cache": cache})


def says_nothing(plan: Plan, setting: Setting, form: str, out: Array) -> bool:
    """Return whether an output that is not right tells nothing about the call, though it fits."""
    if plan.card.loss and form == ENTRIES:
        # It may be anything, a gradient for one.
        return True
    without_axis = plan.signature.forms.get("target") == "N" and setting.first.ndim == 2
    if plan.card.over_entries and not plan.card.one_column and without_axis:
        # No loss is known to be one of a single column before it is right there.
        return True
    # A constant output, such as zeros never written to, does not show what it was made of.
    return out.size > 1 and not np.ptp(out)


def of_other_size(
    plan: Plan,
    setting: Setting,
    found: Sequence[tuple[Place, Array]],
    wanted: Array,
    returned: Any,
) -> Outcome:
    """Return the outcome of a layer whose output has the right axes, but a wrong size.

    The call may have been at fault, unless the homework takes everything that determines the size
    as arguments. A dense layer always does.
    """
    form = plan.signature.forms.get("x", "")
    for place, array in found:
        if plan.card.kind == "dense" and form == "ND":
            if array.ndim == 2 and array.shape[1] == wanted.shape[1]:
                return Outcome(FITTING, plan.by(out=replace(place, form=form)), setting)
        elif plan.card.windowed and {"N", "C"} <= set(form) and says_all_sizes(plan):
            moved = any_shape_from(array, plan.card.axes["out"], form)
            if moved is not None and moved.shape[:2] == wanted.shape[:2]:
                other = with_cache(plan.by(out=replace(place, form=form)), place, returned)
                return Outcome(FAILED, plan, setting, of_other_size=other)
    return Outcome(FAILED, plan, setting)


def says_all_sizes(plan: Plan) -> bool:
    """Return whether kernel, stride and padding are passed; a pooling may have no padding."""
    takes = plan.signature.takes
    return takes(*OF_KERNELS) and takes("stride") and (takes("padding") or plan.card.pooling)


def is_function(value: Any) -> bool:
    """Return whether a value in a reply stands for a function or a method."""
    return isinstance(value, dict) and value.get("opaque") in FUNCTIONS


def cache_beside(path: Path, returned: Any) -> Path | None:
    """Return the path of the cache that forward returns for backward; None if there is none."""
    if isinstance(returned, dict):
        others = [key for key in returned if (key,) != path]
        named = [key for key in others if meanings(str(key), ("cache",))]
        return next(((key,) for key in (*named, *(others if len(others) == 1 else ()))), None)
    return (1,) if isinstance(returned, list) and path == (0,) else None


def readings(
    plan: Plan, setting: Setting, array: Array, wanted: Array
) -> Iterator[tuple[str, str, Array]]:
    """Yield every way to read an array as the output: its form, its scale, and the op's output."""
    letters = plan.card.letters("out", setting.first.ndim)
    if letters:
        for form in out_forms(plan, letters):
            try:
                yield form, "mean", from_form(array, letters, form, wanted.shape)
            except ValueError:
                continue
        return
    if plan.card.loss and array.shape == setting.first.shape and array.shape[1:] != (1,):
        with np.errstate(invalid="ignore"):  # Infinities of both signs.
            total = array.sum()
        for scale in ("sum", "half_sum"):
            yield ENTRIES, scale, np.asarray(total / factor(scale, setting))
    if array.size == len(setting.first) > 1 and plan.card.loss:
        for scale in SCALES:
            if "sum" not in scale:
                yield "N", scale, np.asarray(array.mean() / factor(scale, setting))
    if array.size == 1:
        for scale in plan.card.scales or (SCALES if plan.card.loss else SCALES[:1]):
            yield "", scale, array.reshape(()) / factor(scale, setting)


def out_forms(plan: Plan, letters: str) -> Sequence[str]:
    """Return the layouts that an output may have, beginning with that of the input."""
    first = plan.signature.forms.get("x", "")
    if plan.card.of_engine:
        # What is left of a sum over an axis may keep that axis.
        return (first, *KEPT.get(letters, ()))
    if first == "same":
        return (first,)
    own = [first] if first and set(spoken(first)) <= set(letters) else []
    if plan.card.kind == "resizing":
        # What is left of an image is one number, with or without its axes.
        own += OF_NO_SIZE
    return tuple(dict.fromkeys([*own, *FORMS.get(letters, (letters,))]))


__all__ = [
    "Outcome",
    "attributes",
    "try_forward",
]
