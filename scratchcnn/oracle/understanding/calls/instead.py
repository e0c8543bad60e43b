"""What an output is that differs from the op's, where it is another right thing."""

from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.settings import close

Array: TypeAlias = NDArray[Any]


def instead(setting: Setting, out: Array, wanted: Array) -> str:
    """Return in words what an output is instead of the op's: right, but without a twin."""
    others = setting.card.instead(setting.arrays, wanted)
    return next((words for values, words in others if close(out, values)), "")
