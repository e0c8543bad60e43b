"""Functions of JAX and numba that are called otherwise than functions of Python."""

import inspect
from typing import Any


def rules_of(value: Any) -> tuple[Any, ...]:
    """Return the functions that make up one with gradients of its own (`jax.custom_vjp`): three."""
    of_jax = type(value).__module__.startswith("jax.") and type(value).__name__ == "custom_vjp"
    if not of_jax or value.bwd is None:
        return ()
    return value.fun, value.fwd, value.bwd


def called_otherwise(value: Any) -> dict[str, Any]:
    """Return what describes how a function is called: with a rule, or by position alone."""
    if rules_of(value):
        return {"rule": True}
    if type(value).__module__.startswith("numba.") and type(value).__name__ == "DUFunc":
        # What `vectorize` makes takes no keywords.
        return {"ahead": list(inspect.signature(value).parameters)}
    return {}
