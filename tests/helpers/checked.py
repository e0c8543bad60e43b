"""Homework for `scratchcnn check`, and how what it prints is read."""

import json
from collections.abc import Callable, Mapping
from typing import Any

RIGHT = """\
import numpy as np

class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, grad):
        return grad * (self.x > 0)
"""
WRONG = RIGHT.replace("self.x > 0)\n", "grad > 0)\n")
SIGMOID = """\
class Sigmoid:
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, grad):
        return grad * self.out * (1 - self.out)
"""
BUG = "relu-mask-from-gradient"
FORMATS = ("console", "json", "junit", "gradescope")
AS_JSON = ("--format", "json")
# No more than the least number of cases, however fast the machine is.
QUICK = ("--budget", "1e-9")
Run = Callable[..., tuple[int, str]]


def strict(text: str) -> dict[str, Any]:
    """Read JSON that holds no NaN and no Infinity."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    document: dict[str, Any] = json.loads(text, parse_constant=refuse)
    return document


def targets(text: str) -> list[dict[str, Any]]:
    document = strict(text)
    assert (document["schema"], document["seed"]) == (1, 0)
    found: list[dict[str, Any]] = document["targets"]
    return found


def bugs(target: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    """Return the op, its implementation and the bug's id of all that is wrong."""
    return {
        (one["op"], one["implementation"], (one["bug"] or {}).get("id", ""))
        for one in target["results"]
        if one["status"] == "wrong"
    }


def statuses(target: Mapping[str, Any], implementation: str, check: str) -> dict[str, str]:
    """Return the status that one check of an implementation has in every regime."""
    return {
        one["regime"]: one["status"]
        for one in target["results"]
        if (one["implementation"], one["check"]) == (implementation, check)
    }
