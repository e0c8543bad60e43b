"""What a schedule of the learning rate computes: one function for every kind, with its choices.

PyTorch: `torch.optim.lr_scheduler`. Keras: `keras.optimizers.schedules`. The course is Andrew Ng's
Deep Learning Specialization, "Optimization methods".
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Choices: TypeAlias = Mapping[str, str]
# By what they mean: lr, gamma, size, total, least, share, warm, power, start, end, stairs,
# milestones, values.
Numbers: TypeAlias = Mapping[str, Any]
# Of numbers, a step and choices.
Formula: TypeAlias = Callable[[Numbers, float, Choices], float]


def progress(numbers: Numbers, step: float, choices: Choices) -> float:
    """Return how many intervals have passed, in part or whole."""
    passed: float = step / numbers.get("size", 1)
    stairs = {"": bool(numbers.get("stairs")), "always": True, "never": False}
    return math.floor(passed) if stairs[choices.get("stairs", "")] else passed


def step_decay(numbers: Numbers, step: float, choices: Choices) -> float:
    """Multiply by gamma after every interval."""
    if choices.get("times") == "every":
        passed: float = max(0, step - numbers["size"] + 1)
    else:
        passed = progress(numbers, step, {"stairs": choices.get("stairs", "always")})
    return float(numbers["lr"] * factor(numbers, choices) ** passed)


def factor(numbers: Numbers, choices: Choices) -> float:
    """Return what is multiplied with, where a number is that or what is taken off."""
    gamma = float(numbers["gamma"])
    return {"": gamma, "off": 1 - gamma, "natural": math.exp(-gamma)}[choices.get("factor", "")]


def multi_step(numbers: Numbers, step: float, choices: Choices) -> float:
    """Multiply by gamma at every milestone."""
    passed: float = sum(one <= step for one in numbers["milestones"])
    if choices.get("times") == "once":
        passed = min(passed, 1)
    elif choices.get("times") == "every":
        passed = max(0, step - numbers["milestones"][0] + 1)
    return float(numbers["lr"] * factor(numbers, choices) ** passed)


def piecewise(numbers: Numbers, step: float, choices: Choices) -> float:
    """Return a value for every piece."""
    at_boundary = choices.get("boundary") == "new"
    passed = sum(one <= step if at_boundary else one < step for one in numbers["milestones"])
    last = len(numbers["values"]) - (2 if choices.get("last") == "missing" else 1)
    return float(numbers["values"][min(passed, last)])


def exponential(numbers: Numbers, step: float, choices: Choices) -> float:
    """Multiply by gamma in every step, or by its root."""
    sign = -1 if choices.get("sign") == "up" else 1
    passed = progress(numbers, step, choices)
    return float(numbers["lr"] * factor(numbers, choices) ** (sign * passed))


def inverse_time(numbers: Numbers, step: float, choices: Choices) -> float:
    """Divide by a number that grows evenly."""
    rate, grown = numbers["lr"], numbers["gamma"] * progress(numbers, step, choices)
    written = choices.get("written", "")
    if written == "times":
        return float(rate * (1 + grown))
    if written == "parentheses":
        return float(rate + grown)
    if written == "no one":
        return float(rate / grown) if grown else math.nan
    if written == "no one, from 1":
        return float(rate / (grown + numbers["gamma"]))
    return float(rate / (1 + grown))


def least_of(numbers: Numbers) -> float:
    """Return where a decay ends: a rate, or a share of the first one."""
    return float(numbers.get("least", 0.0) + numbers.get("share", 0.0) * numbers["lr"])


def between(numbers: Numbers, shape: float, choices: Choices) -> float:
    """Return the rate where a part of the way is left, from 1 at the start to 0 at the end."""
    rate, least = numbers["lr"], least_of(numbers)
    written = choices.get("least", "")
    if written == "clamp":
        return float(max(rate * shape, least))
    if written == "none":
        return float(rate * shape)
    if written == "off":
        return float((rate - least) * shape)
    if written == "added":
        return float(least + rate * shape)
    return float(least + (rate - least) * shape)


def cosine(numbers: Numbers, step: float, choices: Choices) -> float:
    """Follow half a cosine from the first rate to the last."""
    total, past = numbers["total"], choices.get("past", "")
    if past == "clipped":
        step = min(step, total)
    elif past == "restarts":
        step = step % total
    passed = step // total if choices.get("division") == "whole" else step / total
    return between(numbers, half_a_cosine(passed, choices), choices)


def half_a_cosine(passed: float, choices: Choices) -> float:
    """Return 1 at 0 and 0 at 1, along a cosine."""
    angle = passed if choices.get("pi") == "missing" else math.pi * passed
    turned = 1 - math.cos(angle) if choices.get("sign") == "up" else 1 + math.cos(angle)
    return turned if choices.get("half") == "missing" else turned / 2


def between_shares(numbers: Numbers, step: float, choices: Choices) -> float:
    """Go from a share of the rate to another."""
    start, end = numbers["start"], numbers["end"]
    return float(numbers["lr"] * (start + (end - start) * done(numbers["total"], step, choices)))


def done(total: float, step: float, choices: Choices) -> float:
    """Return which part of the way is done, 1 at its end and later."""
    if choices.get("past") != "unclipped":
        step = min(step, total)
    return step // total if choices.get("division") == "whole" else step / total


def warmup(numbers: Numbers, step: float, choices: Choices) -> float:
    """Grow evenly to the rate, and stay there."""
    return between(numbers, done(numbers["warm"], step, choices), choices)


def polynomial(numbers: Numbers, step: float, choices: Choices) -> float:
    """Fall like a power of what is left of the way."""
    left = 1 - done(numbers["total"], step, choices)
    power = numbers.get("power", 1)
    shape = left**power if left >= 0 or float(power).is_integer() else math.nan
    return between(numbers, shape, choices)


def warmup_cosine(numbers: Numbers, step: float, choices: Choices) -> float:
    """Grow evenly, then follow half a cosine."""
    warm, total = numbers["warm"], numbers["total"]
    if step < warm:
        first = 1 if choices.get("first") == "1" else 0
        least = numbers.get("first", 0.0)
        return float(least + (numbers["lr"] - least) * (step + first) / warm)
    length = total if choices.get("length") == "without" else total - warm
    after = step - warm
    passed = after // length if choices.get("division") == "whole" else after / length
    passed = min(passed, 1) if choices.get("past") == "clipped" else passed
    return between(numbers, half_a_cosine(passed, choices), choices)
