"""What a layer calls of a library of arrays: told, and failed where it is the layer itself."""

from collections.abc import Iterable, Iterator, Sequence

from scratchcnn.oracle.cards.table import cards
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.process.runner import Use

MOST_TOLD = 3


def not_from_scratch(op: str, called: Iterable[Use]) -> Iterator[Result]:
    """Yield one result if a layer calls what it is to write: a ReLU that calls `torch.relu`."""
    own = [use for use in called if is_the_op(use.name, op)]
    for use in own[:1]:
        verdict = Verdict(
            False, float("inf"), message=f"it calls {written(use)}", status="not_from_scratch"
        )
        yield Result(op, "forward", "basic", 0, verdict)


def is_the_op(name: str, op: str) -> bool:
    """Return whether a function of a library computes an op, by its name.

    >>> is_the_op("torch.relu_", "relu"), is_the_op("torch.nn.functional.pad", "relu")
    (True, False)
    """
    own = {op, cards()[op].reported} if op in cards() else {op}
    return name.rpartition(".")[2].rstrip("_") in own


def told(implementation: str, called: Sequence[Use]) -> str:
    """Return a sentence that says what a layer calls of a library, and where."""
    places = dict.fromkeys(map(written, called))
    more = f" and {len(places) - MOST_TOLD} more" if len(places) > MOST_TOLD else ""
    return f"{implementation} calls {', '.join([*places][:MOST_TOLD])}{more}"


def written(use: Use) -> str:
    """Return what was called, and where."""
    return f"{use.name} ({use.file}, line {use.line})"
