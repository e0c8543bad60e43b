"""Dropout layers judged: every finding as a result, and what is not judged with its reason."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.dropouts.at_test import NO_TEST, at_test
from scratchcnn.oracle.dropouts.carried import carriers
from scratchcnn.oracle.dropouts.finding import Unclear, forms, on_objects
from scratchcnn.oracle.dropouts.findings import (
    CONVENTION,
    NOT_JUDGED,
    OK,
    Finding,
    gradient,
    unchanged,
)
from scratchcnn.oracle.dropouts.forms import Called, Form
from scratchcnn.oracle.dropouts.masks import same
from scratchcnn.oracle.dropouts.names import NAME, is_dropout
from scratchcnn.oracle.dropouts.running import (
    CALLS,
    IMAGES,
    ROWS,
    SHARES,
    SINGLE,
    Seen,
    opened,
    run,
    shapes_for,
    with_gradient,
)
from scratchcnn.oracle.dropouts.training import Trained, in_training, trained
from scratchcnn.oracle.dropouts.words import named
from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.runner import Failure, HomeworkError, Runner
from scratchcnn.oracle.understanding.layer import Layer

Definition: TypeAlias = Mapping[str, Any]

OP = NAME
BOTH = (True, False, False, True, False)
TRAINING, TEST = (True, True), (False, False, False)
# What says that a layer takes several samples: of others as understood, and in its own source.
SEVERAL = re.compile(r"\brows\b|\bbatch\b|\bcolumns\b")
BATCHES = re.compile(r"batch|samples|shape\[1:\]|\bN\b", re.IGNORECASE)
# What happens to a call that was not understood, and is no mistake for sure.
DOUBTFUL = ("wrong", "unsupported")


@dataclass(frozen=True)
class Dropped:
    """What was found out about a dropout layer: how it was understood, its results, or why none."""

    name: str
    layer: Layer | None
    results: tuple[Result, ...] = ()
    reason: str = ""


def dropouts(
    runner: Runner, wants: Callable[[str], bool], layers: Sequence[Layer] = ()
) -> Iterator[Dropped]:
    """Yield what is judged of the dropout layers of a homework.

    `wants` says of which ops; `layers` are the other layers, as they were understood
    """
    batches = any(SEVERAL.search(one.understood) for one in layers)
    if not wants(OP):
        return
    with np.errstate(all="ignore"):
        for definition in runner.definitions:
            if is_dropout(definition["name"]) and not is_empty_base(definition, runner):
                try:
                    yield judged(runner, definition, batches=batches)
                except (Unclear, HomeworkError) as error:
                    yield left(definition, str(error))


def is_empty_base(definition: Definition, runner: Runner) -> bool:
    """Return whether others of the homework are made of a class that has no passes of its own."""
    last = definition["name"].rpartition(".")[2]
    bare = all(
        one["empty"] for name, one in definition.get("methods", {}).items() if name[0] != "_"
    )
    return bare and any(last in one.get("bases", ()) for one in runner.definitions)


def left(definition: Definition, reason: str) -> Dropped:
    """Return a layer that is not judged; of a function it may be none, and a note will do."""
    name = str(definition["name"])
    is_class = definition["kind"] == "class"
    layer = Layer(name, None, f"not judged: {reason}") if is_class else None
    return Dropped(name, layer, reason=reason)


def judged(runner: Runner, definition: Definition, *, batches: bool) -> Dropped:
    """Return what is judged of one layer; `batches`: the homework takes several samples."""
    first: Failure | None = None
    plain = list(forms(definition, runner.definitions))
    for share in SHARES:
        for form in every_form(runner, plain):
            for shape in shapes_for(definition["name"]):
                called = opened(runner, form, shape, share)
                if isinstance(called, Called):
                    several = batches or bool(BATCHES.search(form.text))
                    return of_called(runner, definition, called, batches=several)
                first = first or called
        if first is None or not first.explicit:
            # What it refuses may be the share: less than half is not kept.
            break
    if first is None:
        raise Unclear("how it is called was not understood")
    status, message = status_of(first)
    if status in DOUBTFUL:
        return left(definition, message)
    verdict = Verdict(False, float("inf"), message=message, status=status)
    layer = Layer(str(definition["name"]), OP, "dropout")
    result = Result(OP, "forward", "basic", 0, verdict, None, layer.implementation, "dropout")
    return Dropped(layer.implementation, layer, (result,))


def every_form(runner: Runner, plain: Sequence[Form]) -> Iterator[Form]:
    """Yield the ways to call a layer: on arrays, then on what the homework carries them in."""
    yield from plain
    for carried in carriers(runner, runner.definitions):
        yield from (on_objects(form, carried) for form in plain if not form.tensors)


def of_called(runner: Runner, definition: Definition, called: Called, *, batches: bool) -> Dropped:
    """Return what is judged of a layer that can be called."""
    back = with_gradient(runner, called)
    ready = called if isinstance(back, Failure) else back
    seen = run(runner, ready, (True,) * CALLS, 1)
    if isinstance(seen, Failure):
        return left(definition, status_of(seen)[1])
    found = trained(seen, "basic")
    if called.shape == ROWS and set(found.masks.shared) & {1, 2} and not batches:
        # One draw for all of several samples is right where there is one at a time.
        single = of_one_sample(runner, called)
        if single is not None:
            return of_called(runner, definition, single, batches=True)
    again = run(runner, replace(ready, share=SHARES[called.share]), (True,) * CALLS, 2)
    other = None
    if called.form.share and isinstance(again, Seen):
        other = trained(again, "rate")
    findings = list(of_regime(seen, found, other))
    if isinstance(back, Failure):
        findings.append(unread(back))
    if other is not None and isinstance(again, Seen) and settled(findings):
        findings += of_regime(again, other, found)
    if called.shape == ROWS:
        findings += of_images(runner, ready, found)
    findings += tested(runner, ready, found, definition)
    layer = described(definition, ready, found)
    results = tuple(result(layer, one) for one in without_repeats(findings))
    return Dropped(layer.implementation, layer, results)


def of_one_sample(runner: Runner, called: Called) -> Called | None:
    """Return a layer on one sample at a time, if it draws for every number of that by itself."""
    for shape in SINGLE:
        one = opened(runner, called.form, shape, called.share)
        seen = run(runner, one, (True,) * CALLS, 1) if isinstance(one, Called) else one
        masks = trained(seen, "").masks if isinstance(seen, Seen) else None
        if masks is not None and masks.drops and not set(masks.shared) - {0}:
            return replace(called, shape=shape, out=one.out) if isinstance(one, Called) else None
    return None


def of_regime(seen: Seen, found: Trained, other: Trained | None) -> Iterator[Finding]:
    """Yield what is found in training, of outputs, gradients and arguments."""
    yield from in_training(seen, found, other)
    if not found.doubt:
        for one in gradient(seen, found.masks, found.regime, found.share):
            yield one if seen.called.form.paired or one.status == OK else unpaired(one)
    yield unchanged(seen, found.regime)


def unpaired(one: Finding) -> Finding:
    """Return a finding on a gradient as not judged: it may be that of another function."""
    why = "its backward pass is not judged: which function that is was not understood"
    return Finding(one.check, one.regime, NOT_JUDGED, why)


def settled(findings: Sequence[Finding]) -> bool:
    """Return whether a layer could be judged by its outputs."""
    return all(one.status != NOT_JUDGED for one in findings if one.check == "forward")


def of_images(runner: Runner, called: Called, found: Trained) -> Iterator[Finding]:
    """Yield what is found on images, if it takes them and could be judged on rows."""
    seen = run(runner, replace(called, shape=IMAGES), (True,) * CALLS, 3)
    if isinstance(seen, Seen) and not found.doubt and found.masks.drops:
        images = trained(seen, "channels")
        findings = list(of_regime(seen, images, None))
        # Of images a layer of rows may make rows of another kind.
        if found.masks.shared or all(one.bug != "dropout-mask-shared" for one in findings):
            yield from findings


def tested(
    runner: Runner, called: Called, found: Trained, definition: Definition
) -> Iterator[Finding]:
    """Yield what is found at test time; that no test time was found is said where it matters."""
    if not called.form.switch.kind:
        if found.masks.drops and found.share is not None and same(found.scale, 1.0):
            yield Finding("forward", "basic", CONVENTION, NO_TEST)
        return
    # No gradient is asked for: a mask of the test time may be none.
    seen = run(runner, replace(called, grad=None), BOTH, 4)
    if isinstance(seen, Failure) and called.out == (0,):
        # At test time there may be no mask to return beside it.
        seen = either_way(runner, replace(called, grad=None), seen)
    if isinstance(seen, Failure):
        yield Finding("forward", "inference", NOT_JUDGED, status_of(seen)[1])
        return
    others = [one for one in runner.definitions if one["source"] not in called.form.text]
    yield from at_test(seen, found, others)


def either_way(runner: Runner, called: Called, failure: Failure) -> Seen | Failure:
    """Return what a layer does that returns a pair in training, and its output at test time."""
    pairs = run(runner, called, TRAINING, 4)
    plain = run(runner, replace(called, out=()), TEST, 4)
    if isinstance(pairs, Failure) or isinstance(plain, Failure):
        return failure
    return replace(
        pairs,
        training=(*TRAINING, *TEST),
        x=np.concatenate([pairs.x, plain.x]),
        grad_out=np.concatenate([pairs.grad_out, plain.grad_out]),
        out=np.concatenate([pairs.out, plain.out]),
    )


def unread(failure: Failure) -> Finding:
    """Return that the backward pass is not judged, and why."""
    status, message = status_of(failure)
    status = NOT_JUDGED if status in DOUBTFUL else status
    return Finding("grad_x", "basic", status, f"its backward pass is not judged: {message}")


def without_repeats(findings: Sequence[Finding]) -> list[Finding]:
    """Return one finding for every check and regime, what is said of it together."""
    found: dict[tuple[str, str], Finding] = {}
    for one in findings:
        key = (one.check, one.regime)
        if key not in found or found[key].status == OK:
            found[key] = one
        elif one.status == CONVENTION == found[key].status:
            message = f"{found[key].message}; {one.message}"
            found[key] = replace(one, message=message)
    return list(found.values())


def described(definition: Definition, called: Called, found: Trained) -> Layer:
    """Return how a layer was understood."""
    form = called.form
    parts = [form.words]
    if form.share and found.keeps is not None:
        parts.append(f"{form.share} is the share to {'keep' if found.keeps else 'drop'}")
    elif not form.share:
        parts.append("its share is its own")
    if found.scale is not None:
        scaled = "not scaled" if same(found.scale, 1.0) else f"scaled by {found.scale:.4g}"
        parts.append(f"what is kept is {scaled} in training")
    if called.shape in SINGLE:
        parts.append("one sample at a time")
    switch = form.switch
    parts.append(f"told by {switch.name} whether it trains" if switch.kind else "no test mode")
    if called.grad is None:
        parts.append("no backward pass")
    elif form.backward == "()":
        parts.append("forward returns its backward pass")
    return Layer(str(definition["name"]), OP, "; ".join(parts))


def result(layer: Layer, one: Finding) -> Result:
    """Return a finding as a result."""
    verdict = Verdict(
        one.status == OK,
        one.error,
        0.0,
        None,
        one.got,
        one.expected,
        one.message,
        one.status,
    )
    bugs = (named(one.bug, f"in {CALLS} calls, one after the other"),) if one.bug else ()
    name, told = layer.implementation, layer.understood
    return Result(OP, one.check, one.regime, CALLS, verdict, None, name, told, bugs)
