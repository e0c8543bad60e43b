"""The judge: runs an implementation beside its PyTorch twin and says what is wrong, and where.

In comes homework, or a function in the op protocol; out goes a report.
May import `reference`, through one door, and its own rooms; never the ops that it judges. The rooms
and their order, lowest first, are in tests/test_walls.py; modules in no room tie them together.
"""

from scratchcnn.oracle.api import check
from scratchcnn.oracle.checks.results import NamedBug, Result
from scratchcnn.oracle.pytest_support import parametrize
from scratchcnn.oracle.report.report import Report

__all__ = ["NamedBug", "Report", "Result", "check", "parametrize"]
