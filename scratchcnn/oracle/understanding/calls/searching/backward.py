"""The search for how a layer's backward pass is called, and where its gradients are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.probing.own_parameters import starts
from scratchcnn.oracle.understanding.calls.probing.probe import (
    FAILED,
    RIGHT,
    Outcome,
    better,
    perfect_rank,
    try_forward,
)
from scratchcnn.oracle.understanding.calls.probing.probe_backward import try_backward
from scratchcnn.oracle.understanding.calls.searching.foreign import foreign, of_a_graph
from scratchcnn.oracle.understanding.calls.searching.guesses import (
    guessed,
    left_to_write,
    with_missing_bias,
    without_that_of_weight,
)
from scratchcnn.oracle.understanding.calls.searching.other_readings import other_readings
from scratchcnn.oracle.understanding.calls.searching.unread import (
    hung,
    misread,
    no_number,
    unplaced,
    unreadable,
    unset,
)
from scratchcnn.oracle.understanding.names.vocabulary import meanings
from scratchcnn.oracle.understanding.plans.decoding import NOT_REDUCED, SUMMED
from scratchcnn.oracle.understanding.plans.passes import called_by
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Asked, Pass, Sought
from scratchcnn.oracle.understanding.protocols.callers.method import zeroing
from scratchcnn.oracle.understanding.protocols.table import passes_of
from scratchcnn.oracle.understanding.signatures.probes.expressions import FOR_EACH
from scratchcnn.oracle.understanding.signatures.probes.settings import (
    SIZES,
    expected,
    image_setting,
    other_setting,
    upstream,
)
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import argument_of

Definition: TypeAlias = Mapping[str, Any]

TRIES = 60
LEFT_OPEN = "its loss is not reduced, which leaves open what its gradient is divided by"


def with_backward(runner: Runner, forward: Outcome, sought: Sought) -> Outcome:
    """Return the outcome with the backward pass added to its plan, if there is one."""
    plan, setting = forward.plan, forward.setting
    passes = passes_of(Asked(sought, plan.carrier, plan.protocol.closure))
    if not passes and not plan.card.of_one_number:
        return forward
    start = plan.by(zero_grad=zeroing(sought.definition))
    outcome = search_backward(runner, start, setting, passes)
    if outcome.rank == FAILED and passes and plan.protocol.constructor is not None:
        outcome = once_prepared(runner, start, setting, sought.definition, passes) or outcome
    short = outcome.rank < perfect_rank(setting) and not is_averaged(sought.definition)
    if short:
        outcome = not_reduced(runner, start, setting, passes) or outcome
    if passes and passes[0].described["empty"] and outcome.rank == FAILED:
        outcome = replace(outcome, plan=left_to_write(outcome.plan, setting))
    elif passes and hands_back(passes[0], plan) and outcome.rank < perfect_rank(setting):
        plan = left_to_write(outcome.plan, setting, handed_back=True)
        outcome = replace(outcome, plan=plan)
    elif passes and outcome.rank == FAILED and not outcome.plan.unread:
        failure = attempt(runner, outcome.plan, setting).failure
        known = (failure, sought.definition, passes)
        reason = unset(*known, sought.entry.described["source"])
        reason = reason or foreign(*known) or no_number(*known)
        reason = reason or hung(failure, sought.definition) or unplaced(failure, passes)
        reason = reason or of_a_graph(failure, outcome.plan.carrier)
        if reason:
            outcome = replace(outcome, plan=replace(start, unread=reason))
    return replace(outcome, setting=setting)


def once_prepared(
    runner: Runner, plan: Plan, setting: Setting, definition: Definition, passes: Sequence[Pass]
) -> Outcome | None:
    """Return the outcome of a layer that is told its sizes by a method after its construction.

    A pooling or a reshaping has no parameters that would show that it was not.
    """
    if plan.protocol.prepared:
        return None
    best = None
    for tried in starts(plan, definition):
        if tried.protocol.prepared:
            try:
                outcome = search_backward(runner, tried, setting, passes)
            except Misfit:
                # It is told a size that calls of this op do not have.
                continue
            if outcome.rank > (FAILED if best is None else best.rank):
                best = outcome
    return best


def hands_back(one: Pass, plan: Plan) -> bool:
    """Return whether a backward pass only returns its argument, where that is never the gradient.

    A softmax may pass on what the loss behind it has computed for both.
    """
    # That of half the sum of squares is what it is given, but for a factor; one that is not cropped
    # is forgotten.
    alone = plan.card.by_name
    return bool(one.described.get("hands_back")) and not plan.card.coupled and not alone


def search_backward(
    runner: Runner, plan: Plan, setting: Setting, passes: Sequence[Pass]
) -> Outcome:
    """Return the best outcome of all ways to call the backward pass."""
    reason = unreadable(plan, passes)
    if reason:
        return Outcome(FAILED, replace(plan, unread=reason), setting)
    best = Outcome(FAILED, plan, setting)
    if plan.card.of_one_number:
        best = better(best, attempt(runner, plan, setting))
    perfect = perfect_rank(setting)
    if passes and best.rank < perfect:
        # If there is a backward pass, what forward returns along with a loss is not its gradient.
        best = Outcome(FAILED, plan, setting)
    found = better(best, first_through(runner, plan, setting, passes))
    if found.rank < perfect and not plan.card.loss:
        found = read_otherwise(runner, plan, setting, passes, found)
    if found.rank < perfect and plan.card.loss:
        found = right_if_crossed(runner, plan, setting, passes) or found
    padded = setting.options.get("padding") == 1
    if found.rank == FAILED and passes and padded:
        bare = replace(setting, options={**setting.options, "padding": 0})
        found = better(found, first_through(runner, plan, bare, passes))
        found = replace(found, setting=setting)
    several = plan.card.loss or plan.card.kind == "normalization"
    if found.rank == FAILED and passes and not several:
        # What fails with distinct sizes may work with equal ones; one number has no variance.
        equal = equal_sizes(plan, setting)
        found = better(found, first_through(runner, plan, equal, passes))
        found = replace(found, setting=setting, at_equal_sizes=found.rank > FAILED)
    reason = misread(plan, found, passes)
    if reason:
        return Outcome(FAILED, replace(plan, unread=reason), setting)
    if found.rank == FAILED and passes:
        return guessed(plan, setting, passes)
    plan = with_missing_bias(found.plan, setting)
    return replace(found, plan=replace(plan, unread=without_that_of_weight(plan, setting, passes)))


def first_through(runner: Runner, plan: Plan, setting: Setting, passes: Sequence[Pass]) -> Outcome:
    """Return the best outcome of the first backward pass that can be called."""
    best = Outcome(FAILED, plan, setting)
    tries = 0
    for one in passes:
        for tried in called_by(plan, one):
            for outcome in variants(runner, tried, setting):
                best = better(best, outcome)
                tries += 1
                if outcome.failure is not None and outcome.failure.kind == "timeout":
                    # Another attempt would most likely take as long.
                    return best
            if best.rank >= perfect_rank(setting) or tries > TRIES:
                return best
        if best.rank > FAILED:
            return best
    return best


def is_averaged(definition: Definition) -> bool:
    """Return whether another method of a loss takes the mean of what forward returns."""
    sources = [method["source"] for method in definition.get("methods", {}).values()]
    return any("self.forward(" in source and "mean(" in source for source in sources)


def not_reduced(
    runner: Runner, plan: Plan, setting: Setting, passes: Sequence[Pass]
) -> Outcome | None:
    """Return the outcome of a loss with several numbers, whose gradient is not that of their mean.

    It may be that of their sum; divided by something else, it is not judged. None if it is neither.
    """
    out = plan.protocol.out
    if not plan.card.loss or not passes:
        return None
    if out.form == "N" and plan.scale in SUMMED:
        summed = replace(plan, scale=SUMMED[plan.scale]).by(out=replace(out, form="N+"))
        forms = {**plan.signature.forms, "grad_out": FOR_EACH}
        of_each = summed.meaning(replace(plan.signature, forms=forms))
        tried = (first_through(runner, one, setting, passes) for one in (summed, of_each))
        return next((found for found in tried if found.rank >= perfect_rank(setting)), None)
    if out.form not in NOT_REDUCED:
        return None
    half = "half_" if plan.scale.startswith("half") else ""
    divided = (
        first_through(runner, replace(plan, scale=f"{half}{kind}"), setting, passes)
        for kind in ("mean", "per_sample", "samples")
    )
    open_to_doubt = any(found.rank >= perfect_rank(setting) for found in divided)
    return Outcome(FAILED, replace(plan, unread=LEFT_OPEN), setting) if open_to_doubt else None


def right_if_crossed(
    runner: Runner, plan: Plan, setting: Setting, passes: Sequence[Pass]
) -> Outcome | None:
    """Return the outcome of a loss with prediction and target exchanged, if all is right then.

    Only a loss that is the same both ways leaves the order open, and only if no name tells it.
    """
    forward = plan.signature.forward
    roles = ("target", plan.card.first)
    if len(forward) != 2 or any(meanings(name, roles) for name, _ in forward):
        return None
    (first, one), (second, other) = forward
    crossed = replace(plan.signature, forward=((first, other), (second, one)))
    again = try_forward(runner, plan.meaning(crossed), setting)
    if again.rank < RIGHT:
        return None
    outcome = first_through(runner, again.plan, setting, passes)
    return outcome if outcome.rank >= perfect_rank(setting) else None


def read_otherwise(
    runner: Runner, plan: Plan, setting: Setting, passes: Sequence[Pass], found: Outcome
) -> Outcome:
    """Return the outcome of another reading under which all is right; else the one that was found.

    A reading under which every call raises is none: then the best of those is taken which hand over
    what forward returned for it.
    """
    best = found
    for tried in other_readings(plan, passes):
        outcome = attempt(runner, tried, setting)
        if outcome.rank >= perfect_rank(setting):
            return outcome
        if found.rank == FAILED and argument_of(tried.signature.backward, "cache") is not None:
            best = better(best, outcome)
        if outcome.failure is not None and outcome.failure.kind == "timeout":
            break
    return best


def equal_sizes(plan: Plan, setting: Setting) -> Setting:
    """Return a call whose sizes are nearly all equal, so that mixed-up axes raise no error."""
    sizes = SIZES["equal sizes"]
    if plan.card.windowed:
        options = {k: v for k, v in setting.options.items() if k != "kernel_size"}
        return image_setting(plan.op, sizes, setting.kernel, setting.bias_kind, **options)
    other = other_setting(plan.op, sizes, ndim=setting.first.ndim)
    arrays = {name: array for name, array in other.arrays.items() if name in setting.arrays}
    return replace(other, arrays=arrays, options={**other.options, **setting.options})


def attempt(runner: Runner, plan: Plan, setting: Setting, kind: str = "normal") -> Outcome:
    """Try one plan with one kind of upstream gradient."""
    wanted, _ = expected(setting)
    return try_backward(runner, plan, setting, upstream(wanted.shape, kind))


def variants(runner: Runner, plan: Plan, setting: Setting) -> Iterator[Outcome]:
    """Yield the outcomes of a plan for everything that its upstream gradient may mean."""
    yield attempt(runner, plan, setting)
    other = plan.card.with_gradient_of_logits
    if other:
        yield attempt(runner, replace(plan, op=other), replace(setting, op=other))
    if plan.card.one_hot_upstream:
        only = replace(plan.offer, upstream=("one_hot",))
        if setting.first.ndim == 2:
            yield attempt(runner, replace(plan, offer=only), setting, "one_hot")
