"""The judge: runs an implementation beside its PyTorch twin and says what is wrong, and where.

In comes a path, a module, a class, a function or a layer; out go reports.
May import `reference`, by one door, and nothing of what it judges. Its rooms, from below, are
held in order by tests/test_walls.py; what stands in none ties them together.
"""

from scratchcnn.oracle.api import check
from scratchcnn.oracle.checks.results import NamedBug, Result
from scratchcnn.oracle.pytest_support import parametrize
from scratchcnn.oracle.report.report import Report

__all__ = ["NamedBug", "Report", "Result", "check", "parametrize"]
