"""The carrier of homework that computes with PyTorch's tensors."""

from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.understanding.carriers.carrier import Carrier, Definition, Naming, Step
from scratchcnn.oracle.understanding.carriers.ndarray import crossing, numeric

Array: TypeAlias = NDArray[Any]

NAME = "torch"


def suits(definition: Definition) -> bool:
    """Return whether a definition, or the file it stands in, imports PyTorch."""
    return NAME in (*definition.get("libraries", ()), *definition.get("reads", ()))


def given(name: str, array: Array) -> list[Step]:
    """Return the steps that store a tensor which shares its memory with an array.

    So writing into the tensor is noticed as writing into the array is.
    """
    tensor: Step = {"call": {"tool": "tensor"}, "args": [{"var": name}], "save": name}
    return [{"let": name, "value": {"array": array}}, tensor]


def given_text(text: str, naming: Naming) -> str:
    """Return the expression of a tensor."""
    return f"torch.from_numpy({text})"


def taken_text(text: str) -> str:
    """Return the expression of an array of the same numbers."""
    return f"{text}.detach().numpy()"


def copied_text(text: str, naming: Naming) -> str:
    """Return the expression of a copy of a tensor."""
    return f"{text}.clone()"


TORCH = Carrier(
    NAME,
    suits=suits,
    given=given,
    crossing=crossing,
    taken=numeric,
    given_text=given_text,
    taken_text=taken_text,
    copied_text=copied_text,
    numbers=True,
    # Arrays are given in float64, as everywhere: what the homework makes itself has to fit.
    imports=("import torch", "torch.set_default_dtype(torch.float64)"),
)
