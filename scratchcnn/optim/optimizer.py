"""What all optimizers have in common: arguments, decay, and a state for every parameter."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TypeAlias

import numpy as np

from scratchcnn.ops.arguments import Array, alike, floating, switch
from scratchcnn.optim.numbers import not_negative, positive

# Of one parameter: slot -> array.
Slots: TypeAlias = Mapping[str, Array]


class Optimizer(ABC):
    """A rule that changes parameters in place.

    Attributes
    ----------
    learning_rate : may be changed between two steps
    state : slot -> name of the parameter -> array, for every parameter that has taken a step; the
        slots have PyTorch's names
    steps : name of the parameter -> how many steps it has taken

    Notes
    -----
    Whoever gives another optimizer with the same arguments a copy of `state` and of `steps` resumes
    to the same bits.
    """

    def __init__(
        self, learning_rate: float, weight_decay: float, maximize: bool, slots: Mapping[str, float]
    ) -> None:
        switch("maximize", maximize)
        self.learning_rate = positive("learning_rate", learning_rate)
        self.weight_decay = not_negative("weight_decay", weight_decay)
        self.maximize = maximize
        self.state: dict[str, dict[str, Array]] = {slot: {} for slot in slots}
        self.steps: dict[str, int] = {}
        # What an entry of each slot starts from.
        self.beginnings = dict(slots)
        # Whether the decay shrinks the parameter itself, and is no part of its gradient.
        self.decoupled_weight_decay = False

    def step(
        self, parameters: Mapping[str, Array], gradients: Mapping[str, Array], factor: float = 1.0
    ) -> None:
        """Change the parameters, in place, by one step against their gradients.

        Parameters
        ----------
        parameters, gradients : name -> float32 or float64 array; a parameter and its gradient have
            the same shape and dtype
        factor : the share of the learning rate that this step takes, at least 0

        Raises
        ------
        TypeError, ValueError
            A gradient is missing, or of another shape or dtype. Nothing has changed then.
        """
        rate = self.learning_rate * not_negative("factor", factor)
        for name, parameter in parameters.items():
            floating(f"parameter {name}", parameter)
            if name not in gradients:
                raise ValueError(f"the gradient of the parameter {name} is missing")
            alike(f"gradient of {name}", gradients[name], parameter.dtype, parameter.shape)
        for name, parameter in parameters.items():
            if name not in self.steps:
                self.begin(name, parameter)
            self.steps[name] += 1
            gradient = -gradients[name] if self.maximize else gradients[name]
            if self.decoupled_weight_decay:
                parameter *= 1 - rate * self.weight_decay
            elif self.weight_decay:
                gradient = gradient + self.weight_decay * parameter
            slots = {slot: arrays[name] for slot, arrays in self.state.items()}
            self.update(parameter, gradient, rate, self.steps[name], slots)

    def begin(self, name: str, parameter: Array) -> None:
        """Give a parameter its state before the first step."""
        self.steps[name] = 0
        for slot, beginning in self.beginnings.items():
            self.state[slot][name] = np.full_like(parameter, beginning)

    @abstractmethod
    def update(
        self, parameter: Array, gradient: Array, rate: float, step: int, slots: Slots
    ) -> None:
        """Change one parameter and its slots, in place.

        Parameters
        ----------
        parameter, gradient : of the same shape and dtype; the gradient is only read
        rate : the learning rate of this step
        step : the number of this step, from 1
        slots : slot -> array
        """
