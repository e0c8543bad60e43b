"""Where the twins are."""

from typing import cast

import reference.fused
import reference.ops
from scratchcnn.oracle.cases.case import Implementation


def twin_of(name: str) -> Implementation:
    """Return the PyTorch twin of an op, or of what homework fuses into one layer.

    Raises
    ------
    AttributeError
        No op has this name.
    """
    module = reference.ops if hasattr(reference.ops, name) else reference.fused
    return cast(Implementation, getattr(module, name))
