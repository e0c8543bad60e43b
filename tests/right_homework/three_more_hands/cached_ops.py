"""Pure functions; every *_fwd returns (output, cache), every *_bwd takes (dout, cache)."""
from dataclasses import dataclass
from typing import Any, Callable, Dict, Generic, NamedTuple, Tuple, TypeVar

import numpy as np


class ConvCache(NamedTuple):
    x_pad: np.ndarray
    w: np.ndarray
    stride: int
    pad: int


@dataclass(frozen=True)
class BNCache:
    x_hat: np.ndarray
    gamma: np.ndarray
    std: np.ndarray


class PoolCache(NamedTuple):
    x: np.ndarray
    size: int
    stride: int


class ConvGrads(NamedTuple):
    dx: np.ndarray
    dw: np.ndarray
    db: np.ndarray


class BNGrads(NamedTuple):
    dx: np.ndarray
    dgamma: np.ndarray
    dbeta: np.ndarray


def conv_fwd(x: np.ndarray, w: np.ndarray, b: np.ndarray, stride: int = 1, pad: int = 0) -> Tuple[np.ndarray, ConvCache]:
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = 1 + (H + 2 * pad - HH) // stride
    W_out = 1 + (W + 2 * pad - WW) // stride
    out = np.empty((N, F, H_out, W_out))
    w_rows = w.reshape(F, -1)
    for i in range(H_out):
        for j in range(W_out):
            window = x_pad[:, :, i * stride:i * stride + HH, j * stride:j * stride + WW]
            out[:, :, i, j] = window.reshape(N, -1) @ w_rows.T + b
    return out, ConvCache(x_pad, w, stride, pad)


def conv_bwd(dout: np.ndarray, cache: ConvCache) -> ConvGrads:
    x_pad, w, stride, pad = cache
    N, F, H_out, W_out = dout.shape
    _, C, HH, WW = w.shape
    dx_pad = np.zeros_like(x_pad)
    dw = np.zeros((F, C * HH * WW))
    w_rows = w.reshape(F, -1)
    for i in range(H_out):
        for j in range(W_out):
            here = (slice(None), slice(None), slice(i * stride, i * stride + HH), slice(j * stride, j * stride + WW))
            d = dout[:, :, i, j]                                   # (N, F)
            dw += d.T @ x_pad[here].reshape(N, -1)
            dx_pad[here] += (d @ w_rows).reshape(N, C, HH, WW)
    db = dout.sum(axis=(0, 2, 3))
    H, W = x_pad.shape[2] - 2 * pad, x_pad.shape[3] - 2 * pad
    return ConvGrads(dx_pad[:, :, pad:pad + H, pad:pad + W], dw.reshape(w.shape), db)


def bn_fwd(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-5) -> Tuple[np.ndarray, BNCache]:
    """Batch normalization of (N, D) in training mode."""
    mu = x.mean(axis=0)
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - mu) / std
    return gamma * x_hat + beta, BNCache(x_hat=x_hat, gamma=gamma, std=std)


def bn_bwd(dout: np.ndarray, cache: BNCache) -> BNGrads:
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)
    dgamma = (dout * cache.x_hat).sum(axis=0)
    dx = cache.gamma / (N * cache.std) * (N * dout - dbeta - cache.x_hat * dgamma)
    return BNGrads(dx, dgamma, dbeta)


def pool_fwd(x: np.ndarray, size: int = 2, stride: int = 2) -> Tuple[np.ndarray, PoolCache]:
    N, C, H, W = x.shape
    H_out, W_out = 1 + (H - size) // stride, 1 + (W - size) // stride
    out = np.empty((N, C, H_out, W_out))
    for i in range(H_out):
        for j in range(W_out):
            out[:, :, i, j] = x[:, :, i * stride:i * stride + size, j * stride:j * stride + size].max(axis=(2, 3))
    return out, PoolCache(x, size, stride)


def pool_bwd(dout: np.ndarray, cache: PoolCache) -> np.ndarray:
    x, size, stride = cache
    N, C, H_out, W_out = dout.shape
    dx = np.zeros_like(x)
    n, c = np.ogrid[:N, :C]
    for i in range(H_out):
        for j in range(W_out):
            win = x[:, :, i * stride:i * stride + size, j * stride:j * stride + size].reshape(N, C, -1)
            r, s = np.unravel_index(win.argmax(axis=2), (size, size))
            dx[n, c, i * stride + r, j * stride + s] += dout[:, :, i, j]
    return dx


def relu_fwd(x: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    mask = x > 0
    return x * mask, mask


def relu_bwd(dout: np.ndarray, mask: np.ndarray) -> np.ndarray:
    return dout * mask


def affine_fwd(x: np.ndarray, w: np.ndarray, b: np.ndarray):
    return x.reshape(len(x), -1) @ w + b, (x, w)


def affine_bwd(dout: np.ndarray, cache):
    x, w = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(len(x), -1).T @ dout
    return dx, dw, dout.sum(axis=0)


C = TypeVar("C")


@dataclass(frozen=True)
class Op(Generic[C]):
    """A forward function and the backward function that understands its cache."""

    forward: Callable[..., Tuple[np.ndarray, C]]
    backward: Callable[[np.ndarray, C], Any]


OPS: Dict[str, Op] = {
    "conv": Op(conv_fwd, conv_bwd),
    "bn": Op(bn_fwd, bn_bwd),
    "pool": Op(pool_fwd, pool_bwd),
    "relu": Op(relu_fwd, relu_bwd),
    "affine": Op(affine_fwd, affine_bwd),
}
