"""What an output is that is not the op's, where it is something else that is right."""

from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.settings import close

Array: TypeAlias = NDArray[Any]


def instead(setting: Setting, out: Array, wanted: Array) -> str:
    """Say what an output is that is not the op's: something right that has no reference here."""
    others = setting.card.instead(setting.arrays, wanted)
    return next((words for values, words in others if close(out, values)), "")
