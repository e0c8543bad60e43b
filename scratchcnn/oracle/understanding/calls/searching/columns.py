"""A layer that is right for one sample, called on several columns (D, N)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.probing.probe import (
    RIGHT,
    Outcome,
    perfect_rank,
    try_forward,
)
from scratchcnn.oracle.understanding.calls.searching.backward import attempt, with_backward
from scratchcnn.oracle.understanding.calls.searching.forward import search_forward
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Asked, Sought
from scratchcnn.oracle.understanding.protocols.direct import DIRECT
from scratchcnn.oracle.understanding.protocols.table import passes_of
from scratchcnn.oracle.understanding.signatures.layout.forms import FORMS
from scratchcnn.oracle.understanding.signatures.probes.settings import SIZES

SINGLE = ("D", "D1")
SAMPLES = 3
# What a backward pass does with samples that are columns (D, N): it counts them, or adds them up.
OF_SAMPLES = re.compile(r"shape\[-?1\]|axis\s*=\s*-?1\b|\b(?:sum|mean)\([^()]*,\s*-?1\s*[,)]")


def form_of(plan: Plan) -> str:
    """Return the form of the first argument."""
    return plan.signature.forms[plan.card.first]


def without_backward(plan: Plan, forms: Mapping[str, str]) -> Plan:
    """Return a plan without its backward pass, and with other layouts."""
    bare = plan.meaning(replace(plan.signature, forms=forms, backward=()))
    return replace(bare.by(backward=None, gives=DIRECT, gradients={}), unread="")


def of_columns(runner: Runner, single: Outcome, sought: Sought, group: str) -> Outcome:
    """Return the outcome for several columns, if a dense layer that is right for one takes several.

    `weight @ x + bias` is right for several whether it is meant for them or not. It is meant for
    them if all its gradients are right, or if its backward pass speaks of samples: then what is
    wrong with the gradients is wrong.
    """
    plan = single.plan
    if plan.card.kind != "dense" or form_of(plan) not in SINGLE:
        return single
    several = on_columns(runner, single, sought, (group,))
    if several is None or several.at_equal_sizes:
        return single
    if several.rank >= perfect_rank(several.setting):
        return several
    passes = passes_of(Asked(sought, plan.carrier, plan.protocol.closure))
    meant = any(of_samples(runner, one.described["source"]) for one in passes)
    return several if meant and several.rank > RIGHT else single


def of_samples(runner: Runner, source: str) -> bool:
    """Return whether code counts samples or adds up over them, or a function that it calls does."""
    called = set(re.findall(r"(\w+)\(", source))
    helpers = (
        one["source"]
        for one in runner.definitions
        if one["kind"] == "function" and one["name"].rpartition(".")[2] in called
    )
    return any(map(OF_SAMPLES.search, (source, *helpers)))


def on_columns(
    runner: Runner, single: Outcome, sought: Sought, groups: Sequence[str] = tuple(SIZES)
) -> Outcome | None:
    """Return the outcome for several columns; None if their output is not right.

    `single`: the outcome for one sample. If what backward takes is known from it alone, it is
    called as there.
    """
    others = frozenset({"same", *FORMS["ND"]}) - {"DN"}
    best = search_forward(runner, sought, single.plan.op, others, groups).best
    if best is None or best.rank < RIGHT:
        # Its names do not say how it is called, but how it was called for one sample does.
        best = for_several(runner, single)
    if best is None:
        return None
    several = with_backward(runner, best, sought)
    plan = single.plan
    if plan.protocol.backward is None or not several.plan.unread:
        return several
    signature = replace(plan.signature, forms=several.plan.signature.forms)
    plan = plan.meaning(signature).by(out=several.plan.protocol.out)
    return attempt(runner, plan, several.setting)


def for_several(runner: Runner, single: Outcome) -> Outcome | None:
    """Return the outcome of the same call for several columns; None if it is not right."""
    plan, setting = single.plan, single.setting
    forms = {**plan.signature.forms, plan.card.first: "DN"}
    if "x" not in setting.arrays:
        return None
    several = np.random.default_rng(0).normal(size=(SAMPLES, setting.first.shape[1]))
    fuller = replace(setting, arrays={**setting.arrays, "x": several})
    for bias in dict.fromkeys((forms.get("bias", ""), "K1")):
        bare = without_backward(plan, {**forms, "bias": bias})
        outcome = try_forward(runner, bare, fuller)
        if outcome.rank == RIGHT:
            return outcome
    return None
