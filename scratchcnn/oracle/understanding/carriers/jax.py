"""The carrier of homework that computes with JAX's arrays."""

from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.understanding.carriers.carrier import Carrier, Definition, Naming, Step
from scratchcnn.oracle.understanding.carriers.ndarray import crossing, numeric

Array: TypeAlias = NDArray[Any]

NAME = "jax"


def suits(definition: Definition) -> bool:
    """Return whether a definition, or the file it stands in, imports JAX."""
    return NAME in (*definition.get("libraries", ()), *definition.get("reads", ()))


def given(name: str, array: Array) -> list[Step]:
    """Return the steps that store an array of JAX's, into which nobody can write."""
    made: Step = {"call": {"tool": "array of jax"}, "args": [{"var": name}], "save": name}
    return [{"let": name, "value": {"array": array}}, made]


def given_text(text: str, naming: Naming) -> str:
    """Return the expression of an array of JAX's."""
    return f"jnp.asarray({text})"


def taken_text(text: str) -> str:
    """Return the expression of NumPy's array of the same numbers."""
    return f"np.asarray({text})"


def copied_text(text: str, naming: Naming) -> str:
    """Return the expression itself: nobody can write into such an array."""
    return text


JAX = Carrier(
    NAME,
    suits=suits,
    given=given,
    crossing=crossing,
    taken=numeric,
    given_text=given_text,
    taken_text=taken_text,
    copied_text=copied_text,
    numbers=True,
    # Arrays are given in float64, as everywhere: without this JAX would round them to float32.
    imports=("import jax", 'jax.config.update("jax_enable_x64", True)', "import jax.numpy as jnp"),
)
