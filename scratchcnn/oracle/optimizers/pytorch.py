"""The steps of PyTorch's own optimizers."""

from typing import Any

import numpy as np

from scratchcnn.oracle.cards.optimizers.formula import Array, Given, Numbers, Rule
from scratchcnn.oracle.cases.twins import optimizers


def in_pytorch(rule: Rule, numbers: Numbers, given: Given) -> Array:
    """Return the parameters after every step of `torch.optim`: (steps, parameters, ...)."""
    options: dict[str, Any] = {rule.renamed.get(name, name): n for name, n in numbers.items()}
    if "beta1" in options:
        options["betas"] = (options.pop("beta1"), options.pop("beta2"))
    options |= rule.arguments
    twin = optimizers().twins()[rule.twin](learning_rate=1.0, **options)
    held = {str(place): np.array(one) for place, one in enumerate(given.starts)}
    after = []
    for gradients, rate in zip(given.gradients, given.rates, strict=True):
        twin.step(held, {str(place): one for place, one in enumerate(gradients)}, rate)
        after.append(np.array([held[name].copy() for name in held]))
    return np.array(after)
