"""Whole networks judged: the gradient of every parameter beside the slopes of the loss."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any, NoReturn, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import NamedBug, Result
from scratchcnn.oracle.networks.factors import Common, common_factor
from scratchcnn.oracle.networks.finding import Candidate, Way, candidates, ways, why_none
from scratchcnn.oracle.networks.naming import bugs
from scratchcnn.oracle.networks.network import Network
from scratchcnn.oracle.networks.reproducer import reproducer
from scratchcnn.oracle.networks.slopes import Compared, compared, factor_of
from scratchcnn.oracle.networks.trying import Tried, drawn, handed_over
from scratchcnn.oracle.networks.whole import ONE, Whole
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.layer import Layer
from scratchcnn.oracle.without_twin.own_slopes import hold_gradient, points, precision, rounding

Array: TypeAlias = NDArray[Any]

OP = "network"
CASES = 3
MOST_WAYS = 8


@dataclass(frozen=True)
class Judgement:
    """What was found out about a network: how it was understood, and its results."""

    layer: Layer
    results: tuple[Result, ...] = ()
    definitions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """A network judged on some cases.

    Attributes
    ----------
    verdicts : of every gradient in every case, by the name of its parameter
    trials : the parameters of every case
    first : all gradients and slopes of the first case; None if they could not be had
    common : the factor of all gradients, if they are the same multiple of the slopes
    """

    way: Way
    verdicts: Mapping[str, Sequence[Verdict]]
    trials: Sequence[Trial]
    first: Compared | None
    common: Common | None

    @property
    def wrong(self) -> list[str]:
        """The parameters with a wrong gradient."""
        return [name for name, all_of in self.verdicts.items() if not all(v.ok for v in all_of)]


def networks(runner: Runner, taken: set[str], seed: int) -> Iterator[Judgement]:
    """Yield what is judged of every network of a homework.

    Parameters
    ----------
    runner : has loaded it
    taken : the names of the definitions that are layers
    seed : draws the cases
    """
    done: set[str] = set()
    open_ones: list[Judgement] = []
    for candidate in candidates(runner, taken):
        if not done & set(candidate.last):
            judgement = judged(runner, candidate, seed)
            if judgement is None:
                continue
            if judgement.results:
                done |= {*candidate.definitions, *candidate.last}
                yield judgement
            else:
                open_ones.append(judgement)
    # What is a part of a network that was judged needs no word of its own.
    yield from (one for one in open_ones if not done & set(one.definitions))


def judged(runner: Runner, candidate: Candidate, seed: int) -> Judgement | None:
    """Judge a candidate in the likeliest way; None if it is no network."""
    failures: list[Tried] = []
    best, reason = likeliest(runner, ways(runner, candidate, failures), seed)
    if best is None:
        return refused(candidate, reason, failures)
    if doubtful(best):
        why = (
            f"none of its gradients is that of {best.way.network.words}; which loss they belong to "
            "is not seen: let a function compute that loss"
        )
        return refused(candidate, why, failures)
    return Judgement(
        described(best), tuple(results(best)), (*candidate.definitions, candidate.name)
    )


def likeliest(runner: Runner, found: Iterator[Way], seed: int) -> tuple[Seen | None, str]:
    """Return what was seen in the way in which the fewest gradients are wrong, or why in none.

    A gradient of another shape than its parameter may be meant for one sample: the ways to give it
    one are tried first, unless its text counts samples.
    """
    best: Seen | None = None
    later: list[Way] = []
    reason = ""
    for number, way in enumerate(chain(found, later)):
        if way.network.uneven and not way.network.counts and way not in later:
            later.append(way)
            continue
        seen = examined(runner, way, seed)
        if isinstance(seen, str):
            reason = reason or seen
        elif seen is not None and (best is None or rank(seen) < rank(best)):
            best = seen
        fine = best is not None and not (best.wrong and best.common is None)
        if fine or number - len(later) >= MOST_WAYS or (best is not None and way in later):
            break
    return best, reason


def refused(candidate: Candidate, reason: str, failures: Sequence[Tried]) -> Judgement | None:
    """Return that a candidate is not judged, if it is a network by all that its methods say."""
    if not reason and not any(one.reached for one in failures):
        return None
    handed = None if reason else handed_over(failures)
    if handed is not None:
        layer = Layer(candidate.name, OP, "a whole network")
        result = Result(OP, "grads", "basic", 0, handed, None, candidate.name, layer.understood)
        return Judgement(layer, (result,), candidate.definitions)
    why = f"not judged: as a whole network: {reason or why_none(failures)}"
    return Judgement(Layer(candidate.name, None, why), (), candidate.definitions)


def rank(seen: Seen) -> tuple[int, int]:
    """Return how badly a network is understood: the fewer gradients are wrong, the better."""
    shapes = sum("shape" in v.message for all_of in seen.verdicts.values() for v in all_of)
    return shapes, len(seen.wrong) if seen.common is None else 0


def doubtful(seen: Seen) -> bool:
    """Return whether it is not seen which loss the gradients belong to.

    The step of an optimizer need not be its gradient, and homework without a loss has the one of
    which some gradient at least is right.
    """
    network = seen.way.network
    unsure = bool(network.formula) or any(spot.updated for spot in network.gradients.values())
    return unsure and seen.common is None and len(seen.wrong) == len(seen.verdicts)


def examined(runner: Runner, way: Way, seed: int) -> Seen | str | None:
    """Judge some cases; a reason if that makes no sense, None if there are no slopes."""
    verdicts: dict[str, list[Verdict]] = {name: [] for name in way.network.gradients}
    trials: list[Trial] = []
    first: Compared | None = None
    for number in range(CASES):
        network = way.with_data(1000 * seed + number)
        arrays = drawn(network, 1000 * seed + number)
        try:
            one, two = Whole(runner, network).twice(arrays)
            if not np.isfinite(one):
                continue
            if one != two:
                return (
                    "its loss differs when it is computed again: it draws random numbers, as "
                    "dropout does, or keeps state; switch that off by a default or an argument"
                )
            trial, found = held(runner, network, arrays)
            first = first or compared(runner, network, arrays)
        except HomeworkFailure:
            continue
        if found is None:
            continue
        trials.append(trial)
        for name, verdict in found.items():
            verdicts[name].append(verdict)
    verdicts = {name: all_of for name, all_of in verdicts.items() if all_of}
    if not verdicts or first is None or not any(np.any(s) for s in first.slopes.values()):
        return None
    wrong = [name for name, all_of in verdicts.items() if not all(v.ok for v in all_of)]
    return Seen(way, verdicts, trials, first, common_factor(first, wrong))


def held(
    runner: Runner, network: Network, arrays: Mapping[str, Array]
) -> tuple[Trial, dict[str, Verdict] | None]:
    """Compare the gradients of one case with slopes; None if it is too coarse for slopes."""
    whole = Whole(runner, network)
    computes_in = precision(whole, arrays)
    single = computes_in is np.float32
    trial = Trial(whole, partial(rounding, single=single), dict(arrays), {}, ONE)
    if computes_in is np.float16:
        return trial, None
    grads = whole.gradients(arrays)
    whole.foresee(list(points(trial, single=single)))
    found = {
        name: verdict
        for name in network.gradients
        if (verdict := hold_gradient(trial, name, grads[name], single=single)) is not None
    }
    return trial, found


def results(seen: Seen) -> Iterator[Result]:
    """Yield the result of every parameter's gradient."""
    network = seen.way.network
    # In single precision no slope is exact enough to tell mistakes from each other.
    exact = seen.first is not None and all(g.dtype != np.float32 for g in seen.first.grads.values())
    known = bugs(seen.first, seen.wrong) if seen.first and seen.wrong and exact else {}
    regime = "basic" if network.axes is None else "batch"
    understood = described(seen).understood
    for name, all_of in seen.verdicts.items():
        bad = [number for number, verdict in enumerate(all_of) if not verdict.ok]
        number = bad[0] if bad else int(np.argmax([verdict.share for verdict in all_of]))
        verdict = all_of[number]
        found: tuple[NamedBug, ...] = ()
        code, shown = None, None
        if bad and seen.common is not None and not seen.common.bug:
            verdict = replace(verdict, status="convention", message=seen.common.words)
        elif bad:
            found = known.get(name, ())
            found = (seen.common.bug,) if seen.common and seen.common.bug else found
            verdict = replace(verdict, message=told(verdict.message, found, factor(seen, name)))
            shown = shown_trial(seen.trials[number])
            code = reproducer(seen.way.with_data(number), shown.arrays, name, verdict.index)
        yield Result(
            OP,
            f"grad_{name}",
            regime,
            len(all_of),
            verdict,
            shown,
            network.name,
            understood,
            found,
            code,
        )
    for name in network.missing:
        if seen.first is not None and matters(seen.first, name):
            why = f"no gradient of {name} was found, but the loss depends on it"
            verdict = Verdict(False, float("inf"), message=why, status="not_judged")
            yield Result(OP, f"grad_{name}", regime, 0, verdict, None, network.name, understood)


def matters(first: Compared, name: str) -> bool:
    """Return whether the loss depends on a parameter."""
    found = first.slope_with(name)
    return found is not None and bool(np.any(np.abs(found) > 1e-6))


def factor(seen: Seen, name: str) -> float | None:
    """Return by which factor a gradient differs from the slopes, if that is all."""
    first = seen.first
    return None if first is None else factor_of(first.grads[name], first.slopes[name])


def told(message: str, found: Sequence[NamedBug], times: float | None) -> str:
    """Return what is wrong, with the evidence or that nothing known is like it."""
    message = message.replace("slope of the output", "slope of the loss")
    if found:
        return f"{message}; {found[0].evidence}"
    more = "" if times is None else f"; it is {times:.6g} times the slope"
    return f"wrong, unidentified: {message}{more}"


def shown_trial(trial: Trial) -> Trial:
    """Return a trial as a report shows it."""
    return replace(trial, twin=no_twin, bound=no_twin, upstream=trial.grad_out)


def no_twin(*args: Any, **kwargs: Any) -> NoReturn:
    """Stand in for the missing twin."""
    raise RuntimeError("there is no twin")


def described(seen: Seen) -> Layer:
    """Return how a network was understood."""
    network = seen.way.network
    words = f"a whole network; {network.data}; {network.words}; finite differences of its own loss"
    reasons = [f"the gradient of {name} is {spot.text}" for name, spot in network.gradients.items()]
    return Layer(network.name, OP, words, tuple(reasons))
