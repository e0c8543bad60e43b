"""Planted bugs, and the checks that notice them or are content."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from scratchcnn.oracle.cards.table import expressions, ours
from scratchcnn.oracle.cards.trials import draw
from scratchcnn.oracle.cases.case import Implementation, Trial
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.checks.asked import checks_of
from scratchcnn.oracle.checks.checks import Check
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.judge import draw_trials, examine

# Our own ops, and the expressions of an engine, which only homework has.
ENTRIES = {
    **ours(),
    **{card.name: replace(card, regimes=card.homework(Offer())) for card in expressions()},
}
# As many as a regime of homework gets at least.
EXAMPLES = 12
# What stays green is believed after so many trials.
CONTENT = 8


def named(op: str, regime: str, check: str) -> Check:
    (found,) = (one for one in checks_of(ENTRIES[op], regime) if one.__name__ == check)
    return found


def trials_of(op: str, regime: str, examples: int) -> tuple[Trial, ...]:
    """Return the trials of a regime, of our own op in every dtype."""
    if op in ours():
        return draw_trials(op, regime, examples)
    return draw(op, Offer(), regime, examples, 0)


def verdicts(
    implementation: Implementation, op: str, regime: str, check: str, examples: int = EXAMPLES
) -> Iterator[Verdict]:
    """Yield what a check says of every trial of a regime, one after the other."""
    judged = named(op, regime, check)
    for trial in trials_of(op, regime, examples):
        verdict = examine(judged, implementation, trial)
        if verdict is not None:
            yield verdict


def notices(implementation: Implementation, op: str, where: str, examples: int = EXAMPLES) -> bool:
    """Return whether "check/regime" goes red."""
    check, regime = where.split("/")
    said = verdicts(implementation, op, regime, check, examples)
    return any(not verdict.ok for verdict in said)


def is_content(implementation: Implementation, op: str, where: str) -> bool:
    """Return whether "check/regime" says something, and stays green."""
    check, regime = where.split("/")
    said = list(islice(verdicts(implementation, op, regime, check), CONTENT))
    return bool(said) and all(verdict.ok for verdict in said)
