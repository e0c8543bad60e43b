"""Which functions PyTorch has, by their full names."""

from types import ModuleType
from typing import Any

import torch

# Of `type.__flags__`: made by a `class` statement or its like, and not closed afterwards.
HEAP, CLOSED = 1 << 9, 1 << 8


def is_function(name: str) -> bool:
    """Return whether PyTorch has a function of this full name, in whose place another can be put.

    >>> is_function("torch.einsum"), is_function("torch.einsun"), is_function("torch.nn.Linear")
    (True, False, False)
    """
    first, *path = name.split(".")
    if first != "torch" or not path:
        return False
    holder: Any = None
    found: Any = torch
    for part in path:
        holder, found = found, getattr(found, part, None)
    # A class put out of the way could no longer be inherited from.
    return is_open(holder) and callable(found) and not isinstance(found, type)


def is_open(holder: Any) -> bool:
    """Return whether other things can be put into a module or class.

    >>> is_open(torch.nn), is_open(torch.Tensor), is_open(torch.einsum), is_open(str)
    (True, True, False, False)
    """
    if isinstance(holder, type):
        return bool(holder.__flags__ & HEAP) and not holder.__flags__ & CLOSED
    return isinstance(holder, ModuleType)
