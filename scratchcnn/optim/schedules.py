"""Schedules: the share of the learning rate that each step, or each epoch, takes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi
from typing import TypeAlias

from scratchcnn.ops.arguments import integer
from scratchcnn.optim.numbers import not_negative, positive

# Takes the number of a step, from 0; its share is the `factor` of `Optimizer.step`.
Schedule: TypeAlias = Callable[[int], float]


@dataclass(frozen=True)
class Constant:
    """A share of the learning rate for the first steps, then all of it.

    Parameters
    ----------
    factor : the share, at least 0
    total_iters : for how many steps

    Notes
    -----
    `torch.optim.lr_scheduler.ConstantLR`.

    Examples
    --------
    >>> [Constant(0.5, 2)(step) for step in range(4)]
    [0.5, 0.5, 1.0, 1.0]
    """

    factor: float = 1 / 3
    total_iters: int = 5

    def __post_init__(self) -> None:
        not_negative("factor", self.factor)
        integer("total_iters", self.total_iters, 0)

    def __call__(self, step: int) -> float:
        """Return the share of a step."""
        return self.factor if step < self.total_iters else 1.0


@dataclass(frozen=True)
class Steps:
    """Once more times gamma after every `step_size` steps.

    Notes
    -----
    `torch.optim.lr_scheduler.StepLR`.

    Examples
    --------
    >>> [Steps(2, 0.5)(step) for step in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """

    step_size: int
    gamma: float = 0.1

    def __post_init__(self) -> None:
        integer("step_size", self.step_size, 1)
        not_negative("gamma", self.gamma)

    def __call__(self, step: int) -> float:
        """Return the share of a step."""
        return float(self.gamma ** (step // self.step_size))


@dataclass(frozen=True)
class Exponential:
    """Once more times gamma after every step.

    Notes
    -----
    `torch.optim.lr_scheduler.ExponentialLR`.

    Examples
    --------
    >>> [Exponential(0.5)(step) for step in range(3)]
    [1.0, 0.5, 0.25]
    """

    gamma: float

    def __post_init__(self) -> None:
        not_negative("gamma", self.gamma)

    def __call__(self, step: int) -> float:
        """Return the share of a step."""
        return float(self.gamma**step)


@dataclass(frozen=True)
class Cosine:
    """Half a wave of the cosine, from all of the learning rate to `minimum`, and back again.

    Parameters
    ----------
    T_max : after how many steps the share is `minimum`
    minimum : the least share; PyTorch's eta_min is this times the learning rate

    Notes
    -----
    `torch.optim.lr_scheduler.CosineAnnealingLR`; Loshchilov, Hutter (2017), "SGDR: Stochastic
    Gradient Descent with Warm Restarts", without the restarts.

    Examples
    --------
    >>> [round(Cosine(4)(step), 4) for step in range(6)]
    [1.0, 0.8536, 0.5, 0.1464, 0.0, 0.1464]
    """

    T_max: int
    minimum: float = 0.0

    def __post_init__(self) -> None:
        integer("T_max", self.T_max, 1)
        not_negative("minimum", self.minimum)

    def __call__(self, step: int) -> float:
        """Return the share of a step."""
        return self.minimum + (1 - self.minimum) * (1 + cos(pi * step / self.T_max)) / 2


@dataclass(frozen=True)
class Linear:
    """From one share to another in equal steps: up, a warm-up; down, a decay.

    Parameters
    ----------
    start_factor : the share of the first step, above 0
    end_factor : the share after `total_iters` steps, and from then on
    total_iters : in how many steps

    Notes
    -----
    `torch.optim.lr_scheduler.LinearLR`.

    Examples
    --------
    >>> [Linear(0.5, 1.0, 2)(step) for step in range(4)]
    [0.5, 0.75, 1.0, 1.0]
    """

    start_factor: float = 1 / 3
    end_factor: float = 1.0
    total_iters: int = 5

    def __post_init__(self) -> None:
        positive("start_factor", self.start_factor)
        not_negative("end_factor", self.end_factor)
        integer("total_iters", self.total_iters, 1)

    def __call__(self, step: int) -> float:
        """Return the share of a step."""
        part = min(step, self.total_iters) / self.total_iters
        return self.start_factor + (self.end_factor - self.start_factor) * part


@dataclass(frozen=True)
class Sequential:
    """One schedule after the other, each counting from its own beginning.

    Parameters
    ----------
    schedules : at least one
    milestones : the steps at which the second, the third ... begins, in growing order

    Notes
    -----
    `torch.optim.lr_scheduler.SequentialLR`.

    Examples
    --------
    >>> warm_up = Sequential([Linear(0.5, 1.0, 2), Exponential(0.5)], [2])
    >>> [warm_up(step) for step in range(5)]
    [0.5, 0.75, 1.0, 0.5, 0.25]
    """

    schedules: Sequence[Schedule]
    milestones: Sequence[int]

    def __post_init__(self) -> None:
        if len(self.schedules) != len(self.milestones) + 1:
            raise ValueError(
                f"{len(self.schedules)} schedules need one milestone less, "
                f"got {len(self.milestones)}"
            )
        for milestone in self.milestones:
            integer("milestones", milestone, 1)
        if any(later <= earlier for earlier, later in pairwise(self.milestones)):
            raise ValueError(f"milestones must grow, got {list(self.milestones)}")

    def __call__(self, step: int) -> float:
        """Return the share of a step."""
        begun = [milestone for milestone in self.milestones if milestone <= step]
        return self.schedules[len(begun)](step - max(begun, default=0))
