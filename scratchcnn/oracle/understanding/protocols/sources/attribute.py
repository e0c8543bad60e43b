"""Results that are stored in attributes of the layer's object."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

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
from scratchcnn.oracle.understanding.signatures.layout.bias_inside import whole
from scratchcnn.oracle.understanding.signatures.layout.own_parameters import last_name
from scratchcnn.oracle.understanding.signatures.signature import (
    Part,
    Path,
    Signature,
    passed_arrays,
)

# What else stands in front of a parameter's name in that of its gradient.
OF_THE_LOSS = ("d", "dl", "dld", "delta", "g", "nabla")

# The variable that holds the object in the worker's session.
OBJECT: Expression = {"var": "object"}


def find(looked: Looked) -> Iterator[Place]:
    """Yield the attributes whose names are those of gradients, then those of a parameter's shape.

    The latter only if no attribute of that shape has the name of a gradient; of any shape if a
    backward pass returns nothing, for the gradient of the input may be stored then, too.
    """
    own = parameters_of(looked.signature)
    named = [one for one in looked.listed if named_gradient(one["path"], own)]
    for entry in named:
        yield Place(ATTRIBUTE.name, tuple(entry["path"]))
    handed = bool(passed_arrays(looked.signature.constructor))
    sizes = {sides(one) for one in looked.listed if handed or tuple(one["path"]) in own}
    sizes -= {sides(one) for one in named}
    silent = looked.called and looked.values.get("gradients") is None
    for entry in looked.listed:
        path = tuple(entry["path"])
        # An entry of a list may be that of another call.
        likely = (silent and len(texts(path)) == len(path)) or sides(entry) in sizes
        if likely and path not in own and not named_gradient(path, own):
            yield Place(ATTRIBUTE.name, path)


def parameters_of(signature: Signature) -> list[Path]:
    """Return the attributes that are a layer's parameters."""
    return [whole(path) for path, _ in signature.parameters.values()]


def named_gradient(path: Sequence[Part], parameters: Iterable[Path] = ()) -> bool:
    """Return whether a path has the name of a gradient, if only that of one of these parameters."""
    if any(map(is_gradient, texts(path))):
        return True
    return any(is_called_after(own, tuple(path)) for own in parameters)


def sides(entry: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the sizes of a listed array that are not 1, in any order."""
    return tuple(sorted(size for size in entry["shape"] if size != 1))


def only_by_value(place: Place, signature: Signature) -> bool:
    """Return whether nothing but its value can say that an attribute holds a gradient."""
    direct = place.kind == ATTRIBUTE.name and not place.reading.of_parameter
    return direct and not named_gradient(place.path, parameters_of(signature))


def texts(path: Sequence[Part]) -> list[str]:
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
    return holds_gradient_of(name, path) or is_within(own, path) or is_called_after(own, path)


def is_called_after(own: Path, path: Path) -> bool:
    """Return whether a gradient has the name of its parameter: `_gradient_pesos` of `pesos`."""
    parameter, gradient = (compact(last_name(one)) for one in (own, path))
    rest = gradient.replace(parameter, "", 1) if parameter else gradient
    return rest != gradient and ("grad" in rest or rest in OF_THE_LOSS)


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
