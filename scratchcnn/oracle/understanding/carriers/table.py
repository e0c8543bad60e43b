"""The carriers, in the order in which they are tried; to add one, add a file and a line here."""

import re
from collections.abc import Iterator

from scratchcnn.oracle.understanding.carriers.carrier import Carrier, Definition
from scratchcnn.oracle.understanding.carriers.cupy import CUPY
from scratchcnn.oracle.understanding.carriers.jax import JAX
from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY
from scratchcnn.oracle.understanding.carriers.torch import TORCH

CARRIERS: tuple[Carrier, ...] = (TORCH, JAX, CUPY, NDARRAY)
# A name of NumPy's, as it is imported.
OF_NUMPY = re.compile(r"\b(?:np|numpy)\.")


def carriers_for(definition: Definition) -> Iterator[Carrier]:
    """Yield the carriers that a definition may compute with, the likeliest first.

    Those of its own homework come before all. Where a file computes with a library and with NumPy,
    what reads NumPy's names takes arrays.
    """
    own = [carrier for carrier in definition.get("carriers", ()) if carrier.suits(definition)]
    suitable = [carrier for carrier in CARRIERS if carrier.suits(definition)]
    if CUPY in suitable:
        # They are called alike.
        suitable.remove(NDARRAY)
    reads = definition.get("reads", ())
    plain = OF_NUMPY.search(definition["source"]) and not any(one.name in reads for one in suitable)
    yield from (*own, *(reversed(suitable) if plain else suitable))
