"""What every parameter of homework means, and how every array is laid out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Argument:
    """What stands for one parameter: a role, and how that is spelled or laid out."""

    role: str
    # The layout or spelling; of a constant, the value.
    form: Any = ""
    keys: tuple[tuple[str, "Argument"], ...] = ()


# The arrays of all ops, and the upstream gradient.
ARRAYS = ("x", "weight", "bias", "target", "p", "logits", "grad_out")
# What is passed in one call, by the names of the parameters.
Arguments: TypeAlias = tuple[tuple[str, Argument], ...]


def every_argument(arguments: Arguments) -> list[Argument]:
    """Return what is passed, also from within dictionaries of options."""
    return [one for _, argument in arguments for _, one in (("", argument), *argument.keys)]


def argument_of(arguments: Arguments, role: str) -> Argument | None:
    """Return the argument of a role, None if it is not passed."""
    return next((one for one in every_argument(arguments) if one.role == role), None)


def passed_arrays(arguments: Arguments) -> list[str]:
    """Return the arrays of an op among the arguments of a call."""
    roles = {one.role for one in every_argument(arguments)}
    return [name for name in ARRAYS if name in roles]


@dataclass(frozen=True)
class Signature:
    """What every parameter of a layer means, and how every array is laid out.

    Attributes
    ----------
    constructor : what it is made with
    forward : what the forward pass is called with
    backward : what the backward pass is called with
    forms
        How every array that goes in is laid out, by its name; grad_out as the output is.
    parameters
        Where those arrays lie that are not passed but the layer's own, and how they are laid out.
    """

    constructor: Arguments = ()
    forward: Arguments = ()
    backward: Arguments = ()
    forms: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, tuple[Path, str]] = field(default_factory=dict)

    def takes(self, *roles: str) -> bool:
        """Return whether one of these roles is passed to the constructor or to forward."""
        return any(self.role(role) is not None for role in roles)

    def role(self, role: str) -> Argument | None:
        """Return the argument of a role that is passed to the constructor or to forward."""
        return argument_of((*self.constructor, *self.forward), role)
