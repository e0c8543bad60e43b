"""What an output that differs from the op's may be instead: something else that is right."""

from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.understanding.signatures.probes.settings import close
from scratchcnn.oracle.understanding.signatures.setting import Setting

Array: TypeAlias = NDArray[Any]


def instead(setting: Setting, out: Array, wanted: Array) -> str:
    """Return in words what an output is instead of the op's; "" if it is nothing that is known."""
    others = setting.card.instead(setting.arrays, wanted)
    return next((words for values, words in others if close(out, values)), "")
