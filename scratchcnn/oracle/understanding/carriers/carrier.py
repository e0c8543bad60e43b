"""The definition of a carrier: how an ndarray is passed to homework, and how results come back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
# A value as the worker builds it, and one instruction to the worker.
Expression: TypeAlias = dict[str, Any]
Step: TypeAlias = dict[str, Any]
Definition: TypeAlias = Mapping[str, Any]
# Returns how a definition of the homework is referred to in Python code: "Tensor" may become
# "homework.Tensor".
Naming: TypeAlias = Callable[[str], str]
# Turns an expression of Python code into another.
Written: TypeAlias = Callable[[str], str]
# A part of a path: an attribute, a key or an index.
Part: TypeAlias = str | int
# The arrays inside an object, as the worker lists them: each has a path and a shape.
Listed: TypeAlias = Sequence[Mapping[str, Any]]


def everything(role: str) -> bool:
    """Return True: by default, a carrier holds the arrays of all roles."""
    return True


def all_of_them(listed: Listed) -> Listed:
    """Return the listed arrays unchanged: an ndarray is its own carrier."""
    return listed


@dataclass(frozen=True)
class Graph:
    """How what homework computes with finds its own gradients.

    Attributes
    ----------
    start : the method of an output, or the function, that starts the backward pass
    form
        "given" if it is given the gradient of the output, "put" if that is stored in the output
        before, "weighted" if only the sum of the products with it can start, "scaled" if the
        product with it can, and "bare" if it always starts from ones
    gradient : the path from what was handed over to its gradient
    carried : whether the gradient travels like what it is the gradient of, or is an ndarray
    attribute : where the gradient of the output is stored before the start, if that is the form
    function : whether the start is a function, and not a method
    as_arrays : the roles of the arrays that are passed as ndarrays, "grad_out" for one
    """

    start: str
    form: str
    gradient: tuple[Part, ...]
    carried: bool = False
    attribute: str = ""
    function: bool = False
    as_arrays: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Carrier:
    """What homework computes with in place of an ndarray.

    The functions that end in `_text` take and return Python expressions.

    Attributes
    ----------
    name : a short, unique name
    suits : return whether a definition may compute with it, judging by its source
    given
        Return the steps by which the worker converts an ndarray to the value that homework takes,
        and stores it in the variable with this name
    crossing
        Return the steps by which the worker converts the value of a variable to one that can be
        sent to the judge, and the name of the variable that then holds it
    taken
        Return a value that was sent as an ndarray of floating-point numbers; None if it is not
        numeric
    given_text : convert an expression of an ndarray to one of the value that homework takes
    taken_text : convert an expression of a value that homework returns to one of an ndarray
    copied_text : convert an expression of a value that homework takes to one of its copy
    among
        Return which of the arrays inside an object are held by a carrier, each with the path of
        the carrier in place of its own
    carries
        Return whether an array of this role is converted; others are passed as ndarrays. A role is
        the name of an op's array, "grad_out", or "labels" for targets that are class numbers
    numbers : whether single numbers are converted too, such as the upstream gradient of a loss
    imports : the import lines that these expressions need, besides NumPy's
    expression
        Return the value that homework takes as one worker expression; None if it takes steps to
        build that value
    looks
        What a step that lists arrays is told besides, if they are not ndarrays; the carriers
        themselves are listed then, and `among` has nothing left to do
    graph : how it finds its own gradients; None if it does not
    gradient_text : convert an expression of such a gradient to one of an ndarray
    """

    name: str
    suits: Callable[[Definition], bool]
    given: Callable[[str, Array], Sequence[Step]]
    crossing: Callable[[str], tuple[Sequence[Step], str]]
    taken: Callable[[Any], Array | None]
    given_text: Callable[[str, Naming], str]
    taken_text: Callable[[str], str]
    copied_text: Callable[[str, Naming], str]
    among: Callable[[Listed], Listed] = all_of_them
    carries: Callable[[str], bool] = everything
    numbers: bool = False
    imports: Sequence[str] = ()
    expression: Callable[[Array], Expression] | None = None
    looks: Mapping[str, Any] = field(default_factory=dict)
    graph: Graph | None = None
    gradient_text: Written | None = None
