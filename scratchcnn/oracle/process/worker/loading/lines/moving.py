"""Values of the homework as numbers, copied and moved."""

import copy
import random
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

# Of what lines compute, only so much is kept to go on from.
MOST_NUMBERS = 2_000_000
KEPT = (np.ndarray, np.generic, np.random.Generator, np.random.RandomState, list, tuple, dict)


def plain(value: Any) -> Any:
    """Return a number or an array of numbers as an array of its own; None for anything else."""
    if isinstance(value, (bool, str)):
        return None
    detach = getattr(value, "detach", None)
    if detach is not None and not isinstance(value, np.ndarray):
        try:
            value = detach().cpu().numpy()
        except Exception:
            # An object of the homework's own may have a `detach` that does anything.
            return None
    if not isinstance(value, (int, float, np.ndarray, np.generic)):
        return None
    array = np.array(value)
    return array if array.dtype.kind in "iuf" and array.size <= MOST_NUMBERS else None


def moved(value: Any, index: int, by: float) -> Any:
    """Return a copy of a number or an array of which one element is moved."""
    if isinstance(value, (int, float)):
        return value + by
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.array(value, float) if np.asarray(value).dtype.kind != "f" else np.array(value)
        array.reshape(-1)[index] += by
        return array if isinstance(value, np.ndarray) else array[()]
    changed = value.detach().clone()
    changed.view(-1)[index] += by
    return changed


def copies(names: Mapping[str, Any]) -> dict[str, Any]:
    """Return values, copied where they are data; those that were one object stay one."""
    data = {name: value for name, value in names.items() if isinstance(value, KEPT)}
    try:
        copied = copy.deepcopy(data)
    except Exception:
        # A list may hold anything, a file or a module too, and copying those raises what it likes.
        copied = {name: plain(value) for name, value in data.items() if plain(value) is not None}
    of_torch = {name: copy_of_torch(value) for name, value in names.items() if is_of_torch(value)}
    return {**names, **copied, **of_torch}


def is_of_torch(value: Any) -> bool:
    """Return whether a value is a tensor or a random generator of PyTorch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, (torch.Tensor, torch.Generator))


def copy_of_torch(value: Any) -> Any:
    """Return a copy of a tensor or of a random generator; its graph is not copied."""
    if hasattr(value, "detach"):
        return value.detach().clone()
    other = type(value)(value.device)
    other.set_state(value.get_state())
    return other


def restore(state: Any) -> None:
    """Let random generators draw again what they drew after this state."""
    np.random.set_state(state[0])
    random.setstate(state[1])
    if state[2] is not None:
        sys.modules["torch"].set_rng_state(state[2])
