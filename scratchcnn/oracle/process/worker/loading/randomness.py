"""Random generators that the homework keeps: reset, so that every session draws the same."""

import random
import sys
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np


def rewinding(values: Iterable[Any]) -> Callable[[], None]:
    """Return a function that resets the generators among some values to their present state."""
    rewinds = [rewind for value in values if (rewind := rewinding_one(value)) is not None]

    def rewind_all() -> None:
        for rewind in rewinds:
            rewind()

    return rewind_all


def rewinding_one(value: Any) -> Callable[[], None] | None:
    """Return a function that resets one generator; `None` if the value is not one."""
    if type(value) is np.random.Generator:
        bits = value.bit_generator
        state = bits.state

        def put_back() -> None:
            bits.state = state

        return put_back
    if type(value) is np.random.RandomState:
        old = value.get_state()
        return lambda: value.set_state(old)
    if type(value) is random.Random:
        before = value.getstate()
        return lambda: value.setstate(before)
    torch = sys.modules.get("torch")
    if torch is not None and type(value) is torch.Generator:
        drawn = value.get_state()
        return lambda: value.set_state(drawn)
    return None


def seed_torch(seed: int) -> None:
    """Let PyTorch's generators begin anew, if it is loaded.

    `torch.manual_seed` also notes, with the whole stack in words, that the generators of a GPU are
    to begin anew once there is one: that takes a hundred times as long, and longer the deeper it is
    called.
    """
    torch = sys.modules.get("torch")
    generator = getattr(torch, "default_generator", None)
    if torch is None or generator is None:
        return
    generator.manual_seed(seed)
    if torch.cuda.is_initialized():
        torch.cuda.manual_seed_all(seed)
