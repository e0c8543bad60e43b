"""Optimizers, which change parameters by their gradients, and schedules of their learning rate.

In come parameters and gradients by name; out go the parameters, changed in place.
May import the arguments of `ops`, and nothing else of ours.
"""

from scratchcnn.optim.adam import Adam, AdamW, NAdam
from scratchcnn.optim.adaptive import AdaDelta, AdaGrad, RMSProp
from scratchcnn.optim.gradient_descent import SGD
from scratchcnn.optim.optimizer import Optimizer
from scratchcnn.optim.schedules import (
    Constant,
    Cosine,
    Exponential,
    Linear,
    Schedule,
    Sequential,
    Steps,
)

__all__ = [
    "SGD",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Constant",
    "Cosine",
    "Exponential",
    "Linear",
    "NAdam",
    "Optimizer",
    "RMSProp",
    "Schedule",
    "Sequential",
    "Steps",
]
