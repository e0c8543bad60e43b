"""Which of the arrays that a network returns or keeps is the gradient of which parameter."""

from collections.abc import Mapping

from scratchcnn.oracle.without_twin.gradients_by_name import (
    Path,
    Shape,
    akin,
    alike,
    belongs_to,
    in_order,
    paired,
    without,
    without_keys,
)

# What a call returns is called so: a gradient, whatever its own name.
GRADIENTS = "grads"


def paired_with(parameters: Mapping[Path, Shape], found: Mapping[Path, Shape]) -> dict[Path, Path]:
    """Return the gradient of every parameter: by name and shape, by place, by name, by order.

    Examples
    --------
    >>> paired_with({("weights", 0): (6, 4)}, {("grads", "nabla_w", 0): (6, 4)})
    {('weights', 0): ('grads', 'nabla_w', 0)}
    """
    pairs = paired(parameters, found)
    for parameter, shape in without_keys(parameters, pairs).items():
        for gradient, its_shape in without(found, pairs).items():
            if alike(shape, its_shape) and in_lists(gradient, parameter):
                pairs[parameter] = gradient
                break
    for parameter in without_keys(parameters, pairs):
        free = without(found, pairs)
        named = [g for g in free if belongs_to(g, parameter) or in_lists(g, parameter)]
        if named:
            pairs[parameter] = named[0]
    # What a call returns without names comes in the order of the parameters.
    rest = {path: shape for path, shape in without(found, pairs).items() if path[0] == GRADIENTS}
    left = {path: shape for path, shape in without_keys(parameters, pairs).items() if shape}
    return pairs | in_order(left, {p: s for p, s in rest.items() if is_nameless(p)})


def in_lists(gradient: Path, parameter: Path) -> bool:
    """Return whether both are at the same place of lists of which one has the other's gradients."""
    if numbered(parameter) and numbered(gradient)[:1] == numbered(parameter)[:1]:
        return belongs_to((GRADIENTS, *numbered(gradient)), numbered(parameter))
    own, other = tail(parameter), tail(gradient)
    if not own or own != other:
        return False
    name, its = parameter[: -len(own)], gradient[: -len(other)]
    return bool(name and its) and (belongs_to(its, name[-1:]) or akin(its, name[-1:]))


def numbered(path: Path) -> Path:
    """Return a path from its first number on, if a name follows: ("layers", 0, "W")."""
    first = next((i for i, part in enumerate(path) if isinstance(part, int)), len(path))
    return path[first:] if len(path) > first + 1 and isinstance(path[-1], str) else ()


def tail(path: Path) -> Path:
    """Return the numbers at the end of a path."""
    count = 0
    while count < len(path) and isinstance(path[-1 - count], int):
        count += 1
    return path[len(path) - count :]


def is_nameless(path: Path) -> bool:
    """Return whether a returned array has no name but its place."""
    return all(isinstance(part, int) for part in path[1:])
