"""Layers that are meant for a single row or column, though several seem to fit."""

from dataclasses import replace

import numpy as np

from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.probing.probe import (
    FAILED,
    FITTING,
    RIGHT,
    Outcome,
    perfect_rank,
    try_forward,
)
from scratchcnn.oracle.understanding.calls.searching.columns import without_backward
from scratchcnn.oracle.understanding.calls.searching.some_backward import with_some_backward
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Sought
from scratchcnn.oracle.understanding.signatures.setting import Setting


def of_fewer(runner: Runner, outcome: Outcome, sought: Sought) -> Outcome:
    """Return the outcome for a single row or column, if a layer that seemed wrong is right for it.

    A dense layer whose bias update raises for several rows is meant for one row. A gradient divided
    by the number of samples is right for a binary loss of one column.
    """
    plan, setting = outcome.plan, outcome.setting
    if not rows_of(plan) or len(setting.first) < 2:
        return outcome
    failed = outcome.at_equal_sizes or outcome.rank == FAILED or bool(plan.unread)
    forms: tuple[str, ...] = ("ND",)
    if plan.card.kind == "dense" and failed:
        fewer, forms = shortened(setting, "x", 0), ("1D", "D")
    elif plan.card.one_column and outcome.rank < perfect_rank(setting):
        fewer = of_one_column(outcome)
    else:
        return outcome
    for form in forms:
        laid_out = {**plan.signature.forms, **dict.fromkeys(rows_of(plan), form)}
        anew = try_forward(runner, without_backward(plan, laid_out), fewer)
        if anew.rank == RIGHT:
            anew, _ = with_some_backward(runner, anew, sought)
            if anew.rank >= perfect_rank(fewer):
                several = None if plan.card.loss else with_places(runner, outcome, anew)
                return several or anew
    return outcome


def without_the_axis(runner: Runner, outcome: Outcome, sought: Sought) -> Outcome | None:
    """Return the outcome of a loss that takes `target` without its axis of size 1; else None.

    `(p.squeeze(-1) - target)` is right for several columns, and for one with a target (N,) alone.
    """
    plan, forms = outcome.plan, outcome.plan.signature.forms
    if not plan.card.over_entries or not rows_of(plan) or outcome.setting.first.shape[1] == 1:
        return None
    fewer = of_one_column(outcome)
    if try_forward(runner, without_backward(plan, forms), fewer).rank == RIGHT:
        return None
    plan = without_backward(plan, {**forms, "target": "N"})
    anew = try_forward(runner, plan, fewer)
    return with_some_backward(runner, anew, sought)[0] if anew.rank == RIGHT else None


def of_one_column(outcome: Outcome) -> Setting:
    """Return the call of a loss with one column of its prediction and its target."""
    setting = shortened(outcome.setting, outcome.plan.card.first, 1)
    return shortened(setting, "target", 1)


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
