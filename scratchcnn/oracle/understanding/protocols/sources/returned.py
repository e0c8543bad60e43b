"""Results that a call returns, directly or in tuples, lists and dictionaries."""

from collections.abc import Iterator

from scratchcnn.oracle.understanding.protocols.place import Looked, Place, Source, entries
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.signature import Path

LEVELS = 2
# What unwinds a tape may return the gradients of every layer on it.
LEVELS_OF_A_TAPE = 3


def find(looked: Looked) -> Iterator[Place]:
    """Yield what a backward pass returned, and every entry of it."""
    if looked.called:
        yield Place(RETURNED.name)
        levels = LEVELS_OF_A_TAPE if looked.left else LEVELS
        for path, _ in entries(looked.values["gradients"], levels):
            yield Place(RETURNED.name, path)


def in_order(name: str, position: int, own: Path, path: Path) -> bool:
    """Return whether a result has the position of its argument, or is the only one."""
    return path in ((), (position,)) and (path != () or position == 0)


def likelihood(name: str, path: Path) -> int:
    """Return how likely a path is: most homework returns grad_x, grad_weight, grad_bias."""
    if name == "x":
        return 2 * (path in ((), (0,)))
    return int(path == {"weight": (1,), "bias": (2,)}.get(name))


RETURNED = Way(
    "returned",
    source=Source("returned", "gradients", of_call=True, tells=in_order, likelihood=likelihood),
    find=find,
)
