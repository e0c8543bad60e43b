"""Why nothing is judged of a target, or of a layer that was understood: in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scratchcnn.oracle.cards.trials import regimes
from scratchcnn.oracle.cases.offers import describe
from scratchcnn.oracle.understanding.calls.pairs import Subject

NO_LAYER = "no layer found in it"


def not_drawn(subjects: Mapping[str, Subject]) -> Iterator[str]:
    """Say that there is no case in which layers, given by their names, could be judged."""
    for name, subject in subjects.items():
        if not is_drawn(subject):
            yield f"{name}: not judged: no case can be drawn that has {describe(subject.offer)}"


def is_drawn(subject: Subject) -> bool:
    """Return whether there is any regime in which a layer can be judged."""
    return bool(regimes(subject.op, subject.offer))


def why_nothing(
    found: Sequence[str],
    wanted: Sequence[str],
    subjects: Iterable[Subject],
    ops: Sequence[str],
    checks: Sequence[str],
) -> Iterator[str]:
    """Say why there is no result at all, if the reason is not a single layer.

    Parameters
    ----------
    found, wanted : the ops of all layers, and of those that are asked for
    subjects : what can be called of the latter
    ops, checks : what is asked for; () for all
    """
    if not found:
        yield NO_LAYER
    elif not wanted:
        yield f"no layer found in it is one of the ops asked for: {', '.join(ops)}"
    elif checks and any(map(is_drawn, subjects)):
        yield f"no layer found in it has any of the checks asked for: {', '.join(checks)}"
