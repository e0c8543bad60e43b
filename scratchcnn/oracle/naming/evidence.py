"""What counts as evidence of a bug: what a check saw in one regime, and in all the others."""

from collections.abc import Collection, Sequence

from scratchcnn.oracle.cards.bug import Bug
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.outcome import Raised
from scratchcnn.oracle.checks.homework import Finding
from scratchcnn.oracle.checks.observation import Observation
from scratchcnn.oracle.checks.verdicts import result_of
from scratchcnn.oracle.naming.conventions import convention
from scratchcnn.oracle.naming.matching import Match, consistent, matches, same_values, variants

# The regime that varies everything at once: several bugs may act together there.
TOGETHER = ("mixed",)


def named(
    op: str, finding: Finding, findings: Sequence[Finding], without: Collection[str] = ()
) -> list[Match]:
    """Return the bugs that match; of several, those that fit the most other regimes.

    Bugs that would break a forward pass that is right are left out; those that also explain other
    checks come first.
    """
    found = matches(op, finding.check, judged(finding), without)
    same = elsewhere(finding, findings)
    found = [one for one in found if agrees(op, one, same, without)]
    found = [one for one in found if is_right_where_that_is(op, one, same)]
    if raised_alone(finding):
        found = [one for one in found if raises_for_a_reason(op, one, same)]
    if len({one.bug.id for one in found}) < 2:
        return found
    beside = [f for f in findings if f.check != finding.check and f.bad]
    scored = [(fitting(op, one, same), one) for one in found]
    best = max(score for score, _ in scored)
    left = [one for score, one in scored if score == best]
    right = [f for f in findings if f.check == "forward" and not f.bad]
    left = [
        one for one in left if all(consistent(one.bug, "forward", judged(f)) for f in right)
    ] or left

    def explained(one: Match) -> tuple[int, int]:
        """Return how many other checks a bug explains, and how many this variant alone does."""
        alone = sum(consistent(one.bug, other.check, judged(other)) for other in beside)
        return fitting(op, one, beside), alone

    return sorted(left, key=explained, reverse=True)


def agrees(op: str, one: Match, same: Sequence[Finding], without: Collection[str]) -> bool:
    """Return whether a bug may be named in one regime, after what the check found in the others.

    One regime is no evidence if another, in which the same check is wrong, has no explanation: what
    is wrong there may be all that is wrong. Several known bugs may each explain some regimes, and
    an exception hides the values that would decide.
    """
    return all(
        fits(op, one.bug.id, other) or is_explained(op, other, without)
        for other in same
        if other.bad and other.regime not in TOGETHER and not raised_alone(other)
    )


def is_right_where_that_is(op: str, one: Match, same: Sequence[Finding]) -> bool:
    """Return whether a bug, in a variant of the same result, is right wherever the homework is."""
    alike = [bug for bug in variants(op, one.bug.id) if bug.where == one.bug.where]
    return all(any(is_as_right(bug, other) for bug in alike) for other in same if not other.bad)


def is_as_right(bug: Bug, finding: Finding) -> bool:
    """Return whether a bug does what was observed in a regime, or gives that gradient's numbers."""
    check, seen = finding.check, judged(finding)
    of_numbers = check.startswith("grad_") and same_values(check, seen, bug)
    return of_numbers or consistent(bug, check, seen)


def is_explained(op: str, finding: Finding, without: Collection[str]) -> bool:
    """Return whether a known bug or a convention explains what is wrong in a regime."""
    wrong = [pair for pair in finding.bad if pair[1].status == "wrong"]
    if not wrong or convention(card_of(op), finding.check, wrong) is not None:
        return True
    return bool(matches(op, finding.check, judged(finding), without))


def raises_always(check: str, findings: Sequence[Finding]) -> bool:
    """Return whether a check never saw anything but exceptions, which many bugs would cause."""
    name = result_of(check)
    results = [
        seen.first.result(name) for f in findings if f.check == check for seen, _ in f.verdicts
    ]
    return len(results) > 1 and all(isinstance(one, Raised) for one in results)


def raises_for_a_reason(op: str, one: Match, same: Sequence[Finding]) -> bool:
    """Return whether a bug that raises as the homework does is right where that is right.

    Many mistakes raise in the same cases. Values of another regime that the bug explains are a
    reason, too.
    """
    right = [f for f in same if not f.bad]
    by_values = [f for f in same if f.bad and not raised_alone(f)]
    return all(consistent(one.bug, f.check, judged(f)) for f in right) or any(
        fits(op, one.bug.id, f) for f in by_values
    )


def raised_alone(finding: Finding) -> bool:
    """Return whether all that is wrong in a regime is that exceptions were raised."""
    name = result_of(finding.check)
    return all(isinstance(seen.first.result(name), Raised) for seen, _ in finding.bad)


def elsewhere(finding: Finding, findings: Sequence[Finding]) -> list[Finding]:
    """Return what the same check found in other regimes."""
    return [f for f in findings if f.check == finding.check and f.regime != finding.regime]


def fitting(op: str, one: Match, others: Sequence[Finding]) -> int:
    """Return in how many other findings a bug fits.

    Where nothing is wrong, this variant has to be right; where something is, any variant will do.
    """
    return sum(
        fits(op, one.bug.id, other)
        if other.bad
        else consistent(one.bug, other.check, judged(other))
        for other in others
    )


def fits(op: str, identity: str, finding: Finding) -> bool:
    """Return whether some variant of a bug gives what was observed in a regime."""
    return any(consistent(bug, finding.check, judged(finding)) for bug in variants(op, identity))


def judged(finding: Finding) -> list[Observation]:
    """Return the observations that a check applied to, without what the layer refuses."""
    return [seen for seen, verdict in finding.verdicts if verdict.status != "unsupported"]
