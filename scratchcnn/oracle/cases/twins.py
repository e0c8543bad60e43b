"""Where the twins are."""

from types import ModuleType
from typing import cast

import reference.devices
import reference.engine
import reference.fused
import reference.names
import reference.ops
import reference.optimizers
import reference.schedules
import reference.training
from scratchcnn.oracle.cases.case import Implementation


def twin_of(name: str) -> Implementation:
    """Return the PyTorch twin of an op, ours or one that only homework has.

    Raises
    ------
    AttributeError
        No op has this name.
    """
    modules = (reference.ops, reference.fused, reference.engine)
    module = next((one for one in modules if hasattr(one, name)), reference.ops)
    return cast(Implementation, getattr(module, name))


def is_function(name: str) -> bool:
    """Return whether PyTorch has a function of this full name, as "torch.einsum"."""
    return reference.names.is_function(name)


def sees_a_gpu() -> bool:
    """Return whether PyTorch sees a GPU that it can compute on."""
    return reference.devices.sees_a_gpu()


def training() -> ModuleType:
    """Return the module that takes a step of gradient descent in PyTorch."""
    return reference.training


def optimizers() -> ModuleType:
    """Return the module that has the optimizers of PyTorch."""
    return reference.optimizers


def schedules() -> ModuleType:
    """Return the module that has the schedules of PyTorch."""
    return reference.schedules
