"""A layer that is right for one sample, called on several columns (D, N)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.probing.probe import RIGHT, Outcome, perfect_rank
from scratchcnn.oracle.understanding.calls.searching.backward import attempt, with_backward
from scratchcnn.oracle.understanding.calls.searching.forward import search_forward
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Asked, Sought
from scratchcnn.oracle.understanding.protocols.table import passes_of
from scratchcnn.oracle.understanding.signatures.forms import FORMS
from scratchcnn.oracle.understanding.signatures.settings import SIZES

SINGLE = ("D", "D1")
# What a backward pass does with samples that are columns (D, N): it counts them, or adds them up.
OF_SAMPLES = re.compile(r"shape\[-?1\]|axis\s*=\s*-?1\b|\b(?:sum|mean)\([^()]*,\s*-?1\s*[,)]")


def form_of(plan: Plan) -> str:
    """Return the form of the first argument."""
    return plan.signature.forms[plan.card.first]


def of_columns(runner: Runner, single: Outcome, sought: Sought, group: str) -> Outcome:
    """Return the outcome for several columns, if a dense layer that is right for one takes several.

    `weight @ x + bias` is right for several whether it is meant for them or not. It is meant for
    them if all its gradients are right, or if its backward pass speaks of samples: then what is
    wrong with the gradients is wrong.
    """
    plan = single.plan
    if plan.card.kind != "dense" or form_of(plan) not in SINGLE:
        return single
    several = on_columns(runner, plan, sought, (group,))
    if several is None or several.at_equal_sizes:
        return single
    if several.rank >= perfect_rank(several.setting):
        return several
    passes = passes_of(Asked(sought, plan.carrier, plan.protocol.closure))
    meant = any(OF_SAMPLES.search(one.described["source"]) for one in passes)
    return several if meant and several.rank > RIGHT else single


def on_columns(
    runner: Runner, single: Plan, sought: Sought, groups: Sequence[str] = tuple(SIZES)
) -> Outcome | None:
    """Return the outcome for several columns; None if their output is not right.

    `single`: the plan for one sample. If what backward takes is known from it alone, it is called
    as there.
    """
    others = frozenset({"same", *FORMS["ND"]}) - {"DN"}
    search = search_forward(runner, sought, single.op, others, groups)
    if search.best is None or search.best.rank < RIGHT:
        return None
    several = with_backward(runner, search.best, sought)
    if single.protocol.backward is None or not several.plan.unread:
        return several
    signature = replace(single.signature, forms=several.plan.signature.forms)
    plan = single.meaning(signature).by(out=several.plan.protocol.out)
    return attempt(runner, plan, several.setting)
