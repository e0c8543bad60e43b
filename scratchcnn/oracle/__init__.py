"""The judge: runs an implementation beside its PyTorch twin and says what is wrong, and where."""

from scratchcnn.oracle.api import check
from scratchcnn.oracle.checks.results import NamedBug, Result
from scratchcnn.oracle.pytest_support import parametrize
from scratchcnn.oracle.report.report import Report

__all__ = ["NamedBug", "Report", "Result", "check", "parametrize"]
