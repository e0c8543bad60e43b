"""Where a result lies."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from scratchcnn.oracle.understanding.protocols.direct import DIRECT
from scratchcnn.oracle.understanding.protocols.reading import Reading
from scratchcnn.oracle.understanding.signatures.paths import Attribute
from scratchcnn.oracle.understanding.signatures.signature import Path, Signature

MOST_ENTRIES = 6


@dataclass(frozen=True)
class Place:
    """Where a result lies: a source by its name, a path from there, a layout, and a reading.

    The sources are "returned" (by the call that is looked at), "forward" (returned by forward,
    beside its output), "attribute" (of the object), "nowhere", and those that the table adds.
    """

    kind: str
    path: Path = ()
    form: str = ""
    reading: Reading = DIRECT


def as_returned(path: str) -> str:
    """Return the words for a result that a call returns."""
    return "returned"


def tells_nothing(name: str, position: int, own: Path, path: Path) -> bool:
    """Return False: where a gradient lies does not tell whose it is."""
    return False


def all_alike(name: str, path: Path) -> int:
    """Return 0: no path is likelier than another."""
    return 0


@dataclass(frozen=True)
class Source:
    """Something in which results lie.

    Attributes
    ----------
    kind : its name, as places have it
    variable : what it is called in the worker's session; "" where paths begin with that
    written : what it is called in Python, where that is something else
    attributes : whether a path begins with an attribute, and not with an index or a key
    words : what is said of a result that lies there, from its path
    of_call : whether it is what the call that is looked at returned, be it forward or backward
    tells : whether a path alone tells that the gradient of an argument lies there, from the
        argument's name, its position among those that have a gradient, and where it lies itself
        in the layer's object, () if it is passed
    likelihood : how likely a path is for the gradient of an argument, where no value tells
    """

    kind: str
    variable: str
    written: str = ""
    attributes: bool = False
    words: Callable[[str], str] = as_returned
    of_call: bool = False
    tells: Callable[[str, int, Path, Path], bool] = tells_nothing
    likelihood: Callable[[str, Path], int] = all_alike

    def holder(self, path: Path) -> tuple[str, Path]:
        """Return the variable of the session in which something lies, and its path from there."""
        return (self.variable, path) if self.variable else (str(path[0]), path[1:])


@dataclass(frozen=True)
class Looked:
    """What can be searched for gradients after a backward pass.

    Attributes
    ----------
    signature : what was called
    called : whether a backward pass was called at all
    out : where the output lies in what forward returned
    values : what came back, by the names of variables
    listed : the arrays among the attributes of the object
    """

    signature: Signature
    called: bool
    out: Place
    values: Mapping[str, Any]
    listed: Sequence[Mapping[str, Any]] = ()


def entries(value: Any, levels: int) -> Iterator[tuple[Path, Any]]:
    """Yield the entries of tuples, lists and dictionaries, one level after the other."""
    inside: list[tuple[str | int, Any]] = []
    if isinstance(value, list):
        inside = list(enumerate(value[:MOST_ENTRIES]))
    elif isinstance(value, dict):
        inside = list(islice(value.items(), MOST_ENTRIES))
    for part, one in inside:
        yield (part,), one
    if levels > 1:
        for part, one in inside:
            yield from (((part, *path), found) for path, found in entries(one, levels - 1))


def dotted(path: Sequence[str | int]) -> str:
    """Return a path as it would be written behind an object."""
    first, *rest = path
    return str(first) + "".join(
        f".{part}" if isinstance(part, Attribute) else f"[{part!r}]" for part in rest
    )


def behind(path: Sequence[str | int], *, item: bool = False) -> str:
    """Return a path as it is written behind an object; `item`: it begins with a key."""
    text = ""
    for place, part in enumerate(path):
        first = isinstance(part, str) and place == 0 and not item
        attribute = first or isinstance(part, Attribute)
        text += f".{part}" if attribute else f"[{part!r}]"
    return text


def at(value: Any, path: Path) -> Any:
    """Return what lies at a path in what was returned."""
    for part in path:
        value = value[part]
    return value
