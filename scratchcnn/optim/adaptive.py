"""Rules that divide a gradient by the size of those before it: AdaGrad, RMSProp, AdaDelta."""

import numpy as np

from scratchcnn.ops.arguments import Array, switch
from scratchcnn.optim.numbers import not_negative, share
from scratchcnn.optim.optimizer import Optimizer, Slots


def averaged(average: Array, values: Array, keep: float) -> None:
    """Move a running average, in place: keep * average + (1 - keep) * values."""
    average *= keep
    average += (1 - keep) * values


class AdaGrad(Optimizer):
    """AdaGrad: the sum of all squared gradients divides: g / (sqrt(sum) + eps).

    Parameters
    ----------
    learning_rate : finite and above 0
    learning_rate_decay : the n-th step takes learning_rate / (1 + (n - 1) * learning_rate_decay)
    weight_decay : at least 0, part of the gradient
    initial_accumulator_value : what the sum starts from
    eps : at least 0, beside the root
    maximize : steps go along the gradients, not against them

    Raises
    ------
    TypeError, ValueError
        An argument is out of range; the message names it.

    Notes
    -----
    Duchi, Hazan, Singer (2011), "Adaptive Subgradient Methods for Online Learning and Stochastic
    Optimization"; eps and the defaults as in `torch.optim.Adagrad`.

    Examples
    --------
    >>> weight = np.array([0.0, 0.0])
    >>> AdaGrad(0.1).step({"weight": weight}, {"weight": np.array([5.0, -0.5])})
    >>> weight
    array([-0.1,  0.1])
    """

    def __init__(
        self,
        learning_rate: float = 1e-2,
        learning_rate_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
    ) -> None:
        self.learning_rate_decay = not_negative("learning_rate_decay", learning_rate_decay)
        self.eps = not_negative("eps", eps)
        beginning = not_negative("initial_accumulator_value", initial_accumulator_value)
        super().__init__(learning_rate, weight_decay, maximize, {"sum": beginning})

    def update(
        self, parameter: Array, gradient: Array, rate: float, step: int, slots: Slots
    ) -> None:
        """Change one parameter and its slots, in place."""
        slots["sum"] += gradient * gradient
        divisor = np.sqrt(slots["sum"]) + self.eps
        parameter -= rate / (1 + (step - 1) * self.learning_rate_decay) * gradient / divisor


class RMSProp(Optimizer):
    """RMSProp: the running average s of squared gradients divides: g / (sqrt(s) + eps).

    Parameters
    ----------
    learning_rate : finite and above 0
    alpha : from 0 to below 1, the share of the average that is kept
    eps : at least 0, beside the root
    weight_decay : at least 0, part of the gradient
    momentum : from 0 (none) to below 1, of what has been divided
    centered : the running average of gradients is subtracted, squared, from s: a variance
    maximize : steps go along the gradients, not against them

    Raises
    ------
    TypeError, ValueError
        An argument is out of range; the message names it.

    Notes
    -----
    Hinton (2012), "Neural Networks for Machine Learning", lecture 6e; eps and the defaults as in
    `torch.optim.RMSprop`. Keras, Optax and Paddle have eps inside the root.

    Examples
    --------
    >>> weight = np.array([0.0])
    >>> RMSProp(1.0, alpha=0.9, eps=1.0).step({"weight": weight}, {"weight": np.array([1.0])})
    >>> print(weight.round(7))
    [-0.7597469]
    """

    def __init__(
        self,
        learning_rate: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        self.alpha = share("alpha", alpha)
        self.eps = not_negative("eps", eps)
        self.momentum = share("momentum", momentum)
        switch("centered", centered)
        self.centered = centered
        slots = {"square_avg": 0.0}
        slots |= {"momentum_buffer": 0.0} if self.momentum else {}
        slots |= {"grad_avg": 0.0} if centered else {}
        super().__init__(learning_rate, weight_decay, maximize, slots)

    def update(
        self, parameter: Array, gradient: Array, rate: float, step: int, slots: Slots
    ) -> None:
        """Change one parameter and its slots, in place."""
        average = slots["square_avg"]
        averaged(average, gradient * gradient, self.alpha)
        if self.centered:
            averaged(slots["grad_avg"], gradient, self.alpha)
            # No variance is negative; of gradients that stay the same, rounding would make one.
            average = np.maximum(average - slots["grad_avg"] ** 2, 0)
        divided = gradient / (np.sqrt(average) + self.eps)
        if self.momentum:
            slots["momentum_buffer"] *= self.momentum
            divided += slots["momentum_buffer"]
            slots["momentum_buffer"][...] = divided
        parameter -= rate * divided


class AdaDelta(Optimizer):
    """AdaDelta: a gradient times the size of the steps before it, divided by that of gradients.

    Parameters
    ----------
    learning_rate : finite and above 0; 1 in the paper
    rho : from 0 to below 1, the share of both averages that is kept
    eps : at least 0, inside both roots
    weight_decay : at least 0, part of the gradient
    maximize : steps go along the gradients, not against them

    Raises
    ------
    TypeError, ValueError
        An argument is out of range; the message names it.

    Notes
    -----
    Zeiler (2012), "ADADELTA: An Adaptive Learning Rate Method"; the defaults as in
    `torch.optim.Adadelta`.

    Examples
    --------
    >>> weight = np.array([0.0])
    >>> AdaDelta().step({"weight": weight}, {"weight": np.array([1.0])})
    >>> print(weight.round(7))
    [-0.0031623]
    """

    def __init__(
        self,
        learning_rate: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
    ) -> None:
        self.rho = share("rho", rho)
        self.eps = not_negative("eps", eps)
        slots = {"square_avg": 0.0, "acc_delta": 0.0}
        super().__init__(learning_rate, weight_decay, maximize, slots)

    def update(
        self, parameter: Array, gradient: Array, rate: float, step: int, slots: Slots
    ) -> None:
        """Change one parameter and its slots, in place."""
        averaged(slots["square_avg"], gradient * gradient, self.rho)
        delta = np.sqrt(slots["acc_delta"] + self.eps) / np.sqrt(slots["square_avg"] + self.eps)
        delta *= gradient
        averaged(slots["acc_delta"], delta * delta, self.rho)
        parameter -= rate * delta
