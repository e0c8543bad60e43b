"""Whether a convolution leaves its dilation, its groups or its output padding to be written."""

from dataclasses import replace

import numpy as np

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.probing.probe import try_forward
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.signatures.setting import Setting


def is_left_to_write(runner: Runner, plan: Plan, setting: Setting, name: str) -> bool:
    """Return whether a layer says that it takes an option for the sake of its signature alone."""
    if name == "output_padding" and not plan.signature.takes("stride"):
        return True
    failure = try_forward(runner, plan, with_option(setting, name)).failure
    return failure is not None and failure.type == "NotImplementedError"


def with_option(setting: Setting, name: str) -> Setting:
    """Return a call with another value of an option, and with arrays that suit it."""
    arrays, options = dict(setting.arrays), dict(setting.options)
    if name == "output_padding":
        return replace(setting, options={**options, "stride": 2, name: 1})
    if name == "groups":
        # Two groups of all that there is: the first axis of a weight is that of the groups.
        arrays = {key: np.concatenate([one, one], int(key == "x")) for key, one in arrays.items()}
    else:
        # A dilated kernel needs more room.
        sides = [(0, side) for side in setting.kernel[-1:] * setting.card.sides]
        arrays["x"] = np.pad(arrays["x"], [(0, 0), (0, 0), *sides])
        if setting.bias_kind == "untied":
            del arrays["bias"]
    return replace(setting, arrays=arrays, options={**options, name: 2})
