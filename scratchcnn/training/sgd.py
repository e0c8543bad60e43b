"""Stochastic gradient descent."""

from collections.abc import Mapping

import numpy as np

from scratchcnn.ops.arguments import Array


class SGD:
    """Stochastic gradient descent: v = momentum * v + gradient; parameter -= learning_rate * v.

    Parameters
    ----------
    learning_rate : finite and above 0
    momentum : from 0 (none) to below 1

    Raises
    ------
    ValueError
        An argument is out of range; the message names it.

    Notes
    -----
    The formula is PyTorch's (documentation of `torch.optim.SGD`), where the learning rate is not
    part of v, unlike in Polyak (1964), "Some methods of speeding up the convergence of iteration
    methods".

    Examples
    --------
    >>> parameters = {"weight": np.array([1.0])}
    >>> SGD(0.1).step(parameters, {"weight": np.array([2.0])})
    >>> parameters["weight"]
    array([0.8])
    """

    def __init__(self, learning_rate: float, momentum: float = 0.0) -> None:
        if not 0 < learning_rate < np.inf:
            raise ValueError(f"learning_rate must be finite and above 0, got {learning_rate}")
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum must be from 0 to below 1, got {momentum}")
        # Python's floats leave float32 arrays in float32; NumPy's float64 would not.
        self.learning_rate = float(learning_rate)
        self.momentum = float(momentum)
        # Of every parameter that has taken a step.
        self.velocity: dict[str, Array] = {}

    def step(
        self, parameters: Mapping[str, Array], gradients: Mapping[str, Array], factor: float = 1.0
    ) -> None:
        """Change the parameters, in place, by one step against their gradients.

        Parameters
        ----------
        parameters, gradients : name -> array, the same names and shapes in both
        factor : the share of the learning rate that this step takes
        """
        for name, parameter in parameters.items():
            if name not in self.velocity:
                self.velocity[name] = np.zeros_like(parameter)
            velocity = self.velocity[name]
            velocity *= self.momentum
            velocity += gradients[name]
            parameter -= factor * self.learning_rate * velocity
