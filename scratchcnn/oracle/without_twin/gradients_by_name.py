"""Which array of a layer is the gradient of which, where names are all there is to go by."""

import ast
import textwrap
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from scratchcnn.oracle.understanding.names.vocabulary import (
    BIAS_NAMES,
    PARAMETERS,
    WEIGHT_NAMES,
    compact,
)

Path: TypeAlias = tuple[str | int, ...]
Shape: TypeAlias = tuple[int, ...]

# What stands before or after a parameter's name in that of its gradient, the longer ones first.
BEFORE = ("gradients", "gradient", "grads", "nabla", "delta", "dloss", "grad", "dld", "dl", "d")
AFTER = ("gradients", "gradient", "grads", "grad", "delta", "diff")
HOLDERS = {"params", "parameters", "param", "data", "value", "values", "val"}
GRADIENT_HOLDERS = {"grads", "gradients", "grad", "gradient"}
# One layer may call them by several names: its weights "weights", their gradient "dW".
KINDS = [
    {compact(name) for name in names.split()}
    for names in (PARAMETERS["x"], WEIGHT_NAMES, BIAS_NAMES)
]


def cores(name: str) -> set[str]:
    """Return the compact names of what an array of this name may be the gradient of.

    Examples
    --------
    >>> sorted(cores("grad_gamma"))
    ['gamma']
    >>> sorted(cores("dW"))
    ['w']
    """
    plain = compact(name)
    found = {plain.removeprefix(mark) for mark in BEFORE if plain.startswith(mark)}
    found |= {plain.removesuffix(mark) for mark in AFTER if plain.endswith(mark)}
    return found - {""}


def belongs_to(gradient: Path, parameter: Path) -> bool:
    """Return whether the names say that one array is the gradient of another.

    Examples
    --------
    >>> belongs_to(("grads", "W"), ("params", "W"))
    True
    >>> belongs_to(("gamma", "grad"), ("gamma", "data"))
    True
    >>> belongs_to(("W",), ("W",))
    False
    """
    *places, last = plain_parts(gradient, HOLDERS | GRADIENT_HOLDERS) or [""]
    *own_places, own = plain_parts(parameter, HOLDERS) or [""]
    if places != own_places:
        return False
    held = any(part in GRADIENT_HOLDERS for part in map(spelled, gradient))
    return own in cores(last) or (held and own == last)


def plain_parts(path: Path, holders: Collection[str]) -> list[str]:
    """Return the parts of a path that name something."""
    return [part for part in map(spelled, path) if part not in holders]


def spelled(part: str | int) -> str:
    """Return one part of a path in compact letters."""
    return compact(str(part))


def paired(parameters: Mapping[Path, Shape], gradients: Mapping[Path, Shape]) -> dict[Path, Path]:
    """Return the gradient of every parameter that has one: by its name, and of its shape."""
    found: dict[Path, Path] = {}
    for own_name in (True, False):
        for parameter, shape in parameters.items():
            if parameter in found:
                continue
            for gradient, its_shape in gradients.items():
                free = gradient not in found.values() and gradient != parameter
                called = belongs_to(gradient, parameter) if own_name else akin(gradient, parameter)
                if free and called and alike(shape, its_shape):
                    found[parameter] = gradient
                    break
    return found


def in_order(parameters: Mapping[Path, Shape], gradients: Mapping[Path, Shape]) -> dict[Path, Path]:
    """Return the gradient of every parameter by their shapes and their order alone."""
    found: dict[Path, Path] = {}
    for parameter, shape in parameters.items():
        free = (g for g, its in gradients.items() if g not in found.values() and alike(shape, its))
        first = next(free, None)
        if first is not None:
            found[parameter] = first
    return found


def without(gradients: Mapping[Path, Shape], taken: Mapping[Path, Path]) -> dict[Path, Shape]:
    """Return the gradients that belong to no parameter yet."""
    return {path: shape for path, shape in gradients.items() if path not in taken.values()}


def without_keys(parameters: Mapping[Path, Shape], taken: Mapping[Path, Path]) -> dict[Path, Shape]:
    """Return the parameters that have no gradient yet."""
    return {path: shape for path, shape in parameters.items() if path not in taken}


def akin(gradient: Path, parameter: Path) -> bool:
    """Return whether an array is the gradient of another by a second name of that."""
    own = spelled(parameter[-1])
    names = set().union(*(kind for kind in KINDS if own in kind))
    return any(belongs_to(gradient, (*parameter[:-1], name)) for name in names)


def alike(shape: Shape, other: Shape) -> bool:
    """Return whether two shapes are the same but for axes of length 1."""
    return [n for n in shape if n != 1] == [n for n in other if n != 1]


def returned_names(source: str) -> list[str]:
    """Return the names in the last `return a, b, c` of a function; [] if it has none.

    Examples
    --------
    >>> returned_names("def backward(dout): return dx, dgamma")
    ['dx', 'dgamma']
    """
    try:
        tree = ast.parse(textwrap.dedent(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    tuples = [
        node.value.elts
        for node in ast.walk(tree)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple | ast.List)
    ]
    return list(names_of(tuples[-1])) if tuples else []


def names_of(elements: Sequence[ast.expr]) -> Iterator[str]:
    """Yield the last name in each expression, "" where it is none."""
    for element in elements:
        if isinstance(element, ast.Attribute):
            yield element.attr
        else:
            yield element.id if isinstance(element, ast.Name) else ""
