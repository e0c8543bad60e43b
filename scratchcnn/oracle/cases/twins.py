"""Where the twins are."""

from typing import cast

import reference.fused
import reference.ops
from scratchcnn.oracle.cases.case import Implementation


def twin_of(name: str) -> Implementation:
    """Return the PyTorch twin of an op, ours or one that homework fuses.

    Raises
    ------
    AttributeError
        No op has this name.
    """
    module = reference.ops if hasattr(reference.ops, name) else reference.fused
    return cast(Implementation, getattr(module, name))
