"""What a carrier defines: how an ndarray is passed to homework, and how results come back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
# What the worker hands to homework, and what it is asked to do.
Expression: TypeAlias = dict[str, Any]
Step: TypeAlias = dict[str, Any]
Definition: TypeAlias = Mapping[str, Any]
# How the name of a definition of the homework is written in Python.
Naming: TypeAlias = Callable[[str], str]
# The arrays within an object, as the worker lists them: a path and a shape each.
Listed: TypeAlias = Sequence[Mapping[str, Any]]


def everything(role: str) -> bool:
    """Return True: a carrier carries the arrays of all roles unless it says otherwise."""
    return True


def all_of_them(listed: Listed) -> Listed:
    """Return the arrays within an object as they are: an array is its own carrier."""
    return listed


@dataclass(frozen=True)
class Carrier:
    """What homework computes with in place of an ndarray.

    Attributes
    ----------
    name : in a word
    suits : whether a definition may compute with it, as far as its source tells
    given
        The steps by which the worker makes of an ndarray what homework takes; it lies under this
        name then
    crossing
        The steps by which the worker makes of what lies under a name something that can come back
        to the judge, and the name under which that lies then
    taken
        What came back as an ndarray of floating-point numbers; None for what is no number
    given_text : an expression of an ndarray as Python, turned into one of what homework takes
    taken_text : an expression of what homework gives as Python, turned into one of an ndarray
    copied_text : the expression of a copy
    among : those of the arrays within an object that a carrier holds, and where that carrier lies
    carries
        Whether the array of a role travels in it; what does not is passed as an ndarray. A role is
        the name of an op's array, "grad_out", or "labels" for targets that are numbers of classes
    numbers
        Whether what is one number travels in it too, as the upstream gradient of a loss is
    imports : the lines that these expressions need, besides that for NumPy
    expression : what homework takes where that needs no steps; None where it does
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
