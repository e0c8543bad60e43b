"""Differentiable functions of tensors. They return new tensors and keep nothing."""
from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .tensor import Tensor


def relu(x: Tensor) -> Tensor:
    keep = x.data > 0
    return Tensor.make(np.where(keep, x.data, 0.0), (x,), lambda g: (g * keep,))


def sigmoid(x: Tensor) -> Tensor:
    y = np.exp(-np.logaddexp(0.0, -x.data))
    return Tensor.make(y, (x,), lambda g: (g * y * (1.0 - y),))


def flatten(x: Tensor) -> Tensor:
    return Tensor.make(x.data.reshape(x.shape[0], -1), (x,), lambda g: (g.reshape(x.shape),))


def conv2d(x: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: int = 0) -> Tensor:
    kh, kw = weight.shape[-2:]
    pad = [(0, 0), (0, 0), (padding, padding), (padding, padding)]
    xp = np.pad(x.data, pad)
    win = sliding_window_view(xp, (kh, kw), axis=(2, 3))[:, :, ::stride, ::stride]
    y = np.einsum("nchwij,ocij->nohw", win, weight.data, optimize=True)
    parents: tuple[Tensor, ...] = (x, weight)
    if bias is not None:
        y = y + bias.data[:, None, None]
        parents += (bias,)

    def vjp(g: np.ndarray):
        oh, ow = g.shape[2:]
        gxp = np.zeros_like(xp)
        for i in range(kh):
            for j in range(kw):
                gxp[:, :, i:i + stride * oh:stride, j:j + stride * ow:stride] += np.einsum(
                    "nohw,oc->nchw", g, weight.data[:, :, i, j])
        gx = gxp[:, :, padding:padding + x.shape[2], padding:padding + x.shape[3]]
        gw = np.einsum("nohw,nchwij->ocij", g, win, optimize=True)
        return (gx, gw, g.sum(axis=(0, 2, 3)))[: len(parents)]

    return Tensor.make(y, parents, vjp)


def max_pool2d(x: Tensor, size: int = 2, stride: int | None = None) -> Tensor:
    step = size if stride is None else stride
    win = sliding_window_view(x.data, (size, size), axis=(2, 3))[:, :, ::step, ::step]
    flat = win.reshape(win.shape[:4] + (-1,))
    arg = flat.argmax(axis=-1)
    y = flat.max(axis=-1)

    def vjp(g: np.ndarray):
        gx = np.zeros_like(x.data)
        oh, ow = g.shape[2:]
        for t in range(size * size):
            i, j = divmod(t, size)
            gx[:, :, i:i + step * oh:step, j:j + step * ow:step] += np.where(arg == t, g, 0.0)
        return (gx,)

    return Tensor.make(y, (x,), vjp)


def log_softmax(x: Tensor) -> Tensor:
    z = x.data - x.data.max(axis=-1, keepdims=True)
    y = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    return Tensor.make(y, (x,), lambda g: (g - np.exp(y) * g.sum(axis=-1, keepdims=True),))
