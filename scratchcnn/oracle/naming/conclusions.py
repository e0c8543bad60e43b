"""From findings to results: conventions told apart from bugs, bugs named, cases made small."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from scratchcnn.oracle.cards.bugs import Bug
from scratchcnn.oracle.cards.card import Card, Convention
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cards.words import CHOICES
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.homework import Finding, Judge, smallest_of
from scratchcnn.oracle.checks.observation import Observation
from scratchcnn.oracle.checks.results import NamedBug, Result
from scratchcnn.oracle.checks.verdicts import repeatable, second_calls
from scratchcnn.oracle.naming.consequences import follows_from_output
from scratchcnn.oracle.naming.conventions import (
    NOT_REDUCED_WORDS,
    SCALE_WORDS,
    Pair,
    convention,
    explains,
    meaning_of_same,
)
from scratchcnn.oracle.naming.evidence import elsewhere, fits, named, raises_always
from scratchcnn.oracle.naming.matching import (
    Match,
    distinct,
    leaves,
    out_of_place,
    variants,
)
from scratchcnn.oracle.naming.precision import ROUNDED
from scratchcnn.oracle.naming.shapes import of_its_shape
from scratchcnn.oracle.naming.symptoms import symptom
from scratchcnn.oracle.understanding.plans.decoding import NOT_REDUCED
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.plans.reproducer import reproducer
from scratchcnn.oracle.understanding.signatures.setting import Setting

# Regimes whose cases show little of a bug that shows in others.
UNUSUAL = ("kink", "ties")


class Conclusions:
    """Turns the findings on one layer into results; each bug is shrunk once."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.op = judge.subject.op
        self.card = card_of(self.op)
        self.without = out_of_place(self.op, judge.subject.offer)
        # The smallest case of every check and bug, with the regime in which it was found.
        self.shown: dict[Any, tuple[str, Pair]] = {}
        # The bugs of forward, by regime: a gradient may be wrong because of them alone.
        self.of_forward: dict[str, tuple[NamedBug, ...]] = {}

    def result(
        self, finding: Finding, findings: Sequence[Finding], wrong_names: Collection[str] = ()
    ) -> Result:
        """Return the result of one check in one regime."""
        if not finding.bad:
            return self.right(finding)
        wrong = wrong_in(finding)
        if not wrong:
            return self.shown_by(finding, *smallest_of(finding.bad, finding.observations))
        choice = convention(self.card, finding.check, wrong)
        rest = beyond_conventions(self.card, finding, choice)
        found = self.known(rest, findings, choice)
        if choice is not None and not found:
            seen, verdict = smallest_of(wrong, finding.observations)
            words = choice.words
            if finding.check == "forward":
                told = (words, meaning_of_same(finding.observations))
                words = "; ".join(dict.fromkeys(filter(None, told)))
            verdict = replace(verdict, status="convention", message=words)
            return self.shown_by(finding, seen, verdict)
        bugs = self.bugs(rest, findings, found)
        if finding.check == "forward":
            self.of_forward[finding.regime] = bugs
        wrong = wrong_in(rest)
        telling = [one for one in wrong if not self.defensible(finding.check, *one)] or wrong
        drawn = smallest_of(telling, finding.observations)
        matched = next((one.bug for one in found if one.bug.id == bugs[0].id), None)
        seen, verdict = self.smaller(finding, bugs, matched, wrong_names, drawn)
        if bugs and all(bug.id in CHOICES for bug in bugs):
            verdict = replace(verdict, status="convention")
        shown = self.shown_by(finding, seen, verdict)
        return replace(shown, bugs=bugs, pictured=pictured(telling))

    def bare(self, finding: Finding, verdict: Verdict) -> Result:
        """Return the result of a check without a case that shows it."""
        return Result(self.op, finding.check, finding.regime, len(finding.verdicts), verdict)

    def right(self, finding: Finding) -> Result:
        """Return the result of a check that found nothing wrong with any number."""
        seen, verdict = smallest_of(finding.verdicts, finding.observations)
        shaped = of_its_shape(self.judge.subject.plan, finding.check, seen.trial, verdict)
        if shaped is not verdict:
            return self.shown_by(finding, seen, shaped)
        _, verdict = max(finding.verdicts, key=lambda pair: pair[1].share)
        return self.bare(finding, self.scaled(finding, verdict))

    def known(
        self, finding: Finding, findings: Sequence[Finding], choice: Convention | None
    ) -> list[Match]:
        """Return the known bugs that explain a finding which a `choice` may explain, too."""
        # Single precision does not excuse a formula that is known to be wrong.
        if choice not in (None, *ROUNDED):
            return []
        if self.card.windowed and raises_always(finding.check, findings):
            return []
        return named(self.op, finding, findings, self.without)

    def bugs(
        self, finding: Finding, findings: Sequence[Finding], found: Sequence[Match]
    ) -> tuple[NamedBug, ...]:
        """Return the bugs that are named: `found` by the values, or by when they show."""
        bugs = tuple(one.named for one in distinct(found))
        bugs = self.by_symptom(finding, findings, bugs) or bugs
        if follows_from_output(self.card, finding):
            return self.of_forward.get(finding.regime) or bugs
        return bugs

    def together(
        self, finding: Finding, findings: Sequence[Finding], results: Sequence[Result]
    ) -> Result:
        """Return the result in the regime `mixed` of a check that failed in simpler regimes.

        If several bugs act together, their combined effect has no name and no case is shown.
        """
        result = self.result(finding, [*findings, finding])
        known = {bug.id for one in results if one.check == finding.check for bug in one.bugs}
        if result.status != "wrong" or result.bugs or len(known) < 2:
            return result
        message = f"{result.verdict.message}: what other regimes show comes together here"
        verdict = replace(result.verdict, message=message)
        return replace(result, verdict=verdict, counterexample=None, reproducer=None)

    def by_symptom(
        self, finding: Finding, findings: Sequence[Finding], bugs: Collection[NamedBug]
    ) -> tuple[NamedBug, ...]:
        """Return a bug known by when it shows, if that explains more than the values do.

        Two bugs may both raise in one regime; only one of them fits what is wrong in others.
        """
        others = [f for f in elsewhere(finding, findings) if f.bad]
        explained = all(any(fits(self.op, one.id, other) for one in bugs) for other in others)
        if bugs and explained:
            return ()
        shown = symptom(self.card, finding, findings)
        if shown is None:
            return ()
        there = (symptom(self.card, other, findings) for other in others)
        same = not bugs or all(one is not None and one.id == shown.id for one in there)
        return (shown,) if same else ()

    def smaller(
        self,
        finding: Finding,
        bugs: Sequence[NamedBug],
        matched: Bug | None,
        wrong_names: Collection[str],
        drawn: Pair,
    ) -> Pair:
        """Return the shrunk failing case; in any further regime the smallest one that was drawn."""
        known = finding.check, tuple(bug.id for bug in bugs)
        if known in self.shown:
            regime, smallest = self.shown[known]
            # A tie or a kink is no example of what shows without one.
            elsewhere_first = bool(bugs) and finding.regime in UNUSUAL
            return smallest if regime == finding.regime or elsewhere_first else drawn
        check = self.judge.check_of(finding)
        if finding.check == "repeatable":
            check = partial(repeatable, wrong=wrong_names)

        def alike(seen: Observation, verdict: Verdict) -> bool:
            """Return whether a smaller case goes wrong in the same way."""
            if verdict.status != "wrong" or self.defensible(finding.check, seen, verdict):
                return False
            return matched is None or leaves(matched, finding.check, seen)

        found = self.judge.shrink(finding, check, alike)
        self.shown[known] = finding.regime, found or drawn
        return found or drawn

    def defensible(self, check: str, seen: Observation, verdict: Verdict) -> bool:
        """Return whether one case only shows a convention, not the error."""
        choices = (bug for one in CHOICES for bug in variants(self.op, one))
        return convention(self.card, check, [(seen, verdict)]) is not None or any(
            leaves(bug, check, seen) for bug in choices
        )

    def shown_by(self, finding: Finding, seen: Observation, verdict: Verdict) -> Result:
        """Return the result with a case that shows it, and the code that reproduces it."""
        calls = [(finding.check, seen.trial, verdict)]
        if finding.check == "repeatable":
            # The second call is wrong, so the reproducer makes the first one before it.
            calls = [*second_calls(seen), *calls]
        name, trial, _ = next(call for call in calls if call[2].message == verdict.message)
        before = None if trial is seen.trial else seen.trial
        return replace(
            self.bare(finding, verdict),
            counterexample=trial,
            reproducer=self.reproducer(name, trial, seen.rate, verdict, before),
        )

    def reproducer(
        self, name: str, trial: Trial, rate: float, verdict: Verdict, before: Trial | None
    ) -> str | None:
        """Return the NumPy code that reproduces one call, if one call shows the error."""
        plan = self.judge.subject.plan
        if plan is None or name == "repeatable":
            return None
        looked_at = {"out": "forward", "inputs_unchanged": "grad_x"}.get(name, name)
        first = None if before is None else (setting_of(plan, before, rate), before.grad_out)
        setting = setting_of(plan, trial, rate)
        try:
            return reproducer(plan, setting, trial.grad_out, looked_at, verdict.expected, first)
        except Misfit:
            return None

    def scaled(self, finding: Finding, verdict: Verdict) -> Verdict:
        """Report as a convention a right output in a scale or a meaning of its own."""
        plan = self.judge.subject.plan
        if plan is None or finding.check != "forward":
            return verdict
        words = words_of_scale(plan, finding) or meaning_of_same(finding.observations)
        words = words or plan.card.choice
        if not words:
            return verdict
        return replace(verdict, ok=False, status="convention", message=words)


def words_of_scale(plan: Plan, finding: Finding) -> str | None:
    """Return how a loss is scaled, if a finding shows that it is not the mean."""
    if plan.card.loss and plan.protocol.out.form in NOT_REDUCED:
        return NOT_REDUCED_WORDS
    several = any(len(next(iter(s.trial.arrays.values()))) > 1 for s in finding.observations)
    return SCALE_WORDS.get(plan.scale) if several or plan.scale != "sum" else None


def setting_of(plan: Plan, trial: Trial, rate: float) -> Setting:
    """Return one call of a layer."""
    return Setting(plan.op, trial.arrays, trial.options, rate)


def wrong_in(finding: Finding) -> list[Pair]:
    """Return the failures that are neither a choice nor a refusal."""
    return [pair for pair in finding.bad if pair[1].status == "wrong"]


def pictured(wrong: Sequence[Pair]) -> tuple[Trial, Verdict]:
    """Return the drawn case with the largest result, and what was seen there."""
    seen, verdict = max(wrong, key=lambda pair: np.size(pair[1].expected))
    return seen.trial, verdict


def beyond_conventions(card: Card, finding: Finding, choice: Convention | None) -> Finding:
    """Return the finding without what conventions `everywhere` explain, if no choice explains all.

    A convention that shows nearly everywhere hides no bug: others are named, too.
    """
    if choice is not None:
        return finding
    choices = [one for one in card.conventions if one.everywhere]
    left = tuple(
        pair
        for pair in finding.verdicts
        if not any(explains(one, finding.check, *pair) for one in choices)
    )
    return replace(finding, verdicts=left)
