"""The place where a result is found."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from scratchcnn.oracle.process.worker.answering.marks import Attribute, Cell
from scratchcnn.oracle.understanding.protocols.direct import DIRECT
from scratchcnn.oracle.understanding.protocols.reading import Reading
from scratchcnn.oracle.understanding.signatures.cut import Cut
from scratchcnn.oracle.understanding.signatures.layout.paths import Key
from scratchcnn.oracle.understanding.signatures.signature import Part, Path, Signature

MOST_ENTRIES = 6


@dataclass(frozen=True)
class Place:
    """Where a result is found: the name of a source, a path into it, a layout, and a reading.

    The sources are "returned" (by the call in question), "forward" (returned by forward along with
    its output), "attribute" (of the object), "nowhere", and those that the table adds.
    """

    kind: str
    path: Path = ()
    form: str = ""
    reading: Reading = DIRECT


def as_returned(path: str) -> str:
    """Return the words that say that a call returns the result."""
    return "returned"


def tells_nothing(name: str, position: int, own: Path, path: Path) -> bool:
    """Return False: the path of a gradient does not show which argument it belongs to."""
    return False


def all_alike(name: str, path: Path) -> int:
    """Return 0: no path is likelier than another."""
    return 0


@dataclass(frozen=True)
class Source:
    """A value that results are found in: what a call returned, or the layer's object.

    Attributes
    ----------
    kind : its name; the `kind` of its places
    variable : the worker's variable that holds it; "" if the first part of a path is the variable
    written : its name in Python code, if that differs from the variable
    attributes : whether a path begins with an attribute, and not with an index or a key
    words : describe where a result is, given its path
    of_call : whether it is the return value of the call in question, forward or backward
    tells : whether a path alone tells that the gradient of an argument lies there, from the
        argument's name, its position among those that have a gradient, and its own path in the
        layer's object, () if it is passed
    likelihood : return how likely a path is for an argument's gradient, if values do not decide
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
        """Return the worker's variable that holds a result, and the path from there."""
        return (self.variable, path) if self.variable else (str(path[0]), path[1:])


@dataclass(frozen=True)
class Looked:
    """Everything that can be searched for gradients after a backward pass.

    Attributes
    ----------
    signature : the signature of the layer
    called : whether a backward pass was called at all
    out : the place of the output
    values : the values that the worker sent back, by variable
    listed : the arrays among the attributes of the object
    left : those in other variables of the session, by the name of the variable
    beside : the path to a gradient from what was handed over, if a graph puts it there
    elsewhere : whether gradients may be anywhere else
    """

    signature: Signature
    called: bool
    out: Place
    values: Mapping[str, Any]
    listed: Sequence[Mapping[str, Any]] = ()
    left: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    beside: Path | None = None
    elsewhere: bool = True


def entries(value: Any, levels: int) -> Iterator[tuple[Path, Any]]:
    """Yield the path and value of every entry of tuples, lists and dictionaries, level by level."""
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


def dotted(path: Sequence[Part]) -> str:
    """Return a path as Python code, beginning with the name of its first part."""
    return behind(path).removeprefix(".")


def in_brackets(part: Part) -> str:
    """Return a part of a path that is no attribute as Python code."""
    if isinstance(part, Cut):
        return part.text
    return f"[{part if isinstance(part, int) else str(part)!r}]"


def behind(path: Sequence[Part], *, item: bool = False) -> str:
    """Return a path as Python code to append to an object; `item`: it begins with a key."""
    text = ""
    for place, part in enumerate(path):
        first = isinstance(part, str) and place == 0 and not (item or isinstance(part, Key))
        if isinstance(part, Cell):
            text += f".__closure__[{part.number}].cell_contents"
        elif first or isinstance(part, Attribute):
            text += f".{part}"
        else:
            text += in_brackets(part)
    return text


def at(value: Any, path: Path) -> Any:
    """Return the entry of a value at a path."""
    for part in path:
        value = value[part]
    return value
