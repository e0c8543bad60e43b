"""A signature: what every parameter of a layer means, and how every array is laid out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.signatures.cut import Cut

Part: TypeAlias = str | int | Cut
Path: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True)
class Argument:
    """What is passed for one parameter: a role ("x", "stride", ...), and its spelling or layout."""

    role: str
    # A layout ("NHWC"), a spelling ("pair"), the value of a constant, or the class of a record.
    form: Any = ""
    # The entries of a dictionary of options, or the arguments of a record, by key.
    keys: tuple[tuple[str, "Argument"], ...] = ()


# The arrays of all ops, and the upstream gradient.
ARRAYS = (
    *("x", "weight", "pointwise", "bias", "other", "third", "target", "p", "log_p", "logits"),
    *("indices", "grad_out"),
)
# The roles that tell how large a kernel is.
OF_KERNELS = ("kernel_size", "kernel_height", "kernel_width", "weight_shape", "weight")
# The role of a list of arrays that are passed in one.
JOINED = "joined"
# The arguments of one call: pairs of a parameter's name and what is passed for it.
Arguments: TypeAlias = tuple[tuple[str, Argument], ...]


def every_argument(arguments: Arguments) -> list[Argument]:
    """Return the arguments of a call, including the entries of dictionaries of options."""
    return [one for _, argument in arguments for _, one in (("", argument), *argument.keys)]


def argument_of(arguments: Arguments, role: str) -> Argument | None:
    """Return the argument with a role; None if it is not passed."""
    return next((one for one in every_argument(arguments) if one.role == role), None)


def passed_arrays(arguments: Arguments) -> list[str]:
    """Return the names of the op's arrays among the arguments of a call."""
    roles = {one.role for one in every_argument(arguments)}
    return [name for name in ARRAYS if name in roles]


def place_of(name: str, forward: Arguments, given: tuple[str, ...]) -> int:
    """Return the place of an array among those that a forward pass is called with.

    Examples
    --------
    >>> call = (("a", Argument("other")), ("b", Argument("x")))
    >>> place_of("x", call, ("x", "other"))
    1
    """
    return [one.role for one in every_argument(forward) if one.role in given].index(name)


@dataclass(frozen=True)
class Signature:
    """What every parameter of a layer means, and how every array is laid out.

    Attributes
    ----------
    constructor : the constructor's arguments; () for a function
    forward : the arguments of the forward pass
    backward : the arguments of the backward pass
    forms
        The layout of every array that is passed, by name. By default the upstream gradient,
        "grad_out", has the layout of the output.
    parameters
        The attribute path and the layout of every array that is not passed, but stored in the
        layer's object, by name.
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
        """Return the argument with a role in the constructor or forward call; None without one."""
        return argument_of((*self.constructor, *self.forward), role)
