"""Objects of the homework that hold one number each, in nested lists like the axes of an array."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .paths import Part, pick


class Numbers(list[Any]):
    """A list of such objects, or of such lists."""

    # The path from an object to its gradient.
    path: Sequence[Part] = ()

    @property
    def gradients(self) -> NDArray[Any]:
        """The gradients, as an array."""
        return np.array(
            [one.gradients if type(one) is Numbers else pick(one, self.path) for one in self]
        )


def numbers(maker: Callable[..., Any], array: Any, path: Sequence[Part]) -> Any:
    """Return an object for every number of an array; `path`: from one to its gradient."""
    if not np.ndim(array):
        return maker(array.item() if isinstance(array, (np.ndarray, np.generic)) else array)
    made = Numbers(numbers(maker, one, path) for one in array)
    made.path = path
    return made


def each(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that does the same with every object in nested lists."""

    def of(value: Any, *others: Any) -> Any:
        if isinstance(value, list):
            return [of(one, *others) for one in value]
        return function(value, *others)

    return of


def begin(out: Any, start: str, grad: Any) -> None:
    """Start a backward pass with the gradient of every output.

    It starts from the sum of the products with it, as such an engine starts from one number.
    """
    products = [one * float(g) for one, g in zip(flat(out), np.ravel(grad), strict=True)]
    total = products[0]
    for one in products[1:]:
        total = total + one
    getattr(total, start)()


def flat(value: Any) -> Iterator[Any]:
    """Yield the objects in nested lists, in order."""
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from flat(one)
    else:
        yield value
