"""The schedules of `torch.optim.lr_scheduler`: the rate in every step, as a list of numbers."""

import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch.optim import lr_scheduler

SCHEDULES: dict[str, Callable[..., lr_scheduler.LRScheduler]] = {
    "StepLR": lr_scheduler.StepLR,
    "MultiStepLR": lr_scheduler.MultiStepLR,
    "ExponentialLR": lr_scheduler.ExponentialLR,
    "CosineAnnealingLR": lr_scheduler.CosineAnnealingLR,
    "LinearLR": lr_scheduler.LinearLR,
    "PolynomialLR": lr_scheduler.PolynomialLR,
}


def rates(name: str, learning_rate: float, count: int, **options: Any) -> list[float]:
    """Return the rate in each of the first steps.

    Parameters
    ----------
    name : of the class in `torch.optim.lr_scheduler`
    learning_rate : of the optimizer, before it has a schedule
    count : how many steps
    options : what the class takes
    """
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=learning_rate)
    with warnings.catch_warnings():
        # There is nothing to optimize.
        warnings.simplefilter("ignore")
        schedule = SCHEDULES[name](optimizer, **options)
        found = []
        for _ in range(count):
            found.append(float(optimizer.param_groups[0]["lr"]))
            optimizer.step()
            schedule.step()
    return found
