"""The steps of PyTorch's own optimizers."""

from typing import Any

import numpy as np

from scratchcnn.oracle.cards.optimizers.formula import Array, Given, Numbers, Rule
from scratchcnn.oracle.cases.twins import optimizers

CLASSES = {
    "sgd": "SGD",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adadelta": "AdaDelta",
    "adam": "Adam",
    "adamw": "AdamW",
    "nadam": "NAdam",
}


def in_pytorch(rule: Rule, numbers: Numbers, given: Given) -> Array:
    """Return the parameters after every step of `torch.optim`: (steps, parameters, ...)."""
    options: dict[str, Any] = dict(numbers)
    if "beta1" in options:
        options["betas"] = (options.pop("beta1"), options.pop("beta2"))
    if rule.op == "rmsprop":
        options["alpha"] = options.pop("rho")
    options |= {"nesterov": True} if "ahead" in rule.axes and rule.op == "sgd" else {}
    twin = optimizers().twins()[CLASSES[rule.op]](learning_rate=1.0, **options)
    held = {str(place): np.array(one) for place, one in enumerate(given.starts)}
    after = []
    for gradients, rate in zip(given.gradients, given.rates, strict=True):
        twin.step(held, {str(place): one for place, one in enumerate(gradients)}, rate)
        after.append(np.array([held[name].copy() for name in held]))
    return np.array(after)
