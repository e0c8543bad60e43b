"""The carrier of homework that computes with CuPy, for which NumPy stands in where it is judged.

Only what is to be pasted differs from that of NumPy's arrays: the student may have CuPy.
"""

from dataclasses import replace

from scratchcnn.oracle.understanding.carriers.carrier import Definition, Naming
from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY

NAME = "cupy"


def suits(definition: Definition) -> bool:
    """Return whether the file of a definition imports CuPy."""
    return NAME in definition.get("libraries", ())


def given_text(text: str, naming: Naming) -> str:
    """Return the expression of an array on the GPU, if there is one."""
    return f"cupy.asarray({text})"


def taken_text(text: str) -> str:
    """Return the expression of NumPy's array of the same numbers, whichever has made it."""
    return f"np.array({text}.tolist())"


CUPY = replace(
    NDARRAY,
    name=NAME,
    suits=suits,
    given_text=given_text,
    taken_text=taken_text,
    imports=("try:", "    import cupy", "except ImportError:", "    import numpy as cupy"),
)
