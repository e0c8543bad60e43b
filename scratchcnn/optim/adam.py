"""Adam and its kin: a running average of gradients, divided by the root of that of squares."""

import numpy as np

from scratchcnn.ops.arguments import Array, switch
from scratchcnn.optim.adaptive import averaged
from scratchcnn.optim.numbers import not_negative, two_shares
from scratchcnn.optim.optimizer import Optimizer, Slots

AVERAGES = {"exp_avg": 0.0, "exp_avg_sq": 0.0}


class Adam(Optimizer):
    """Adam: m / (1 - beta1^t) divided by sqrt(v / (1 - beta2^t)) + eps.

    m and v are running averages of the gradients and of their squares. Both start from 0, so that
    after t steps they weigh 1 - beta^t in all, by which they are divided.

    Parameters
    ----------
    learning_rate : finite and above 0
    betas : both from 0 to below 1, the shares of m and v that are kept
    eps : at least 0, beside the root of the corrected v
    weight_decay : at least 0, part of the gradient
    amsgrad : the largest v so far divides
    maximize : steps go along the gradients, not against them
    decoupled_weight_decay : the decay is no part of the gradient; see `AdamW`

    Raises
    ------
    TypeError, ValueError
        An argument is out of range; the message names it.

    Notes
    -----
    Kingma, Ba (2015), "Adam: A Method for Stochastic Optimization", algorithm 1; Reddi, Kale, Kumar
    (2018), "On the Convergence of Adam and Beyond" for `amsgrad`, where PyTorch takes the largest
    of the uncorrected averages, as here. Keras, Chainer and MXNet have eps beside the root of the
    uncorrected v, which is the paper's "epsilon hat".

    Examples
    --------
    >>> weight = np.array([0.0, 0.0])
    >>> Adam(0.5).step({"weight": weight}, {"weight": np.array([1.0, 1e-8])})
    >>> weight
    array([-0.5 , -0.25])
    """

    def __init__(
        self,
        learning_rate: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        self.betas = two_shares("betas", betas)
        self.eps = not_negative("eps", eps)
        switch("amsgrad", amsgrad)
        switch("decoupled_weight_decay", decoupled_weight_decay)
        self.amsgrad = amsgrad
        slots = AVERAGES | ({"max_exp_avg_sq": 0.0} if amsgrad else {})
        super().__init__(learning_rate, weight_decay, maximize, slots)
        self.decoupled_weight_decay = decoupled_weight_decay

    def update(
        self, parameter: Array, gradient: Array, rate: float, step: int, slots: Slots
    ) -> None:
        """Change one parameter and its slots, in place."""
        beta1, beta2 = self.betas
        averaged(slots["exp_avg"], gradient, beta1)
        averaged(slots["exp_avg_sq"], gradient * gradient, beta2)
        squares = slots["exp_avg_sq"]
        if self.amsgrad:
            squares = np.maximum(squares, slots["max_exp_avg_sq"], out=slots["max_exp_avg_sq"])
        divisor = np.sqrt(squares)
        divisor /= (1 - beta2**step) ** 0.5
        divisor += self.eps
        change = slots["exp_avg"] / divisor
        change *= rate / (1 - beta1**step)
        parameter -= change


class AdamW(Adam):
    """Adam with decoupled decay: the parameter shrinks by learning_rate * weight_decay of itself.

    Parameters
    ----------
    learning_rate, betas, eps, amsgrad, maximize : see `Adam`
    weight_decay : at least 0; no part of the gradient, so m and v know nothing of it

    Raises
    ------
    TypeError, ValueError
        An argument is out of range; the message names it.

    Notes
    -----
    Loshchilov, Hutter (2019), "Decoupled Weight Decay Regularization". As in PyTorch the decay is
    times the learning rate, and comes before the step.

    Examples
    --------
    >>> weight = np.array([1.0])
    >>> AdamW(0.1, weight_decay=0.1).step({"weight": weight}, {"weight": np.array([0.0])})
    >>> weight
    array([0.99])
    """

    def __init__(
        self,
        learning_rate: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            learning_rate,
            betas,
            eps,
            weight_decay,
            amsgrad,
            maximize=maximize,
            decoupled_weight_decay=True,
        )


class NAdam(Optimizer):
    """Adam with Nesterov's momentum, which grows towards beta1 as the steps go on.

    With mu_t = beta1 * (1 - 0.96^(t * momentum_decay) / 2) and the product M_t of all up to mu_t,
    mu_(t+1) * m / (1 - M_(t+1)) + (1 - mu_t) * g / (1 - M_t) is what Adam's divisor divides.

    Parameters
    ----------
    learning_rate : finite and above 0
    betas : both from 0 to below 1, the shares of m and v that are kept
    eps : at least 0, beside the root of the corrected v
    weight_decay : at least 0, part of the gradient
    momentum_decay : at least 0
    decoupled_weight_decay : the decay is no part of the gradient; see `AdamW`
    maximize : steps go along the gradients, not against them

    Raises
    ------
    TypeError, ValueError
        An argument is out of range; the message names it.

    Notes
    -----
    Dozat (2016), "Incorporating Nesterov Momentum into Adam"; the defaults as in
    `torch.optim.NAdam`, which keeps M in single precision even beside float64 parameters.

    Examples
    --------
    >>> weight = np.array([0.0])
    >>> NAdam(1.0).step({"weight": weight}, {"weight": np.array([1.0])})
    >>> print(weight.round(4))
    [-1.0565]
    """

    def __init__(
        self,
        learning_rate: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        self.betas = two_shares("betas", betas)
        self.eps = not_negative("eps", eps)
        self.momentum_decay = not_negative("momentum_decay", momentum_decay)
        switch("decoupled_weight_decay", decoupled_weight_decay)
        super().__init__(learning_rate, weight_decay, maximize, AVERAGES)
        self.decoupled_weight_decay = decoupled_weight_decay
        self.state["mu_product"] = {}

    def begin(self, name: str, parameter: Array) -> None:
        """Give a parameter its state before the first step."""
        super().begin(name, parameter)
        # One number for the whole parameter, in double precision whatever the parameter has.
        self.state["mu_product"][name] = np.ones(())

    def update(
        self, parameter: Array, gradient: Array, rate: float, step: int, slots: Slots
    ) -> None:
        """Change one parameter and its slots, in place."""
        beta1, beta2 = self.betas
        averaged(slots["exp_avg"], gradient, beta1)
        averaged(slots["exp_avg_sq"], gradient * gradient, beta2)
        divisor = np.sqrt(slots["exp_avg_sq"] / (1 - beta2**step)) + self.eps
        now, next_ = self.momentum(step), self.momentum(step + 1)
        slots["mu_product"][...] *= now
        product = slots["mu_product"].item()
        ahead = rate * next_ / (1 - product * next_) * slots["exp_avg"]
        parameter -= (rate * (1 - now) / (1 - product) * gradient + ahead) / divisor

    def momentum(self, step: int) -> float:
        """Return the momentum of a step."""
        return float(self.betas[0] * (1 - 0.5 * 0.96 ** (step * self.momentum_decay)))
