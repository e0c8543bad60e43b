"""CuPy on a machine without a GPU: NumPy computes the same.

What lies on the host and what lies on a GPU is both NumPy's here. What NumPy cannot stand in for,
kernels in C among it, fails by its name as all that is missing does.
"""

import functools
import importlib
from collections.abc import Callable
from contextlib import suppress
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any

import numpy as np

from .stubs import Stub

TOPS = ("cupy", "cupyx")
# Modules that hold the same functions, the longest names first.
ELSEWHERE = {"cupyx.scipy": "scipy", "cupy": "numpy"}
# What is said of memory and devices changes no result.
OF_DEVICES = (
    *("get_default_memory_pool", "get_default_pinned_memory_pool", "cuda.MemoryPool"),
    *("cuda.PinnedMemoryPool", "cuda.Device", "cuda.Stream", "cuda.Event", "cuda.get_device_id"),
    *("cuda.set_allocator", "cuda.set_pinned_memory_allocator", "cuda.profiler", "cuda.nvtx"),
)


class Nothing:
    """A device, a stream or a pool of memory: whatever is done with it, nothing happens."""

    def __getattr__(self, name: str) -> "Nothing":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *arguments: Any, **keywords: Any) -> "Nothing":
        """Return the same."""
        return self

    def __enter__(self) -> "Nothing":
        return self

    def __exit__(self, *raised: object) -> None:
        return None

    def __int__(self) -> int:
        return 0


class StandIn(ModuleType):
    """A module of CuPy's, whose names are NumPy's where it has none of its own.

    >>> StandIn("cupy").maximum is np.maximum, StandIn("cupy.linalg").norm is np.linalg.norm
    (True, True)
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__all__":
            raise AttributeError(name)
        full = f"{self.__name__}.{name}"
        found = found_for(full)
        vars(self)[name] = found
        return found


def module(name: str) -> StandIn | Stub:
    """Return the module of a dotted name."""
    top, *path = name.split(".")
    found: Any = tops()[top]
    for part in path:
        found = getattr(found, part)
    return found  # type: ignore[no-any-return] # whatever its modules hold under that name


@functools.cache
def tops() -> dict[str, StandIn]:
    """Return the modules that stand in, the same ones for every file of a homework."""
    return {name: StandIn(name) for name in TOPS}


def found_for(name: str) -> Any:
    """Return what a full name stands for; what NumPy lacks is a stub."""
    own = OWN.get(name)
    if own is not None:
        return own
    if name.partition(".")[2] in OF_DEVICES:
        return Nothing()
    if name in MODULES:
        return StandIn(name)
    same = same_elsewhere(name)
    if same is None:
        return Stub(name)
    if isinstance(same, ModuleType):
        # What is called like a module of Python's is none of NumPy's.
        return StandIn(name) if same.__name__.partition(".")[0] in ELSEWHERE.values() else same
    random = name.startswith("cupy.random.") and callable(same) and not isinstance(same, type)
    return with_dtype(same) if random else same


def same_elsewhere(name: str) -> Any:
    """Return what NumPy, or SciPy, has under such a name; None if it has nothing.

    >>> same_elsewhere("cupy.linalg.norm") is np.linalg.norm
    True
    """
    holder, _, last = name.rpartition(".")
    if last == "__all__":
        # `from cupy import *`
        return [one for one in np.__all__ if not one.startswith("_")] + ["asnumpy"]
    for ours, theirs in ELSEWHERE.items():
        if holder == ours or holder.startswith(f"{ours}."):
            there = theirs + holder[len(ours) :]
            with suppress(Exception):
                found = importlib.import_module(there)
                with suppress(ImportError):
                    importlib.import_module(f"{there}.{last}")
                return getattr(found, last, None)
    return None


def with_dtype(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that draws random numbers as one that takes a dtype, as CuPy's do."""

    @functools.wraps(function)
    def drawn(*arguments: Any, dtype: Any = None, **keywords: Any) -> Any:
        if dtype is None:
            return function(*arguments, **keywords)
        with suppress(TypeError):
            return function(*arguments, dtype=dtype, **keywords)
        return np.asarray(function(*arguments, **keywords)).astype(dtype)

    return drawn


def asarray(a: Any, dtype: Any = None, *arguments: Any, **keywords: Any) -> Any:
    """Return a copy: what comes from the host has memory of its own on a GPU.

    What says how it is copied changes no number.
    """
    return np.array(a, dtype, ndmin=keywords.get("ndmin", 0))


def asnumpy(a: Any, *arguments: Any, **keywords: Any) -> Any:
    """Return a copy, as CuPy does."""
    return np.array(a)


def fuse(*arguments: Any, **keywords: Any) -> Any:
    """Return the function that is decorated, or a decorator that does."""
    plain = len(arguments) == 1 and callable(arguments[0])
    return arguments[0] if plain else lambda function: function


def add_at(a: Any, slices: Any, value: Any) -> None:
    """Add a value at places, of which the same one may come twice."""
    np.add.at(a, slices, value)


# Modules that NumPy has none like.
MODULES = ("cupy.cuda", "cupy.cuda.runtime", "cupyx.scipy")
OWN: dict[str, Any] = {
    **dict.fromkeys(("cupy.asarray", "cupy.array"), asarray),
    "cupy.asnumpy": asnumpy,
    "cupy.get_array_module": lambda *arrays: np,
    "cupyx.scipy.get_array_module": lambda *arrays: np,
    "cupy.fuse": fuse,
    "cupy.scatter_add": add_at,
    "cupyx.scatter_add": add_at,
    "cupyx.scatter_max": np.maximum.at,
    "cupyx.scatter_min": np.minimum.at,
    "cupyx.rsqrt": lambda x: 1 / np.sqrt(x),
    "cupy.cuda.is_available": lambda: False,
    "cupy.is_available": lambda: False,
    "cupy.cuda.runtime.getDeviceCount": lambda: 0,
}


def got(value: Any) -> Any:
    """Return what `value.get()` returns, if arrays of NumPy's are those of CuPy."""
    if isinstance(value, (np.ndarray, np.generic)):
        return np.array(value)
    return value.get()


def said() -> str:
    """Return what the report says of it."""
    if PathFinder.find_spec("cupy") is None:
        return "cupy is not installed: NumPy stands in for it"
    return "NumPy stands in for cupy: homework is judged on the CPU"
