"""Functions of JAX whose gradients follow rules of the homework's own (`jax.custom_vjp`)."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .foreign import is_of_jax, jax

# How far two results may be from each other that are computed alike.
RELATIVE = 1e-6
# How JAX begins what it says of gradients that do not fit the arguments.
REFUSED = "Custom VJP bwd rule"


class OtherOutput(ValueError):
    """The function that a rule calls in place of another one computes something else."""


def with_rule(function: Any) -> Callable[..., Any]:
    """Return a function that returns the output, and what makes its gradient into gradients.

    The latter returns those of all arguments that are arrays, by name, in a tuple of one.
    """
    library = jax()
    vjp = getattr(library.vjp, "__wrapped__", library.vjp)

    def call(*arguments: Any, **keywords: Any) -> Any:
        bound = inspect.signature(function).bind(*arguments, **keywords)
        bound.apply_defaults()
        given = bound.arguments
        arrays = {name: value for name, value in given.items() if holds_numbers(value)}

        def of_arrays(arrays: Mapping[str, Any]) -> Any:
            return function(**{**given, **arrays})

        out = of_arrays(arrays)

        def pull(upstream: Any) -> Any:
            of_the_rule, pullback = vjp(of_arrays, arrays)
            refuse_another(function, out, of_the_rule)
            try:
                return pullback(upstream)
            except (TypeError, ValueError) as error:
                if not str(error).startswith(REFUSED):
                    raise
                found = returned(function, given, upstream)
                if found is None or not tells_more(arrays, found):
                    raise
                return ({name: found[name] for name in arrays if name in found},)

        return out, pull

    return call


def returned(
    function: Any, given: Mapping[str, Any], upstream: Any
) -> Mapping[str, Any] | None:
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


def tells_more(arrays: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Return whether gradients are other than an error says: not only axes of size 1 are wrong.

    Those of another precision are none: it is the judge that computes in float64.
    """
    pairs = [(np.shape(value), np.shape(found.get(name))) for name, value in arrays.items()]
    sizes = all(np.prod(one) == np.prod(two) for one, two in pairs)
    return not sizes or all(one == two for one, two in pairs)


def holds_numbers(value: Any) -> bool:
    """Return whether a value is an array of numbers that have gradients, or holds such arrays."""
    leaves = jax().tree.leaves(value)
    return any(is_of_jax(leaf) and np.dtype(leaf.dtype).kind == "f" for leaf in leaves)


def refuse_another(function: Any, out: Any, other: Any) -> None:
    """Raise where the first function of a rule returns another output than the function itself."""
    leaves = jax().tree.leaves
    for one, two in zip(leaves(out), leaves(other), strict=False):
        same = np.shape(one) == np.shape(two) and np.allclose(
            one, two, RELATIVE, RELATIVE, equal_nan=True
        )
        if not same:
            own, first = (getattr(it, "__name__", "?") for it in (function, function.fwd))
            raise OtherOutput(f"{first} returns another output than {own}")
