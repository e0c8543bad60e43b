"""Results that are stored in attributes of the layer's object."""

from collections.abc import Iterator, Sequence

from scratchcnn.oracle.understanding.carriers.carrier import Expression
from scratchcnn.oracle.understanding.names.vocabulary import (
    BIAS_NAMES,
    INPUT_NAMES,
    WEIGHT_NAMES,
    compact,
    is_gradient,
)
from scratchcnn.oracle.understanding.protocols.place import Looked, Place, Source
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.own_parameters import last_name
from scratchcnn.oracle.understanding.signatures.signature import Path

# The variable that holds the object in the worker's session.
OBJECT: Expression = {"var": "object"}


def find(looked: Looked) -> Iterator[Place]:
    """Yield the attributes whose names are those of gradients."""
    for entry in looked.listed:
        if any(map(is_gradient, texts(entry["path"]))):
            yield Place(ATTRIBUTE.name, tuple(entry["path"]))


def texts(path: Sequence[str | int]) -> list[str]:
    """Return the names in a path, without its indices."""
    return [part for part in path if isinstance(part, str)]


def holds_gradient_of(name: str, path: Path) -> bool:
    """Return whether an attribute's name is that of the gradient of an argument."""
    known = {"weight": WEIGHT_NAMES, "bias": BIAS_NAMES}.get(name, INPUT_NAMES).split()
    last = compact(last_name(path)).removeprefix("grad").removesuffix("grad")
    return any(last in (word, f"d{word}", f"dld{word}", f"dl{word}") for word in known)


def tells(name: str, position: int, own: Path, path: Path) -> bool:
    """Return whether an attribute tells whose gradient it is: by its name, or as a parameter's own.

    Their order tells nothing.
    """
    return holds_gradient_of(name, path) or is_within(own, path)


def is_within(own: Path, path: Path) -> bool:
    """Return whether a gradient is an attribute of the parameter itself, which is no ndarray."""
    return bool(own) and path[:-1] == own and is_gradient(str(path[-1]))


def likelihood(name: str, path: Path) -> int:
    """Return how likely an attribute, by its name, holds the gradient of a layer's parameter."""
    return 2 * (name in ("weight", "bias") and holds_gradient_of(name, path))


def words(path: str) -> str:
    """Return the words that say in which attribute a result is."""
    return f"in {path}" if path else ""


ATTRIBUTE = Way(
    "attribute",
    source=Source(
        "attribute",
        "object",
        "layer",
        attributes=True,
        words=words,
        tells=tells,
        likelihood=likelihood,
    ),
    find=find,
)
