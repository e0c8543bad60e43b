"""The search for a layer's own weight and bias in its object."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.understanding.calls.probing.probe import fetch
from scratchcnn.oracle.understanding.calls.probing.search import Search
from scratchcnn.oracle.understanding.carriers.carrier import Listed
from scratchcnn.oracle.understanding.names.vocabulary import BIAS_NAMES, WEIGHT_NAMES, compact
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.plans.steps import call_steps, construction_steps
from scratchcnn.oracle.understanding.protocols.callers.method import method_of
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.sources.attribute import ATTRIBUTE
from scratchcnn.oracle.understanding.signatures.arguments.preparing import preparations
from scratchcnn.oracle.understanding.signatures.layout.bias_inside import place_in_one
from scratchcnn.oracle.understanding.signatures.layout.own_parameters import placements
from scratchcnn.oracle.understanding.signatures.setting import Setting

Array: TypeAlias = NDArray[Any]
Definition: TypeAlias = Mapping[str, Any]


def starts(plan: Plan, definition: Definition) -> Iterator[Plan]:
    """Yield the plan with every way in which an object may come by its parameters."""
    yield plan
    for preparation in preparations(definition, plan.op):
        yield plan.by(
            prepared=tuple((method_of(definition, name), passed) for name, passed in preparation)
        )
    yield plan.by(lazy=True)


def own_parameters(
    search: Search, plan: Plan, setting: Setting, definition: Definition
) -> Iterator[tuple[Plan, Setting]]:
    """Yield the plan with the attributes that hold its parameters, if they are found."""
    found = False
    for tried in starts(plan, definition):
        try:
            listed = search.attributes(tried, setting)
        except (LookupError, Misfit):
            return
        if isinstance(listed, Failure):
            search.note(listed)
            if search.over:
                return
            continue
        if tried.protocol.lazy and plan.card.kind == "normalization":
            listed = unmoved(search, tried, setting, listed)
        placed = list(placements(tried.signature, setting, listed))
        source = definition["source"]
        in_one = () if placed else place_in_one(tried.signature, setting, listed, source)
        for signature, fitted in placed or in_one:
            found = True
            yield tried.meaning(signature), fitted
        if found and not tried.protocol.prepared:
            return
        # The first forward call may make them anew, as if they had not been made.
    if plan.card.kind != "normalization" or found:
        return
    if scales(definition):
        search.unknown.append("its scale and shift are not found among its arrays")
    else:
        yield plan, alone(setting)


def scales(definition: Definition) -> bool:
    """Return whether a class keeps something by the name of a scale or a shift."""
    known = {*WEIGHT_NAMES.split(), *BIAS_NAMES.split()}
    kept = re.findall(r"self\.(\w+)", definition["source"])
    return any(compact(name) in known for name in kept)


def alone(setting: Setting) -> Setting:
    """Return the call of a normalisation that neither scales nor shifts."""
    return replace(setting, arrays={"x": setting.first})


def unmoved(search: Search, plan: Plan, setting: Setting, listed: Listed) -> Listed:
    """Return the attributes that stay as they are when forward is called with another input.

    What the first call makes may be parameters, or the mean and variance of that input.
    """
    other = replace(setting, arrays={**setting.arrays, "x": 2 * setting.first})
    session = search.runner.new_session()
    search.runner.run(construction_steps(plan, setting), [], session=session)
    places = [Place(ATTRIBUTE.name, tuple(one["path"])) for one in listed]
    before = [fetch(search.runner, session, plan, place) for place in places]
    search.runner.run(call_steps(plan, other), [], session=session)
    after = [fetch(search.runner, session, plan, place) for place in places]
    search.runner.forget(session)
    pairs = zip(listed, before, after, strict=True)
    return [one for one, old, new in pairs if same(old, new)]


def same(old: Array | None, new: Array | None) -> bool:
    """Return whether two arrays are there, and equal."""
    return old is not None and new is not None and np.array_equal(old, new)
