"""Which of the arguments that parameters may have go together."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.signatures.signature import Argument, every_argument

# A parameter's name, and what may be passed for it.
Choice: TypeAlias = tuple[str, Argument]


def with_arrays_first(choices: Sequence[Sequence[Choice]]) -> Sequence[Sequence[Choice]]:
    """Return the choices; a bias is most likely an array where the weight cannot be but one.

    Elsewhere it is most likely a flag: whether there is one.
    """
    if not any({one.role for _, one in options} == {"weight"} for options in choices):
        return choices
    return [sorted(options, key=lambda pair: pair[1].role == "use_bias") for options in choices]


def consistent(chosen: Sequence[tuple[str, Argument]]) -> bool:
    """Return whether no two parameters have the same role."""
    every = every_argument(tuple(chosen))
    unique = [one.role for one in every if one.role not in ("left", "constant", "tool", "record")]
    return len(unique) == len(set(unique))


def with_a_weight(
    given: dict[str, str], parameters: Sequence[Mapping[str, Any]], free: list[str]
) -> None:
    """Make the bias of a forward pass its weight, if it is required and there is no weight.

    >>> given, free = {"A": "x", "B": "bias"}, ["weight", "stride"]
    >>> with_a_weight(given, [{"name": name, "required": True} for name in "AB"], free)
    >>> given, free
    ({'A': 'x', 'B': 'weight'}, ['stride', 'bias'])
    >>> given, three = {"x": "x", "b": "bias"}, [{"name": name, "required": True} for name in "xfb"]
    >>> with_a_weight(given, three, ["weight"])
    >>> given
    {'x': 'x', 'b': 'bias'}
    """
    required = [one["name"] for one in parameters if one["required"]]
    alone = next((name for name in required if given.get(name) == "bias"), None)
    # A parameter of an unknown name is likelier to be the weight.
    if alone is not None and "weight" in free and all(name in given for name in required):
        given[alone] = "weight"
        free.remove("weight")
        free.append("bias")
