"""Judging one layer of homework: every check in every regime that its signature offers."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.cards.card import Convention
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cards.trials import MINIMUM, draw, regimes
from scratchcnn.oracle.cases.case import Case, Trial, trial
from scratchcnn.oracle.cases.drawn import smallest
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.observation import Observation
from scratchcnn.oracle.checks.own_gradients import binds, own_gradient
from scratchcnn.oracle.checks.simpler import simpler
from scratchcnn.oracle.checks.verdicts import (
    Check,
    check_named,
    ended,
    gradient_names,
    repeatable,
)
from scratchcnn.oracle.understanding.calls.pairs import Subject

# The seed of the further cases, beyond the given one.
FURTHER = 1000
# In how many cases of a regime a second call is judged.
AGAIN = 3
# How often homework is called to make a counterexample smaller; half of that is for its numbers.
SHRINKING = 120
RATES = (1.0, 1 / 8)


Pair: TypeAlias = tuple[Observation, Verdict]


@dataclass(frozen=True)
class Finding:
    """What one check found in one regime: a verdict for every trial that it applies to."""

    check: str
    regime: str
    observations: tuple[Observation, ...]
    verdicts: tuple[tuple[Observation, Verdict], ...]

    @property
    def bad(self) -> list[tuple[Observation, Verdict]]:
        """The verdicts that failed."""
        return [(one, verdict) for one, verdict in self.verdicts if not verdict.ok]


def rate_of(index: int) -> float:
    """Return the learning rate of a trial: the two rates alternate."""
    return RATES[index % 2]


class Judge:
    """Judges one layer, and counts the calls."""

    def __init__(self, subject: Subject, seed: int = 0) -> None:
        self.subject = subject
        self.seed = seed
        self.calls = 0
        # In how many regimes a call took too long, or its process with it.
        self.ends = 0
        # Whether the output was wrong in any regime so far.
        self.is_wrong = False
        # By regime, the conventions that explain all wrong outputs, so that gradients must follow;
        # where none is wrong, all of them.
        self.bound: dict[str, list[Convention]] = {}
        self.seen: dict[str, list[Observation]] = {}

    def observation(self, one: Trial, rate: float) -> Observation:
        """Return what the homework does with a trial."""
        self.calls += 1
        return Observation(lambda: self.subject.make(rate), one, rate)

    def examine(self, regime: str, examples: int = MINIMUM, end: float = 0) -> Iterator[Finding]:
        """Yield what every check finds in a regime; once `end` has passed, on the fewest cases."""
        trials = draw(self.subject.op, self.subject.offer, regime, examples, self.seed)
        observations = self.observe(trials)
        if not ended(observations[-1]) and monotonic() < end:
            further = self.seed + FURTHER
            trials += draw(self.subject.op, self.subject.offer, regime, examples, further)
            observations = self.observe(trials, observations)
        names = gradient_names(trials)
        for check in ("forward", *names, "inputs_unchanged"):
            verdicts = [
                (observation, verdict)
                for observation in observations
                if (verdict := self.check(check, regime)(observation)) is not None
            ]
            if check == "forward":
                wrong = [seen for seen, verdict in verdicts if verdict.status == "wrong"]
                self.is_wrong |= bool(wrong)
                self.bound[regime] = self.binding(wrong)
            if verdicts:
                yield Finding(check, regime, tuple(observations), tuple(verdicts))
        self.seen[regime] = observations

    def binding(self, wrong: Sequence[Observation]) -> list[Convention]:
        """Return the conventions that gradients must follow where these outputs are wrong.

        One that explains some of them by chance says nothing about what was meant.
        """
        choices = [one for one in card_of(self.subject.op).conventions if one.binding]
        return [one for one in choices if all(binds(one, seen) for seen in wrong)]

    def check(self, name: str, regime: str) -> Check:
        """Return the check of this id; gradients of a wrong output need not be PyTorch's."""
        check = check_named(name)
        if not self.is_wrong or not name.startswith("grad_"):
            return check

        bound = self.bound.get(regime, [])

        def of_what_forward_computed(seen: Observation) -> Verdict | None:
            verdict = check(seen)
            return verdict if verdict is None else own_gradient(seen, name, verdict, bound)

        return of_what_forward_computed

    def check_of(self, finding: Finding) -> Check:
        """Return the check that found something, as it was in that regime."""
        return self.check(finding.check, finding.regime)

    def observe(
        self, trials: Sequence[Trial], before: Sequence[Observation] = ()
    ) -> list[Observation]:
        """Observe the trials not observed before; stop after one that ends the process."""
        observations = list(before)
        for index, one in enumerate(trials):
            if index >= len(before):
                observations.append(self.observation(one, rate_of(index)))
                if ended(observations[-1]):
                    self.ends += 1
                    break
        return observations

    def again(self, wrong: Collection[str]) -> Iterator[Finding]:
        """Yield what second calls show about results that were never `wrong` on a first call."""
        for regime, observations in self.seen.items():
            verdicts = [
                (observation, verdict)
                for observation in observations[:AGAIN]
                if not ended(observation)
                and (verdict := repeatable(observation, wrong)) is not None
            ]
            if verdicts:
                yield Finding("repeatable", regime, tuple(observations), tuple(verdicts))

    def close(self) -> None:
        """Release all objects that were observed."""
        for observations in self.seen.values():
            for observation in observations:
                close(observation)

    def shrink(
        self,
        finding: Finding,
        check: Check,
        accept: Callable[[Observation, Verdict], bool],
    ) -> tuple[Observation, Verdict] | None:
        """Find the smallest case that fails in the same way; bounded by steps, not by time.

        Hypothesis shrinks the sizes; then the numbers are made simple.
        """
        card = card_of(self.subject.op)
        rates: Sequence[float] = RATES if self.subject.has_rate else RATES[:1]
        steps = 0

        def failing(one: Trial, rates: Sequence[float]) -> Pair | None:
            nonlocal steps
            for rate in rates:
                if steps >= SHRINKING:
                    return None
                steps += 1
                seen = self.observation(one, rate)
                verdict = check(seen)
                close(seen)
                if verdict is not None and not verdict.ok and accept(seen, verdict):
                    return seen, verdict
            return None

        known: dict[str, bool] = {}
        shrunk: list[Pair] = []

        def fails(case: Case) -> bool:
            key = repr((sorted(case.options.items()), case.grad_out, written(case.arrays)))
            if key not in known:
                found = failing(trial(case, np.float64, card.twin, card.bound), rates)
                known[key] = found is not None
                shrunk[:] = shrunk if found is None else [found]
            return known[key]

        cases = regimes(self.subject.op, self.subject.offer)[finding.regime].cases
        if smallest(cases, fails, SHRINKING, self.seed) is None:
            return None
        seen, _ = shrunk[0]
        steps = min(steps, SHRINKING // 2)

        def still_fails(one: Trial) -> bool:
            found = failing(one, (seen.rate,))
            shrunk[:] = shrunk if found is None else [found]
            return found is not None

        offer = self.subject.offer
        simpler(seen.trial, card, finding.check, offer, still_fails, SHRINKING - steps)
        return shrunk[0]


def written(arrays: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return arrays in a form that `==` can compare."""
    return [(name, (array.shape, array.tobytes())) for name, array in arrays.items()]


def close(observation: Observation) -> None:
    """Release the object that was observed."""
    implementation = observation.__dict__.get("implementation")
    if implementation is not None:
        implementation.close()


def size_of(observation: Observation) -> int:
    """Return how many numbers a trial holds."""
    return sum(array.size for array in observation.trial.arrays.values())


def smallest_of(wrong: Sequence[Pair], observations: Sequence[Observation] = ()) -> Pair:
    """Return the smallest of the drawn cases that fail.

    It is one of the cases that are always drawn, if one of those fails: which others were drawn
    depends on the time available.
    """
    always = [pair for pair in wrong if pair[0] in observations[:MINIMUM]]
    return min(always or wrong, key=lambda pair: size_of(pair[0]))
