from abc import ABC, abstractmethod
from enum import Enum
from typing import Optional

import numpy as np


class Reduction(str, Enum):
    MEAN = "mean"
    SUM = "sum"


def log_softmax(z: np.ndarray, axis: int = -1) -> np.ndarray:
    shifted = z - np.max(z, axis=axis, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))


class Loss(ABC):
    """loss = criterion(input, target);  grad = criterion.backward()"""

    def __init__(self, reduction: str = "mean"):
        self.reduction = Reduction(reduction)
        self._grad: Optional[np.ndarray] = None

    def __call__(self, inputs: np.ndarray, target: np.ndarray) -> float:
        return self.forward(np.asarray(inputs), np.asarray(target))

    @abstractmethod
    def forward(self, inputs: np.ndarray, target: np.ndarray) -> float: ...

    def backward(self) -> np.ndarray:
        if self._grad is None:
            raise RuntimeError("call the loss first")
        return self._grad

    def _finish(self, losses: np.ndarray, grads: np.ndarray) -> float:
        """losses: one per term that the mean is over; grads: their derivatives"""
        if self.reduction is Reduction.MEAN:
            self._grad = grads / losses.size
            return float(losses.mean())
        self._grad = grads
        return float(losses.sum())


class CrossEntropyLoss(Loss):
    """Logits (N, C). The target is (N,) integers, or one-hot (N, C)."""

    def forward(self, logits, target):
        if target.ndim == 1:
            target = np.eye(logits.shape[1])[target]
        log_p = log_softmax(logits, axis=1)
        return self._finish(-(target * log_p).sum(axis=1), np.exp(log_p) - target)


class NLLLoss(Loss):
    """Log-probabilities (N, C), integer targets."""

    def forward(self, log_probs, target):
        rows = np.arange(log_probs.shape[0])
        grads = np.zeros_like(log_probs)
        grads[rows, target] = -1.0
        return self._finish(-log_probs[rows, target], grads)


class BCEWithLogitsLoss(Loss):
    def forward(self, z, target):
        losses = np.maximum(z, 0) - z * target + np.log1p(np.exp(-np.abs(z)))
        small = np.exp(-np.abs(z))
        sigmoid = np.where(z >= 0, 1.0, small) / (1.0 + small)
        return self._finish(losses, sigmoid - target)


class MSELoss(Loss):
    def forward(self, prediction, target):
        diff = prediction - target
        return self._finish(diff ** 2, 2.0 * diff)
