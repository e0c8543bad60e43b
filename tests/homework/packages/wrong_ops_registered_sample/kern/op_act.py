import numpy as np

from .capa import operacion


@operacion("relu")
def _(x):
    return np.maximum(x, 0)


@operacion("relu_backward")
def _(grad, x):
    return grad * (x > 0)


@operacion("sigmoid")
def _(x):
    return 1 / (1 + np.exp(-x))


@operacion("sigmoid_backward")
def _(grad, x):
    s = 1 / (1 + np.exp(-x))
    return grad * s * (1 - s)
