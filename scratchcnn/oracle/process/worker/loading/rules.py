"""Functions of JAX with a rule of the homework's own for their gradients."""

from typing import Any


def rules_of(value: Any) -> tuple[Any, ...]:
    """Return the functions that make up one with gradients of its own (`jax.custom_vjp`): three."""
    of_jax = type(value).__module__.startswith("jax.") and type(value).__name__ == "custom_vjp"
    if not of_jax or value.bwd is None:
        return ()
    return value.fun, value.fwd, value.bwd
