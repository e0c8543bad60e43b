"""The epsilon that a normalisation keeps as its own, where it takes none."""

import re
from dataclasses import replace

import numpy as np

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.probing.probe import RIGHT, try_forward
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.signatures.setting import Setting

# PyTorch's; those that are usual, also where a name stands for them; and the largest that counts.
DEFAULT = 1e-5
USUAL = (
    *(1e-8, 1e-3, *(10.0**-digits for digits in (7, 6, 4, 9, 10, 12, 2, 15, 16, 14, 13, 11))),
    *(float(np.finfo(dtype).eps) for dtype in (np.float64, np.float32)),
)
LARGEST = 0.1
# No momentum is so small, and no rounding error of float32 so large.
TINY, VISIBLE = 1e-4, 1e-6
MOST_WRITTEN = 4
SMALL_NUMBER = re.compile(r"(?<![\w.])(?:\d*\.\d+(?:[eE]-?\d+)?|\d+\.?[eE]-\d+)(?!\w)")


def own_eps(runner: Runner, plan: Plan, setting: Setting, source: str) -> float | None:
    """Return the epsilon that makes forward right; None for PyTorch's.

    Each is tried on values whose variance is about as large. If none does, forward is wrong.
    """
    if plan.signature.takes("eps"):
        return None
    if is_own(runner, plan, setting, DEFAULT):
        return None
    candidates = dict.fromkeys((*written(source), *USUAL))
    right = next((eps for eps in candidates if is_own(runner, plan, setting, eps)), None)
    return written_if_wrong(runner, plan, setting, source) if right is None else right


def written_if_wrong(runner: Runner, plan: Plan, setting: Setting, source: str) -> float | None:
    """Return the only tiny number in a source: the epsilon that forward is wrong with, if any.

    One that is as small as float32's roundings is not taken if it may be all that is wrong: it
    would not show.
    """
    tiny = [one for one in written(source) if one <= TINY]
    if len(tiny) != 1:
        return None
    shows = tiny[0] >= VISIBLE or try_forward(runner, plan, setting).rank < RIGHT
    return tiny[0] if shows else None


def written(source: str) -> list[float]:
    """Return the small numbers in a source, each once, as they come."""
    numbers = dict.fromkeys(float(text) for text in SMALL_NUMBER.findall(source))
    return [one for one in numbers if 0 < one <= LARGEST and one != DEFAULT][:MOST_WRITTEN]


def is_own(runner: Runner, plan: Plan, setting: Setting, eps: float) -> bool:
    """Return whether forward is right for this epsilon, on values that it changes by a third."""
    x = setting.arrays["x"]
    arrays = {**setting.arrays, "x": (x - x.mean()) * np.sqrt(eps / x.var())}
    tried = replace(setting, arrays=arrays, options={**setting.options, "eps": eps})
    return try_forward(runner, plan, tried).rank == RIGHT
