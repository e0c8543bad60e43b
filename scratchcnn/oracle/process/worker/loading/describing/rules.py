"""Functions of JAX and numba that are called otherwise than functions of Python."""

import inspect
from types import FunctionType
from typing import Any


def rules_of(value: Any) -> tuple[Any, ...]:
    """Return the functions that make up one with gradients of its own (`jax.custom_vjp`): three."""
    of_jax = type(value).__module__.startswith("jax.") and type(value).__name__ == "custom_vjp"
    if not of_jax or value.bwd is None:
        return ()
    return value.fun, value.fwd, value.bwd


def called_otherwise(value: Any) -> dict[str, Any]:
    """Return what describes how a function is called, if that is not as it is written.

    It may have a rule, be called by position alone, or through another function.
    """
    if rules_of(value):
        return {"rule": True}
    if type(value).__module__.startswith("numba.") and type(value).__name__ == "DUFunc":
        # What `vectorize` makes takes no keywords.
        return {"ahead": list(inspect.signature(value).parameters)}
    return through_another(value) if isinstance(value, FunctionType) else {}


def through_another(function: FunctionType) -> dict[str, Any]:
    """Return what describes a function that `functools.wraps` has made: a decorator's.

    What that hands over and returns the text of the inner function does not say. What it takes by
    position, it may treat otherwise than what it takes by keyword.
    """
    if "__wrapped__" not in vars(function):
        return {}
    if not function.__code__.co_flags & inspect.CO_VARARGS:
        return {"wrapped": True}
    try:
        named = list(inspect.signature(function).parameters.values())
    except Exception:
        # A signature can be anything that the homework makes it, an error too.
        return {"wrapped": True}
    named = [one for one in named if one.kind is one.POSITIONAL_OR_KEYWORD]
    if function.__code__.co_flags & inspect.CO_VARKEYWORDS:
        # What it has a default for is an option, and no array.
        named = [one for one in named if one.default is one.empty]
    return {"wrapped": True, "ahead": [one.name for one in named]}
