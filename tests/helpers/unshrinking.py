"""A judge that shrinks nothing, and what is concluded under it."""

from collections.abc import Callable
from typing import Any

from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.homework import Finding, Judge, Pair
from scratchcnn.oracle.checks.observation import Observation
from scratchcnn.oracle.checks.verdicts import Check
from scratchcnn.oracle.naming.conclusions import Conclusions
from scratchcnn.oracle.understanding.calls.pairs import Subject
from scratchcnn.oracle.understanding.plans.plan import Plan
from tests.helpers.observed import relu


class Unshrinking(Judge):
    """It finds `smallest`, whatever is to be made smaller, and notes what it was asked for."""

    def __init__(self, subject: Subject, smallest: Pair | None = None) -> None:
        super().__init__(subject)
        self.smallest = smallest
        self.asked: list[tuple[Check, Callable[[Observation, Verdict], bool]]] = []

    def shrink(
        self, finding: Finding, check: Check, accept: Callable[[Observation, Verdict], bool]
    ) -> Pair | None:
        """Return what it was given."""
        self.asked.append((check, accept))
        return self.smallest


def conclusions(op: str = "relu", plan: Plan | None = None, smallest: Any = None) -> Conclusions:
    """Return the conclusions about an op; those about what was observed need no implementation."""
    subject = Subject(op, Offer(), lambda rate: relu, False, plan)
    return Conclusions(Unshrinking(subject, smallest))
