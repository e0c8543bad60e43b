"""The judge: runs an implementation beside its PyTorch twin and says what is wrong, and where."""

from scratchcnn.oracle.judge import check
from scratchcnn.oracle.report import Report, Result

__all__ = ["Report", "Result", "check"]
