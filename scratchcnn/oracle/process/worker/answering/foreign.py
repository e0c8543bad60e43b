"""Arrays of libraries other than NumPy, where homework computes with them.

Nothing is imported here: what the homework has not imported it does not compute with.
"""

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..imports.stubs import MissingModule


def torch() -> Any:
    """Return PyTorch, if the homework has imported it; else None."""
    return sys.modules.get("torch")


def jax() -> Any:
    """Return JAX, if the homework has imported it; else None."""
    return sys.modules.get("jax")


def is_tensor(value: Any) -> bool:
    """Return whether a value is a tensor of PyTorch, or an array of JAX."""
    return is_of_torch(value) or is_of_jax(value)


def is_of_torch(value: Any) -> bool:
    """Return whether a value is a tensor of PyTorch."""
    kind = getattr(torch(), "Tensor", None)
    return kind is not None and issubclass(type(value), kind)


def is_of_jax(value: Any) -> bool:
    """Return whether a value is an array of JAX's, and not what stands for one while it traces."""
    kind = getattr(jax(), "Array", None)
    return kind is not None and issubclass(type(value), kind)


def is_module(value: Any) -> bool:
    """Return whether a value is a module of PyTorch, of whatever class."""
    kind = getattr(getattr(torch(), "nn", None), "Module", None)
    return kind is not None and issubclass(type(value), kind)


def array_of(value: Any) -> NDArray[Any] | None:
    """Return the numbers of a tensor as an array that shares its memory; None if it has none.

    A tensor of a precision that NumPy lacks, or on another device, is copied; and one of JAX's,
    which nobody can write into.
    """
    library = torch()
    if is_of_jax(value):
        return array_of_jax(value)
    if not is_of_torch(value):
        return None
    plain = library.Tensor.detach(value).as_subclass(library.Tensor).resolve_conj().resolve_neg()
    if plain.layout is not library.strided:
        return None
    if plain.dtype is library.bfloat16:
        plain = plain.to(library.float32)
    array: NDArray[Any] = plain.cpu().numpy()
    return array


def array_of_jax(value: Any) -> NDArray[Any] | None:
    """Return a copy of an array of JAX's; None of a key of its random numbers."""
    library = jax()
    if library.dtypes.issubdtype(value.dtype, library.dtypes.extended):
        return None
    if value.dtype == library.numpy.bfloat16:
        value = value.astype(np.float32)
    return np.array(value)


def array_for_jax(array: NDArray[Any]) -> Any:
    """Return an array as one of JAX's, with memory of its own."""
    library = jax()
    if library is None:
        raise MissingModule("jax")
    return library.device_put(np.array(array))


def tensor_of(array: NDArray[Any]) -> Any:
    """Return an array as a tensor that shares its memory, so that writes into it are noticed.

    Where PyTorch makes its tensors on a GPU, it is a copy there: see `is_elsewhere`.
    """
    library = torch()
    return library.from_numpy(np.asarray(array)).to(library.get_default_device())


def is_elsewhere(value: Any) -> bool:
    """Return whether a value is a tensor in memory of which no array can be a part."""
    return is_of_torch(value) and value.device.type != "cpu"


def copy_like(value: Any, array: NDArray[Any]) -> Any:
    """Return a copy of an array, as a tensor if the value that it comes from is one."""
    if is_of_jax(value):
        return array_for_jax(array)
    return tensor_of(array.copy()) if is_of_torch(value) else array.copy()


def put_into_tensor(old: Any, new: Any) -> bool:
    """Give a tensor other numbers, if both are tensors of one shape; return whether they are.

    What holds the tensor keeps it: a parameter stays one, and is of the new precision.
    """
    if not (is_of_torch(old) and is_of_torch(new)) or old.shape != new.shape:
        return False
    if old.dtype is new.dtype:
        old.detach().copy_(new)
    else:
        old.data = new.detach().clone()
    return True
