"""Titles and hints of the bugs that only a schedule can have."""

from scratchcnn.oracle.checks.results import NamedBug, named_bug

OWN = {
    "schedule-integer-division": (
        "A part of the way is divided without its fraction",
        "Look for // where / is meant: in between the rate does not change.",
    ),
    "schedule-floor-missing": (
        "The rate falls in every step, not in stairs",
        "Round the number of intervals that have passed down, as with // or np.floor.",
    ),
    "schedule-compounds": (
        "The decayed rate is decayed again by all that has passed",
        "Keep the first rate and compute from it, or multiply by the factor of one step alone.",
    ),
    "schedule-drops-once": (
        "Of several milestones only the first counts",
        "Raise gamma to the number of milestones that have passed.",
    ),
    "schedule-last-value-missing": (
        "The last of the values is never reached",
        "After the last boundary return the last value: there is one more than boundaries.",
    ),
    "schedule-off-by-one": (
        "After the first rate the schedule skips a step",
        "Look where steps are counted: after the first call of step() one has passed, not two.",
    ),
    "schedule-not-clipped": (
        "Past its end the rate goes on",
        "Limit the step, as with min(step, total): past the end the rate stays what it is.",
    ),
    "schedule-pi-missing": (
        "The angle of the cosine lacks pi",
        "The cosine is that of pi * step / total: at the end it is -1.",
    ),
    "schedule-half-missing": (
        "The cosine is not halved: the schedule begins at twice the rate",
        "1 + cos(...) goes from 2 to 0.",
    ),
    "schedule-minimum-ignored": (
        "The smallest rate is left out",
        "The rate is minimum + (first - minimum) * shape, where the shape goes from 1 to 0.",
    ),
    "schedule-minimum-added": (
        "The smallest rate is added to the whole first one",
        "The rate is minimum + (first - minimum) * shape, where the shape goes from 1 to 0.",
    ),
    "schedule-grows": (
        "The rate grows where it has to fall",
        "Look at the sign of the exponent or of the cosine, and at what divides.",
    ),
    "schedule-parentheses": (
        "What divides lacks its parentheses",
        "The rate is first / (1 + decay * step): without parentheses the product is added.",
    ),
    "schedule-one-missing": (
        "The 1 in what divides is missing",
        "The rate is first / (1 + decay * step), which is the first rate at step 0.",
    ),
}


def named(bug: str, evidence: str) -> NamedBug:
    """Return a bug with its title and hint."""
    return named_bug(bug, evidence, OWN)
