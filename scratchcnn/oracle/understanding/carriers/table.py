"""The carriers, in the order in which they are tried; to add one, add a file and a line here."""

from collections.abc import Iterator

from scratchcnn.oracle.understanding.carriers.carrier import Carrier, Definition
from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY

CARRIERS: tuple[Carrier, ...] = (NDARRAY,)


def carriers_for(definition: Definition) -> Iterator[Carrier]:
    """Yield the carriers that a definition may compute with, those of its own homework first."""
    every = (*definition.get("carriers", ()), *CARRIERS)
    return (carrier for carrier in every if carrier.suits(definition))
