"""A layer that has no twin: its gradients against slopes of its own, and nothing else.

Whether its output is right cannot be judged here; whether its gradients are those of its output
can, by central finite differences.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import Any, NoReturn, TypeAlias

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import (  # type: ignore[import-untyped] # it ships no types
    threadpool_limits,
)

from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.process.failures import HomeworkFailure, status_of
from scratchcnn.oracle.process.runner import Runner, unprotected
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.understanding.layer import Layer
from scratchcnn.oracle.understanding.protocols.place import dotted
from scratchcnn.oracle.without_twin.attempt import Definition, Found, NotUnderstood
from scratchcnn.oracle.without_twin.layer import UnknownLayer, as_array, at
from scratchcnn.oracle.without_twin.own_slopes import hold_gradient, points, precision, rounding
from scratchcnn.oracle.without_twin.reproducer import reproducer
from scratchcnn.oracle.without_twin.search import search
from scratchcnn.oracle.without_twin.shapes import numbers, upstream

Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[int, ...]

OP = "layer"
CHECK = "finite_difference"
REGIMES = {"basic": 1, "batch": 3}
# Cases that every regime gets; more only within so many seconds.
MINIMUM = 4
QUICK = 0.5
# How far parameters are drawn from where they start.
SPREAD = 0.5


@dataclass(frozen=True)
class Judging:
    """How much is judged, and from which seed."""

    seed: int = 0
    examples: int = 10


def judge_without_twin(
    target: str, runner: Runner, definition: Definition, judging: Judging
) -> Report:
    """Judge the gradients of a layer by finite differences alone.

    Parameters
    ----------
    target : the name under which it is reported
    runner : has loaded it
    definition : describes it: an object whose class has forward and backward, or a function in
        the op protocol
    judging : how much is judged

    Returns
    -------
    report : its results are those of one op, "layer", and one check, "finite_difference"
    """
    name = definition["name"]
    with threadpool_limits(1), np.errstate(all="ignore"):
        try:
            found = search(runner, definition)
            refuse_random(runner, found)
            results = tuple(regime_results(runner, found, judging))
            if not results:
                raise NotUnderstood("its output has no slopes: it is not finite, or has steps")
        except NotUnderstood as error:
            return not_judged(target, runner, name, error, judging.seed)
    layer = Layer(name, OP, convention(found), reasons(found))
    results = tuple(
        replace(result, implementation=name, convention=layer.understood) for result in results
    )
    said = (
        f"{name} has no PyTorch twin here: its gradients were judged by finite differences of its "
        "own output, and nothing else; whether the output is right was not judged"
    )
    told = [said, *unprotected(runner)]
    if found.others:
        told.insert(1, f"no gradient was found for {', '.join(found.others)}")
    return Report(target, results, judging.seed, layers=(layer,), notes=tuple(told))


def learns(runner: Runner, definition: Definition) -> bool:
    """Return whether a layer has arrays of its own with a gradient."""
    try:
        return bool(search(runner, definition).way.parameters)
    except NotUnderstood:
        return False


def not_judged(target: str, runner: Runner, name: str, error: NotUnderstood, seed: int) -> Report:
    """Return the report that nothing was judged; a failure of the homework is a result in it."""
    layer = Layer(name, None, f"not judged: {error}")
    results: tuple[Result, ...] = ()
    if error.failure is not None:
        status, message = status_of(error.failure)
        if status not in ("wrong", "unsupported"):
            verdict = Verdict(False, float("inf"), message=message, status=status)
            results = (Result(OP, CHECK, "basic", 1, verdict, None, name, layer.understood),)
    return Report(
        target,
        results,
        seed,
        error=f"{name}: {layer.understood}",
        layers=(layer,),
        notes=tuple(unprotected(runner)),
    )


def refuse_random(runner: Runner, found: Found) -> None:
    """Refuse a layer whose output differs on the same input: it has no one slope."""
    layer = UnknownLayer(runner, found.way)
    for seed in range(2):
        arrays = drawn(found, found.way.input.shape, seed, moves=False)
        steps = layer.forward_steps(arrays)
        again = [step for step in steps if step.get("save") == "out"][-1]
        copies = {"copy": {"var": "out"}, "save": "again"}
        reply = runner.run([*steps, again, copies], ("result", "again"))
        if reply.failure is not None:
            continue
        outs = [as_array(at(reply.values[name], found.way.out)) for name in ("result", "again")]
        first, second = (b"" if out is None else out.tobytes() for out in outs)
        if first != second:
            raise NotUnderstood(
                "it gives a different output when it is called again on the same input: it draws "
                "random numbers, or keeps state from the earlier call; so it has no gradient that "
                "finite differences could judge"
            )


def regime_results(runner: Runner, found: Found, judging: Judging) -> Iterator[Result]:
    """Yield the result of every regime in which the layer can be called."""
    for regime, samples in REGIMES.items():
        batched = found.way.input.batched
        if regime == "basic" or batched:
            result = judge_regime(runner, found, regime, samples, judging)
            if result is not None:
                yield result


def judge_regime(
    runner: Runner, found: Found, regime: str, samples: int, judging: Judging
) -> Result | None:
    """Compare the gradients of some cases with slopes; None if no case could be compared."""
    start = monotonic()
    kept: list[tuple[Trial, str, Verdict]] = []
    shape = found.way.input.of(samples)
    for number in range(judging.examples):
        if number >= MINIMUM and monotonic() - start > QUICK:
            break
        seed = 1000 * judging.seed + number
        # The first case is where the layer starts; others may lie where it cannot be.
        for moves in (number > 0, False):
            seen = judged(runner, found, drawn(found, shape, seed, moves=moves), seed)
            if seen is not None:
                kept.append(seen)
                break
    if not kept:
        return None
    bad = [one for one in kept if not one[2].ok]
    if not bad:
        *_, verdict = max(kept, key=lambda one: one[2].share)
        return Result(OP, CHECK, regime, len(kept), verdict)
    trial, name, verdict = bad[0]
    shown = replace(trial, twin=no_twin, bound=no_twin, upstream=trial.grad_out)
    code = reproducer(found.way, shown, name, verdict.index)
    return Result(OP, CHECK, regime, len(kept), verdict, shown, reproducer=code)


def no_twin(*args: Any, **kwargs: Any) -> NoReturn:
    """Stand in for the missing twin."""
    raise RuntimeError("there is no twin")


def drawn(found: Found, shape: Shape, seed: int, *, moves: bool) -> dict[str, Array]:
    """Draw the arrays of a case; the layer's own start where they are, or are moved from there."""
    way = found.way
    rng = np.random.default_rng(seed)
    arrays = {"x": numbers(rng, shape, way.input.sign)}
    if "target" in (*way.forward_arguments, *way.backward_arguments):
        arrays["target"] = numbers(rng, shape, way.input.sign)
    for name, start in found.own.items():
        change = np.round(SPREAD * rng.standard_normal(start.shape), 2) if moves else 0.0
        arrays[name] = np.asarray(start + change, start.dtype)
    return arrays


def judged(
    runner: Runner, found: Found, arrays: dict[str, Array], seed: int
) -> tuple[Trial, str, Verdict] | None:
    """Judge one case, whose twin is the layer itself; of several wrong gradients the first counts.

    None if the output is not finite, or too coarse, as in half precision, to have slopes.
    """
    layer = UnknownLayer(runner, found.way)
    try:
        out, pullback = layer(**arrays)
        if not out.size or not np.isfinite(out).all():
            return None
        computes_in = precision(layer, arrays)
    except HomeworkFailure:
        return None
    if computes_in is np.float16:
        return None
    single = computes_in is np.float32
    takes = found.way.backward is None or "grad_out" in found.way.backward_arguments
    grad_out = upstream(np.random.default_rng(seed), out.shape) if takes else np.ones(out.shape)
    trial = Trial(layer, partial(rounding, single=single), arrays, {}, grad_out)
    try:
        grads = dict(zip(trial.differentiable, pullback(grad_out.copy()), strict=True))
    except HomeworkFailure as error:
        status, message = status_of(error.failure)
        message = f"the backward pass {message}"
        return trial, "", Verdict(False, float("inf"), message=message, status=status)
    layer.foresee(list(points(trial, single=single)))
    verdicts = {
        name: verdict
        for name in found.way.gradients
        if (verdict := hold_gradient(trial, name, grads[name], single=single)) is not None
    }
    return None if not verdicts else (trial, *worst(verdicts))


def worst(verdicts: Mapping[str, Verdict]) -> tuple[str, Verdict]:
    """Return the first gradient that is wrong, else the one nearest to its limit."""
    bad = [name for name, verdict in verdicts.items() if not verdict.ok]
    if not bad:
        return max(verdicts.items(), key=lambda pair: pair[1].share)
    more = f"; also wrong: {', '.join(f'grad_{name}' for name in bad[1:])}" if bad[1:] else ""
    first = verdicts[bad[0]]
    return bad[0], replace(first, message=first.message + more)


def convention(found: Found) -> str:
    """Return in one line how the layer is called, and that finite differences are all there is."""
    way = found.way
    kind = "function in the op protocol" if way.forward is None else "class"
    call = [] if way.backward is None else [f"{way.backward}({', '.join(way.backward_arguments)})"]
    grads = f"gradients of {', '.join(way.gradients)}"
    return "; ".join([kind, f"x {way.input.words}", *call, grads, "finite differences alone"])


def reasons(found: Found) -> tuple[str, ...]:
    """Return where the gradients were found."""
    where = {
        "returned": "is what the backward pass returns",
        "attribute": "lies in",
        "updated": "is what the backward pass subtracts, at a learning rate of 1",
    }
    lines = []
    for name, place in found.way.gradients.items():
        at = f" .{dotted(place.path)}" if place.kind == "attribute" else ""
        at = f" at {list(place.path)}" if place.kind == "returned" and place.path else at
        lines.append(f"the gradient of {name} {where[place.kind]}{at}")
    return tuple(lines)
