"""Stochastic gradient descent."""

from scratchcnn.ops.arguments import Array, choice, switch
from scratchcnn.optim.numbers import share
from scratchcnn.optim.optimizer import Optimizer, Slots

GRADIENT, STEP = "gradient", "step"


class SGD(Optimizer):
    """Stochastic gradient descent: v = momentum * v + gradient; parameter -= learning_rate * v.

    Parameters
    ----------
    learning_rate : finite and above 0
    momentum : from 0 (none) to below 1
    dampening : the gradient enters v times 1 - dampening, but for the first, which v starts from
    weight_decay : at least 0; the gradient of weight_decay / 2 * (sum of squares of the parameter)
        is added to its gradient
    nesterov : the step is along gradient + momentum * v
    maximize : steps go along the gradients, not against them
    momentum_of : "gradient": v is a sum of gradients; "step": v = momentum * v + learning_rate *
        gradient; parameter -= v, a sum of steps

    Raises
    ------
    TypeError, ValueError
        An argument is out of range; the message names it.

    Notes
    -----
    The formula is PyTorch's (documentation of `torch.optim.SGD`), as are that of Optax, MLX and
    tinygrad. In Polyak (1964), "Some methods of speeding up the convergence of iteration methods",
    in Keras, MXNet, Chainer and NNabla the learning rate is part of v. At a constant learning rate
    both are the same; when it falls, what a sum of steps still carries is as large as before.

    Examples
    --------
    >>> import numpy as np
    >>> for momentum_of in ("gradient", "step"):
    ...     weight = np.array([0.0])
    ...     optimizer = SGD(1.0, momentum=0.9, momentum_of=momentum_of)
    ...     optimizer.step({"weight": weight}, {"weight": np.array([1.0])})
    ...     optimizer.step({"weight": weight}, {"weight": np.array([0.0])}, factor=0.1)
    ...     print(weight)
    [-1.09]
    [-1.9]
    """

    def __init__(
        self,
        learning_rate: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        momentum_of: str = GRADIENT,
    ) -> None:
        self.momentum = share("momentum", momentum)
        self.dampening = share("dampening", dampening)
        switch("nesterov", nesterov)
        choice("momentum_of", momentum_of, (GRADIENT, STEP))
        if nesterov and not (self.momentum and not self.dampening):
            raise ValueError("nesterov needs a momentum above 0 and no dampening")
        self.nesterov = nesterov
        self.momentum_of = momentum_of
        slots = {"momentum_buffer": 0.0} if self.momentum else {}
        super().__init__(learning_rate, weight_decay, maximize, slots)

    def update(
        self, parameter: Array, gradient: Array, rate: float, step: int, slots: Slots
    ) -> None:
        """Change one parameter and its slots, in place."""
        if not self.momentum:
            parameter -= rate * gradient
            return
        # The learning rate is a factor either of what enters v or of what leaves it.
        entering, leaving = (rate, 1.0) if self.momentum_of == STEP else (1.0, rate)
        velocity = slots["momentum_buffer"]
        velocity *= self.momentum
        velocity += (entering if step == 1 else entering * (1 - self.dampening)) * gradient
        if self.nesterov:
            parameter -= leaving * (entering * gradient + self.momentum * velocity)
        else:
            parameter -= leaving * velocity
