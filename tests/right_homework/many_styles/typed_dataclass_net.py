from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional, Protocol

import numpy as np
import numpy.typing as npt
from scipy.signal import fftconvolve

Array = npt.NDArray[np.float64]


class LayerLike(Protocol):
    def forward(self, x: Array) -> Array: ...
    def backward(self, grad: Array) -> Array: ...


@dataclass
class ConvParams:
    weight: Array          # (out, in, kh, kw)
    bias: Array            # (out,)


@dataclass
class FFTConv:
    """stride-1 convolution through scipy.signal.fftconvolve, any (rectangular) kernel, symmetric zero padding.

    >>> FFTConv.random(1, 2, (3, 3)).forward(np.zeros((1, 1, 5, 5))).shape
    (1, 2, 3, 3)
    """
    params: ConvParams
    padding: int = 0
    grads: Optional[ConvParams] = None
    _x: Optional[Array] = field(default=None, repr=False)

    @classmethod
    def random(cls, c_in: int, c_out: int, kernel: tuple[int, int], padding: int = 0, seed: int = 0) -> FFTConv:
        rng = np.random.default_rng(seed)
        return cls(ConvParams(rng.normal(0, 0.1, (c_out, c_in, *kernel)), np.zeros(c_out)), padding)

    def forward(self, x: Array) -> Array:
        p = self.padding
        self._x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        w = self.params.weight[None, :, :, ::-1, ::-1]
        # (N, 1, C, H, W) * (1, F, C, kh, kw) over the two last axes, then sum over C
        full = fftconvolve(self._x[:, None], w, mode="valid", axes=(3, 4))
        return full.sum(axis=2) + self.params.bias[:, None, None]

    def backward(self, grad: Array) -> Array:
        assert self._x is not None, "forward first"
        flipped = grad[:, :, None, ::-1, ::-1]
        dw = fftconvolve(self._x[:, None], flipped, mode="valid", axes=(3, 4)).sum(axis=0)
        self.grads = ConvParams(dw, grad.sum(axis=(0, 2, 3)))
        dx = fftconvolve(grad[:, :, None], self.params.weight[None], mode="full", axes=(3, 4)).sum(axis=1)
        p = self.padding
        return dx[:, :, p:dx.shape[2] - p, p:dx.shape[3] - p]


@dataclass
class Dense:
    w: Array
    b: Array
    dw: Optional[Array] = None
    db: Optional[Array] = None

    def forward(self, x: Array) -> Array:
        self._x = x
        return x @ self.w + self.b

    def backward(self, grad: Array) -> Array:
        self.dw, self.db = self._x.T @ grad, grad.sum(axis=0)
        return grad @ self.w.T


@dataclass
class RowNorm:
    """batch normalisation of the rows of a (N, D) matrix, with running averages"""
    gamma: Array
    beta: Array
    eps: float = 1e-5
    momentum: float = 0.1
    training: bool = True

    def __post_init__(self) -> None:
        self.mean, self.var = np.zeros_like(self.beta), np.ones_like(self.gamma)

    def forward(self, x: Array) -> Array:
        if self.training:
            mu, var = x.mean(axis=0), x.var(axis=0)
            self.mean = (1 - self.momentum) * self.mean + self.momentum * mu
            self.var = (1 - self.momentum) * self.var + self.momentum * var
        else:
            mu, var = self.mean, self.var
        self._sd = np.sqrt(var + self.eps)
        self._hat = (x - mu) / self._sd
        return self.gamma * self._hat + self.beta

    def backward(self, grad: Array) -> Array:
        self.dgamma, self.dbeta = (grad * self._hat).sum(axis=0), grad.sum(axis=0)
        dh = grad * self.gamma
        if not self.training:
            return dh / self._sd
        # explicit route: through the variance, then through the mean
        n = len(grad)
        dvar = (dh * self._hat).sum(axis=0) * -0.5 / self._sd ** 2
        dmu = -dh.sum(axis=0) / self._sd
        return dh / self._sd + dvar * 2 * self._hat * self._sd / n + dmu / n


@dataclass
class Leaky:
    slope: float = 0.01

    def forward(self, x: Array) -> Array:
        self._x = x
        return np.where(x > 0, x, self.slope * x)

    def backward(self, grad: Array) -> Array:
        return grad * np.where(self._x > 0, 1.0, self.slope)


@dataclass(frozen=True)
class SigmoidBCE:
    """sigmoid and binary cross entropy in one: value and gradient w.r.t. the logits; reduction over all entries"""
    reduction: str = "mean"

    def __call__(self, logits: Array, target: Array) -> tuple[float, Array]:
        value = np.logaddexp(0.0, logits) - target * logits
        grad = np.exp(-np.logaddexp(0.0, -logits)) - target
        if self.reduction == "mean":
            return float(value.mean()), grad / value.size
        return float(value.sum()), grad
