"""From one definition to its plan: which op it is, how it is called, and where its results are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.cards.table import card_of, layers
from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.process.failures import HomeworkFailure, status_of
from scratchcnn.oracle.process.runner import Failure, Runner
from scratchcnn.oracle.understanding.calls.offers.offering import offered
from scratchcnn.oracle.understanding.calls.offers.own_updates import own_updates
from scratchcnn.oracle.understanding.calls.probing.probe import (
    FAILED,
    FITTING,
    RIGHT,
    Outcome,
    better,
    perfect_rank,
    try_forward,
)
from scratchcnn.oracle.understanding.calls.probing.search import Search
from scratchcnn.oracle.understanding.calls.searching.backward import with_backward
from scratchcnn.oracle.understanding.calls.searching.columns import (
    form_of,
    of_columns,
    without_backward,
)
from scratchcnn.oracle.understanding.calls.searching.forward import search_forward
from scratchcnn.oracle.understanding.calls.searching.some_backward import with_some_backward
from scratchcnn.oracle.understanding.layer import Layer
from scratchcnn.oracle.understanding.names import recognise
from scratchcnn.oracle.understanding.names.vocabulary import compact
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.plans.wording import convention, reasons, why_not
from scratchcnn.oracle.understanding.protocols.callee import Sought
from scratchcnn.oracle.understanding.signatures.layout.forms import spoken
from scratchcnn.oracle.understanding.signatures.setting import Setting

Definition: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Understood:
    """One layer of homework: the plan to call it by, or the reason why there is none."""

    definition: Definition
    op: str
    plan: Plan | None
    setting: Setting | None
    layer: Layer
    # The most telling failure, if no call ever succeeded.
    failure: Failure | None = None
    sought: Sought | None = None
    # Whether it takes several rows, and all its gradients are right for them.
    of_rows: bool = False
    # Whether all its gradients are right in a first trial.
    perfect: bool = False
    # Whether its forward pass computes the op in a first trial.
    right: bool = False

    @property
    def has_backward(self) -> bool:
        """Whether there is a backward pass, judged or not."""
        return self.plan is not None and self.plan.protocol.backward is not None


def because(one: Understood, why: str) -> Understood:
    """Return a layer with one more reason for how it is understood."""
    return replace(one, layer=replace(one.layer, reasons=(*one.layer.reasons, why)))


def not_understood(definition: Definition, why: str, op: str = "") -> Understood:
    """Return the description of a definition that is not judged, with the reason.

    `op`: the op that it is by its name, if it is one; a layer of it is missing then.
    """
    layer = Layer(definition["name"], None, f"not judged: {why}")
    return Understood(definition, op, None, None, layer)


def understood(runner: Runner, sought: Sought, ops: Sequence[str]) -> Understood:
    """Return what is understood of one layer, which may be any of these ops."""
    definition, searches = sought.definition, {}
    for op in ops:
        searches[op] = search_forward(runner, sought, op)
        best = searches[op].best
        if best is not None and best.rank == RIGHT:
            break
    op, search = chosen(searches, sought)
    if search.best is None or search.best.rank == FAILED:
        failure = most_telling(search.failures)
        if failure is None and sought.entry.described["empty"]:
            failure = Failure("exception", "NotImplementedError", "its body is empty")
        why = why_not(search.unknown, failure)
        layer = Layer(definition["name"], None, f"not judged: {why}")
        return Understood(definition, op, None, None, layer, failure)
    if search.best.rank < RIGHT and search.best.instead:
        fused = with_its_activation(runner, sought, op)
        return fused or not_understood(definition, search.best.instead)
    doubt = doubt_of(op, sought)
    if search.best.rank < RIGHT and doubt:
        return not_understood(definition, doubt)
    # A loss of probabilities whose logarithm is forgotten computes one of log-probabilities.
    doubtful = search.best.rank < RIGHT or card_of(op).of_logarithms
    if doubtful and is_vague(definition, op):
        return not_understood(definition, "its name does not say which loss it is")
    return replace(completed(runner, sought, search), right=search.best.rank == RIGHT)


def with_its_activation(runner: Runner, sought: Sought, op: str) -> Understood | None:
    """Return a layer as its op and an activation in one, if it computes them; else None."""
    for card in layers():
        if card.activation and card.kind == card_of(op).kind:
            search = search_forward(runner, sought, card.name)
            if search.best is not None and search.best.rank == RIGHT:
                return replace(completed(runner, sought, search), right=True)
    return None


def doubt_of(op: str, sought: Sought) -> str:
    """Return why a layer that is not right may be of another op; its forward may be inherited."""
    return card_of(op).doubts(sought.definition["source"] + sought.entry.described["source"])


def completed(runner: Runner, sought: Sought, search: Search) -> Understood:
    """Return a layer whose forward pass was found, with its backward pass and its offer."""
    assert search.best is not None
    outcome, sought = with_some_backward(runner, search.best, sought)
    if search.best.rank == RIGHT and outcome.plan.protocol.backward is not None:
        outcome = another_layout(runner, outcome, search.group, sought)
    if search.best.rank == RIGHT:
        outcome = of_fewer(runner, outcome, sought)
        outcome = of_columns(runner, outcome, sought, search.group)
    return described(runner, sought, outcome)


def described(runner: Runner, sought: Sought, outcome: Outcome) -> Understood:
    """Return a layer whose passes were found, with its offer and its description."""
    definition = sought.definition
    plan = offered(runner, outcome.plan, outcome.setting, definition["source"])
    plan = replace(plan, updated=own_updates(plan, definition))
    text = convention(plan)
    layer = Layer(plan.name, plan.op, text, reasons(plan))
    rows = plan.signature.forms[plan.card.first] == "ND" and len(outcome.setting.first) > 1
    judged = (plan.protocol.backward is not None or plan.protocol.beside) and not plan.unread
    perfect = judged and outcome.rank >= perfect_rank(outcome.setting)
    return Understood(
        *(definition, plan.op, plan, outcome.setting, layer),
        sought=sought,
        of_rows=rows and perfect,
        perfect=perfect,
    )


def another_layout(runner: Runner, first: Outcome, group: str, sought: Sought) -> Outcome:
    """Return the best outcome among the layouts that forward accepts: most gradients are right."""
    tried: frozenset[str] = frozenset()
    outcome = best = first
    for _ in range(4):
        if best.rank >= perfect_rank(best.setting):
            break
        tried |= {form_of(outcome.plan)}
        search = search_forward(runner, sought, first.plan.op, tried, (group,))
        if search.best is None or search.best.rank < RIGHT:
            break
        if letters(search.best) != letters(first):
            # It would be judged on fewer samples, or on fewer channels.
            tried |= {form_of(search.best.plan)}
            continue
        outcome = with_backward(runner, search.best, sought)
        best = better(best, outcome)
    return best


def of_fewer(runner: Runner, outcome: Outcome, sought: Sought) -> Outcome:
    """Return the outcome for a single row or column, if a layer that seemed wrong is right for it.

    A dense layer whose bias update raises for several rows is meant for one row.
    """
    plan, setting = outcome.plan, outcome.setting
    several_rows = "ND" in plan.signature.forms.values() and len(setting.first) > 1
    failed = outcome.at_equal_sizes or outcome.rank == FAILED or bool(plan.unread)
    if several_rows and plan.card.over_entries:
        return of_one_column(runner, outcome, sought)
    if not (several_rows and plan.card.kind == "dense" and failed):
        return outcome
    fewer = shortened(setting, "x", 0)
    for forms in [dict.fromkeys(rows_of(plan), form) for form in ("1D", "D")]:
        anew = try_forward(runner, without_backward(plan, {**plan.signature.forms, **forms}), fewer)
        if anew.rank == RIGHT:
            anew, _ = with_some_backward(runner, anew, sought)
            if anew.rank >= perfect_rank(fewer):
                return with_places(runner, outcome, anew) or anew
    return outcome


def of_one_column(runner: Runner, outcome: Outcome, sought: Sought) -> Outcome:
    """Return the outcome of a loss for a single column, if it is meant for one.

    What takes `target` without its axis of size 1 there, `(p.squeeze(-1) - target)`, is; and a
    binary one that has all gradients right there alone, as if divided by the number of samples.
    """
    plan, setting = outcome.plan, outcome.setting
    fewer = shortened(shortened(setting, plan.card.first, 1), "target", 1)
    forms = plan.signature.forms
    anew = try_forward(runner, without_backward(plan, forms), fewer)
    if anew.rank < RIGHT:
        without_axis = without_backward(plan, {**forms, "target": "N"})
        anew = try_forward(runner, without_axis, fewer)
        return with_some_backward(runner, anew, sought)[0] if anew.rank == RIGHT else outcome
    if plan.card.one_column and outcome.rank < perfect_rank(setting):
        anew, _ = with_some_backward(runner, anew, sought)
        if anew.rank >= perfect_rank(fewer):
            return anew
    return outcome


def rows_of(plan: Plan) -> list[str]:
    """Return the names of the arrays that are laid out as rows."""
    return [name for name, form in plan.signature.forms.items() if form == "ND"]


def with_places(runner: Runner, several: Outcome, single: Outcome) -> Outcome | None:
    """Return the outcome for several rows with the places of gradients that one row has shown.

    None if a gradient has another shape there then: the layer is meant for one row. Else what is
    there is wrong for several rows, as the search among them did not find it by its value.
    """
    places = single.plan.protocol.gradients
    signature = replace(single.plan.signature, forms=several.plan.signature.forms)
    plan = single.plan.meaning(signature).by(out=several.plan.protocol.out)
    arrays, adapted = several.setting.arrays, Adapted(runner, plan)
    try:
        out, pullback = adapted(**arrays, **several.setting.options)
        grads = pullback(np.ones(np.shape(out)))
    except (HomeworkFailure, Misfit, ValueError, NotImplementedError):
        return None
    finally:
        adapted.close()
    fits = (
        np.shape(one) == np.shape(arrays[name]) for name, one in zip(arrays, grads, strict=True)
    )
    fitting = set(places) == set(arrays) and all(fits)
    return Outcome(FITTING, plan, several.setting) if fitting else None


def shortened(setting: Setting, name: str, axis: int) -> Setting:
    """Return a call in which one array has size 1 along an axis."""
    arrays = dict(setting.arrays)
    arrays[name] = arrays[name].take([0], axis)
    return replace(setting, arrays=arrays)


def letters(outcome: Outcome) -> set[str]:
    """Return the axes of the layout of the first argument."""
    return set(spoken(form_of(outcome.plan)))


def most_telling(failures: Sequence[Failure]) -> Failure | None:
    """Return the first failure that a wrong call cannot explain, else the first of all."""
    for failure in failures:
        if status_of(failure)[0] not in ("wrong", "unsupported"):
            return failure
    return failures[0] if failures else None


def is_vague(definition: Definition, op: str) -> bool:
    """Return whether neither the name nor the source of a loss says that it is this op."""
    confirms = card_of(op).confirms
    if confirms is None or not recognise.is_vague(definition["name"]):
        return False
    return not confirms(definition["source"].replace(" ", ""))


def chosen(searches: Mapping[str, Search], sought: Sought) -> tuple[str, Search]:
    """Return the op for which forward is right, or else the most likely one, with its search."""
    ranked = {op: s.best.rank if s.best is not None else FAILED for op, s in searches.items()}
    for op, rank in ranked.items():
        if rank == RIGHT:
            return op, searches[op]
    fitting = [op for op, rank in ranked.items() if rank > FAILED]
    for op in [op for op in fitting if card_of(op).needs_signs]:
        if has_signs(op, sought):
            return op, searches[op]
        fitting.remove(op)
    likely = next((op for op in fitting if has_signs(op, sought)), None)
    op = likely or (fitting[0] if fitting else next(iter(searches)))
    return op, searches[op]


def has_signs(op: str, sought: Sought) -> bool:
    """Return whether the name, parameters or source of a forward pass show signs of an op."""
    described, signs = sought.entry.described, card_of(op).signs
    names = {compact(parameter["name"]) for parameter in described["params"]}
    source = described.get("source", "").lower() + sought.definition["name"].lower()
    return signs is not None and signs(source, names)
