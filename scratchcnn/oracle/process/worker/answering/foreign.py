"""Arrays of libraries other than NumPy, where homework computes with them.

Nothing is imported here: what the homework has not imported it does not compute with.
"""

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray


def torch() -> Any:
    """Return PyTorch, if the homework has imported it; else None."""
    return sys.modules.get("torch")


def is_tensor(value: Any) -> bool:
    """Return whether a value is a tensor of PyTorch."""
    library = torch()
    kind = getattr(library, "Tensor", None)
    return kind is not None and issubclass(type(value), kind)


def is_module(value: Any) -> bool:
    """Return whether a value is a module of PyTorch, of whatever class."""
    kind = getattr(getattr(torch(), "nn", None), "Module", None)
    return kind is not None and issubclass(type(value), kind)


def array_of(value: Any) -> NDArray[Any] | None:
    """Return the numbers of a tensor as an array that shares its memory; None if it has none.

    A tensor of a precision that NumPy lacks, or on another device, is copied.
    """
    library = torch()
    if not is_tensor(value):
        return None
    plain = library.Tensor.detach(value).as_subclass(library.Tensor).resolve_conj().resolve_neg()
    if plain.layout is not library.strided:
        return None
    if plain.dtype is library.bfloat16:
        plain = plain.to(library.float32)
    array: NDArray[Any] = plain.cpu().numpy()
    return array


def tensor_of(array: NDArray[Any]) -> Any:
    """Return an array as a tensor that shares its memory, so that writes into it are noticed.

    Where PyTorch makes its tensors on a GPU, it is a copy there: see `is_elsewhere`.
    """
    library = torch()
    return library.from_numpy(np.asarray(array)).to(library.get_default_device())


def is_elsewhere(value: Any) -> bool:
    """Return whether a value is a tensor in memory of which no array can be a part."""
    return is_tensor(value) and value.device.type != "cpu"


def copy_like(value: Any, array: NDArray[Any]) -> Any:
    """Return a copy of an array, as a tensor if the value that it comes from is one."""
    return tensor_of(array.copy()) if is_tensor(value) else array.copy()


def put_into_tensor(old: Any, new: Any) -> bool:
    """Give a tensor other numbers, if both are tensors of one shape; return whether they are.

    What holds the tensor keeps it: a parameter stays one, and is of the new precision.
    """
    if not (is_tensor(old) and is_tensor(new)) or old.shape != new.shape:
        return False
    if old.dtype is new.dtype:
        old.detach().copy_(new)
    else:
        old.data = new.detach().clone()
    return True


def seed_libraries(seed: int) -> None:
    """Make the generators of random numbers of these libraries start anew."""
    library = torch()
    if library is not None and hasattr(library, "manual_seed"):
        library.manual_seed(seed)
