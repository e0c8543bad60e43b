"""Functions of JAX whose gradients follow rules of the homework's own (`jax.custom_vjp`)."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .foreign import is_of_jax, jax

# How far two results may be from each other that are computed alike, by the bytes of a number.
APART = {8: 1e-6, 4: 1e-2, 2: 1e-1}
# How JAX begins what it says of gradients that do not fit the arguments.
REFUSED = "Custom VJP bwd rule"


class OtherOutput(ValueError):
    """The function that a rule calls in place of another one computes something else."""


class Gradients(tuple[Any, ...]):
    """What a rule returns for the arrays; where JAX refuses one of them, its error is raised."""

    # The errors of those that JAX refuses, and nothing else would, by their positions.
    refused: Mapping[int, Exception]

    def __getitem__(self, position: Any) -> Any:
        """Return a gradient, or raise the error that it causes."""
        if position in self.refused:
            raise self.refused[position]
        return super().__getitem__(position)


def with_rule(function: Any) -> Callable[..., Any]:
    """Return a function that returns the output, and what makes its gradient into gradients.

    The latter returns those of all arguments that are arrays, in their order.
    """
    library = jax()
    vjp = getattr(library.vjp, "__wrapped__", library.vjp)

    def call(*arguments: Any, **keywords: Any) -> Any:
        bound = inspect.signature(function).bind(*arguments, **keywords)
        bound.apply_defaults()
        given = bound.arguments
        names = [name for name, value in given.items() if holds_numbers(value)]

        def of_arrays(*arrays: Any) -> Any:
            return function(**{**given, **dict(zip(names, arrays, strict=True))})

        arrays = [given[name] for name in names]
        out = of_arrays(*arrays)

        def pull(upstream: Any) -> Any:
            of_the_rule, pullback = vjp(of_arrays, *arrays)
            refuse_another(function, out, of_the_rule)
            try:
                return pullback(upstream)
            except (TypeError, ValueError) as error:
                if not str(error).startswith(REFUSED):
                    raise
                found = returned(function, given, upstream)
                if found is None:
                    raise
                gradients = Gradients(found[name] for name in names if name in found)
                pairs = enumerate(zip(arrays, tuple(gradients), strict=False))
                odd = [number for number, (one, own) in pairs if is_odd(one, own, upstream)]
                gradients.refused = dict.fromkeys(odd, error)
                return gradients

        return out, pull

    return call


def returned(function: Any, given: Mapping[str, Any], upstream: Any) -> Mapping[str, Any] | None:
    """Return what a rule returns, by the names of the arguments; None if it is no tuple of these.

    JAX refuses gradients of other shapes and precisions than those of the arguments: like this it
    is seen what is wrong with them.
    """
    names, values = list(given), list(given.values())
    apart = [number % len(names) for number in function.nondiff_argnums]
    _, kept = function.fwd(*values)
    found = function.bwd(*(values[number] for number in apart), kept, upstream)
    others = [name for number, name in enumerate(names) if number not in apart]
    if type(found) is not tuple or len(found) != len(others):
        return None
    return dict(zip(others, found, strict=True))


def is_odd(array: Any, found: Any, upstream: Any) -> bool:
    """Return whether a gradient has the size of its array, and axes of size 1 too many or too few.

    Not where these are of the upstream gradient: elsewhere a sum that is missing shows by the size.
    """
    shape, own = np.shape(found), np.shape(array)
    if shape == own or np.prod(shape) != np.prod(own):
        return False
    sizes = iter(np.shape(upstream))
    return not all(size in sizes for size in shape)


def holds_numbers(value: Any) -> bool:
    """Return whether a value is an array of numbers that have gradients, or holds such arrays."""
    leaves = jax().tree.leaves(value)
    return any(is_of_jax(leaf) and np.dtype(leaf.dtype).kind == "f" for leaf in leaves)


def refuse_another(function: Any, out: Any, other: Any) -> None:
    """Raise where the first function of a rule returns another output than the function itself."""
    leaves = jax().tree.leaves
    for one, two in zip(leaves(out), leaves(other), strict=False):
        one, two = np.asarray(one), np.asarray(two)
        apart = APART.get(min(one.itemsize, two.itemsize), 1e-1)
        if one.shape != two.shape or not np.allclose(one, two, apart, apart, equal_nan=True):
            own, first = (getattr(it, "__name__", "?") for it in (function, function.fwd))
            raise OtherOutput(f"{first} returns another output than {own}")
