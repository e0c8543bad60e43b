"""The search for a layer's own weight and bias in its object."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.understanding.calls.probing.probe import attributes
from scratchcnn.oracle.understanding.calls.probing.search import Search
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.method import METHODS
from scratchcnn.oracle.understanding.signatures.own_parameters import place_parameters
from scratchcnn.oracle.understanding.signatures.preparing import preparations
from scratchcnn.oracle.understanding.signatures.setting import Setting

Definition: TypeAlias = Mapping[str, Any]


def starts(plan: Plan, definition: Definition) -> Iterator[Plan]:
    """Yield the plan with every way in which an object may come by its parameters."""
    yield plan
    for preparation in preparations(definition, plan.op):
        yield plan.by(
            prepared=tuple((Callee(METHODS, name), passed) for name, passed in preparation)
        )
    yield plan.by(lazy=True)


def own_parameters(
    search: Search, plan: Plan, setting: Setting, definition: Definition
) -> Iterator[tuple[Plan, Setting]]:
    """Yield the plan with the attributes that hold its parameters, if they are found."""
    for tried in starts(plan, definition):
        search.attempts += 1
        try:
            listed = attributes(search.runner, tried, setting)
        except (LookupError, Misfit):
            return
        if isinstance(listed, Failure):
            search.note(listed)
            if search.over:
                return
            continue
        placed = place_parameters(tried.signature, setting, listed)
        if placed is not None:
            signature, fitted = placed
            yield tried.meaning(signature), fitted
            if not tried.protocol.prepared:
                return
            # The first forward call may make them anew, as if they had not been made.
