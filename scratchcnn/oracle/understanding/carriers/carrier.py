"""What a carrier has to say: how an ndarray goes into homework, and how it comes back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
# What the worker hands to homework.
Expression: TypeAlias = dict[str, Any]
Definition: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Carrier:
    """What homework computes with in place of an ndarray.

    Attributes
    ----------
    name : in a word
    suits : whether a definition may compute with it, as far as its source tells
    given : an ndarray as the expression by which the worker makes what homework takes
    taken
        What came back to the judge as an ndarray of floating-point numbers; None for what is no
        number
    written : an ndarray as Python that makes what homework takes, for lines to paste
    given_text : an expression of an ndarray as Python, turned into one of what homework takes
    taken_text : an expression of what homework gives as Python, turned into one of an ndarray
    copied_text : the expression of a copy
    imports : the lines that these expressions need, besides that for NumPy
    """

    name: str
    suits: Callable[[Definition], bool]
    given: Callable[[Array], Expression]
    taken: Callable[[Any], Array | None]
    written: Callable[[Array], str]
    given_text: Callable[[str], str]
    taken_text: Callable[[str], str]
    copied_text: Callable[[str], str]
    imports: tuple[str, ...] = ()
