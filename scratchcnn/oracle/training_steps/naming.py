"""Which known mistake a step of a training shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scratchcnn.oracle.checks.results import NamedBug
from scratchcnn.oracle.networks.words import named
from scratchcnn.oracle.training_steps.examining import Seen

SAME = 1e-4
TINY = 2.0**-18
# So many parameters tell the learning rate of all.
MOST_OF = 2


@dataclass(frozen=True)
class Common:
    """What all steps have in common with the slopes: a factor, and what that is."""

    factor: float
    bug: NamedBug | None = None

    @property
    def words(self) -> str:
        """What the factor is if it is no bug."""
        return f"all steps are {self.factor:.6g} times those of its loss: a convention"


def common(seen: Seen) -> Common | None:
    """Return the factor that all steps have in common, if that is all that differs."""
    if seen.kept:
        return None
    factors = [seen.factor(path) for path in seen.slopes]
    first = factors[0]
    if first is None or any(one is None or not alike(one, first) for one in factors):
        return None
    if seen.rated and alike(first, 1):
        return None
    if len(factors) < 2 and first > 0:
        return Common(first)
    return Common(first, bug_of(seen, first))


def at_the_rate_of_most(seen: Seen) -> Seen:
    """Return what was seen with the learning rate that most steps show, if not all show the same.

    A script may not name its rate, or print a loss that is a multiple of the one it descends: then
    the steps that most parameters take tell what those of the others should be.
    """
    factors = {path: seen.factor(path) for path in seen.slopes}
    known = [one for one in factors.values() if one is not None and one > 0]
    for first in known:
        count = sum(alike(one, first) for one in known)
        if count >= MOST_OF and len(factors) / 2 < count < len(factors) and not alike(first, 1):
            rate = first * (seen.stepper.rate if seen.rated else 1.0)
            return replace(seen, stepper=replace(seen.stepper, rate=rate), rated=True, fitted=True)
    return seen


def bug_of(seen: Seen, factor: float) -> NamedBug | None:
    """Return the bug that a factor of all steps is."""
    if factor < 0:
        return named("ascent", f"all steps are {factor:.4g} times those of gradient descent")
    n = seen.stepper.batch.samples
    if not seen.rated:
        return None
    power = power_of_rate(seen, list(seen.slopes))
    if power == 0:
        return named("learning-rate-unused", "the steps are the same with another learning rate")
    if power == 2:
        return named(
            "learning-rate-in-gradient",
            "with twice the learning rate the steps are 4 times as large",
        )
    if n > 1 and alike(factor, 1 / n) and is_mean(seen):
        return named("batch-mean-doubled", f"all steps are divided by {n}, with {n} samples")
    return None


def is_mean(seen: Seen) -> bool:
    """Return whether the loss is known to be a mean: of a sum the mean may be descended."""
    if seen.torch is None:
        return False
    n, outputs = seen.stepper.batch.samples, max(seen.stepper.batch.classes, 1)
    shares = [share / n for share in (1, 0.5, 2)]
    return any(alike(seen.torch.chain.scale, share / by) for share in shares for by in (1, outputs))


def power_of_rate(seen: Seen, paths: Sequence[str]) -> int | None:
    """Return with which power of the learning rate the steps of parameters grow; 1 is right."""
    twice = replace(seen.stepper, rate=2 * seen.stepper.rate).run()
    if isinstance(twice, str):
        return None
    ratios = []
    for path in paths:
        one, other = seen.ran.change(path), twice.change(path)
        if one is None or other is None or not np.any(one):
            continue
        ratios.append(float(np.sum(one * other) / np.sum(one * one)))
    for power in (0, 1, 2):
        if ratios and all(alike(ratio, 2.0**power) for ratio in ratios):
            return power
    return None


def bugs(seen: Seen, wrong: Sequence[str]) -> dict[str, NamedBug]:
    """Return the known mistakes that single steps show, by their paths."""
    found: dict[str, NamedBug] = {}
    slow = slowly(seen) if wrong and seen.rated and not seen.fitted else None
    for path in wrong:
        bug = of_one(seen, path)
        if bug is None and slow is not None and slow.right(path):
            bug = named("updated-weights", "with a tiny learning rate its step is right")
        if bug is not None:
            found[path] = bug
    return found


def slowly(seen: Seen) -> Seen | None:
    """Return the step with a learning rate so small that an early update changes nothing."""
    stepper = replace(seen.stepper, rate=seen.stepper.rate * TINY)
    ran = stepper.run(rounds=2)
    return None if isinstance(ran, str) else replace(seen, stepper=stepper, ran=ran, torch=None)


def of_one(seen: Seen, path: str) -> NamedBug | None:
    """Return the mistake that the step of one parameter shows."""
    change = seen.ran.change(path)
    if path in seen.kept and seen.status(path) != "wrong":
        return named("gradients-not-reset", "it takes off the first step's gradient once more")
    if change is not None and not np.any(change):
        return named("parameter-not-updated", "the step leaves it as it was")
    factor, n = seen.factor(path), seen.stepper.batch.samples
    if factor is not None and factor < 0:
        return named("ascent", f"its step is {factor:.4g} times that of gradient descent")
    if factor is not None and n > 1 and (alike(factor, n) or alike(factor, 1 / n)):
        what = f"{n} times as large" if factor > 1 else f"divided by {n}"
        return named("batch-mean-inconsistent", f"its step is {what}, with {n} samples")
    if factor is not None and seen.rated and not seen.fitted:
        power = power_of_rate(seen, [path])
        if power == 0:
            return named("learning-rate-unused", "it is the same with another learning rate")
        if power == 2:
            return named("learning-rate-in-gradient", "with twice the rate it is 4 times as large")
    other = another(seen, path)
    if other:
        return named("step-of-another", f"its step is that of {other}")
    return None


def another(seen: Seen, path: str) -> str:
    """Return the parameter whose step another one has got."""
    grad = seen.gradient(path)
    for name, slopes in seen.slopes.items():
        fits = name != path and seen.ran.before[name].shape == grad.shape
        if fits and not slopes.zero and not slopes.differing(grad):
            return name
    return ""


def alike(one: float, other: float) -> bool:
    """Return whether two numbers are the same but for what finite differences lose."""
    return abs(one - other) <= SAME * max(abs(one), abs(other))
