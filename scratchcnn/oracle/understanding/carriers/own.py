"""The carrier of homework that computes with a Tensor, Variable or Value of its own."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.understanding.carriers.carrier import (
    Carrier,
    Definition,
    Graph,
    Naming,
    Part,
    Step,
    Written,
)
from scratchcnn.oracle.understanding.carriers.ndarray import numeric

Array: TypeAlias = NDArray[Any]
# What it is made of: an array, nested lists of numbers, or a single number.
ARRAYS, LISTS, NUMBERS = "array", "list", "number"
A_NUMBER = re.compile(r"[-+.\de]+")


@dataclass(frozen=True)
class Own:
    """A class of the homework whose objects carry arrays, as it was found by using it.

    Attributes
    ----------
    kind : the class
    maker : what makes an object of it: the class itself, or a function
    read : the path from an object to its numbers; a part that ends in brackets is called
    made_of : what the maker takes, an array, nested lists or a number
    options : what the maker is passed besides, by name: that gradients are wanted
    """

    kind: str
    maker: str
    read: tuple[Part, ...]
    made_of: str = ARRAYS
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def single(self) -> bool:
        """Whether an object holds a single number."""
        return self.made_of == NUMBERS

    def made(self, value: Array | float) -> Any:
        """Return a value as the maker takes it: a worker expression."""
        return {"array": value} if self.made_of == ARRAYS else {"value": np.asarray(value).tolist()}

    def given(self, name: str, array: Array) -> list[Step]:
        """Return the steps that make an object of an array, and store it in a variable."""
        call = {"call": {"name": self.maker}, "args": [{"var": name}], "save": name}
        options = {key: {"value": one} for key, one in self.options.items()}
        return [{"let": name, "value": self.made(array)}, {**call, "kwargs": options}]

    @property
    def imports(self) -> Sequence[str]:
        """The lines that these expressions need."""
        return ()

    @property
    def looks(self) -> Mapping[str, Any]:
        """What a step of the worker is told to know the class by, and to read its objects."""
        return {"kind": {"name": self.kind}, "read": [str(part) for part in self.read]}

    def crossing(self, name: str) -> tuple[list[Step], str]:
        """Return the step that reads the numbers of a variable, and where they are then."""
        return [{"open": {"var": name}, **self.looks, "save": f"{name} read"}], f"{name} read"

    def given_text(self, text: str, naming: Naming) -> str:
        """Return the expression of an object made of an array."""
        taken = f"np.asarray({text}).tolist()" if self.made_of == LISTS else text
        if self.made_of == NUMBERS and not A_NUMBER.fullmatch(text):
            taken = f"float({text})"
        options = "".join(f", {key}={one!r}" for key, one in self.options.items())
        return f"{naming(self.maker)}({taken}{options})"

    def taken_text(self, text: str) -> str:
        """Return the expression of an object's numbers."""
        return text + "".join(f".{part}" for part in self.read)

    def copied_text(self, text: str, naming: Naming) -> str:
        """Return the expression of another object with the same numbers."""
        return self.given_text(f"np.array({self.taken_text(text)})", naming)


def as_it_is(text: str) -> str:
    """Return the expression unchanged: a gradient that is an ndarray."""
    return text


def carrier(own: Own, graph: Graph, suits: Callable[[Definition], bool], name: str) -> Carrier:
    """Return the carrier that hands over objects of a class of the homework.

    Parameters
    ----------
    own : the class, and how it is used
    graph : how its backward pass is started, and where the gradients are then
    suits : whether a definition may compute with it
    name : a short, unique name
    """

    def carries(role: str) -> bool:
        return role not in graph.as_arrays

    written: Written = own.taken_text if graph.carried else as_it_is
    return Carrier(
        name,
        suits=suits,
        given=own.given,
        crossing=own.crossing,
        taken=numeric,
        given_text=own.given_text,
        taken_text=own.taken_text,
        copied_text=own.copied_text,
        carries=carries,
        numbers=True,
        imports=own.imports,
        looks=own.looks,
        graph=graph,
        gradient_text=written,
    )
