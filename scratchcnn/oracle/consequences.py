"""Gradients that are right for what forward computed, and wrong because that is wrong."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.homework import Finding
from scratchcnn.oracle.observation import Observation

Array: TypeAlias = NDArray[Any]
RELATIVE = 1e-9


def of_softmax(out: Array, grad_out: Array) -> Array:
    """Return the gradient of a softmax in terms of its output."""
    gradient: Array = out * (grad_out - (out * grad_out).sum(-1, keepdims=True))
    return gradient


def of_sigmoid(out: Array, grad_out: Array) -> Array:
    """Return the gradient of a sigmoid in terms of its output."""
    gradient: Array = grad_out * out * (1 - out)
    return gradient


def of_tanh(out: Array, grad_out: Array) -> Array:
    """Return the gradient of a tanh in terms of its output."""
    gradient: Array = grad_out * (1 - out**2)
    return gradient


FROM_OUTPUT: Mapping[str, Callable[[Array, Array], Array]] = {
    "softmax": of_softmax,
    "sigmoid": of_sigmoid,
    "tanh": of_tanh,
}


def follows_from_output(op: str, finding: Finding) -> bool:
    """Tell whether a gradient is what its formula makes of the homework's own output, always."""
    if finding.check != "grad_x" or op not in FROM_OUTPUT:
        return False
    return all(is_own(FROM_OUTPUT[op], seen) for seen, _ in finding.verdicts)


def is_own(formula: Callable[[Array, Array], Array], seen: Observation) -> bool:
    """Tell whether one gradient is what a formula makes of the output that came out."""
    out, got = seen.first.out, seen.first.grads.get("x")
    if not isinstance(out, np.ndarray) or not isinstance(got, np.ndarray):
        return False
    with np.errstate(all="ignore"):
        own = formula(out, seen.trial.grad_out)
        near = np.abs(got - own) <= RELATIVE * (1 + np.abs(own))
        return bool(np.all(near | (got == own) | (np.isnan(got) & np.isnan(own))))
