# ops are registered with a decorator; at the bottom of the file they become methods of Tensor
import functools
from dataclasses import dataclass, field
from typing import Callable, Dict

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


@dataclass
class Node:
    name: str
    parents: tuple
    pullback: Callable


class Tensor:
    def __init__(self, data, node=None):
        self.data = np.asarray(data, dtype=float)
        self.grad = np.zeros_like(self.data)
        self.node = node

    def __repr__(self):
        return f"<Tensor {self.data.shape} from {self.node.name if self.node else 'leaf'}>"

    @property
    def shape(self):
        return self.data.shape

    def backward(self, seed=None):
        self.grad = self.grad + (np.ones_like(self.data) if seed is None else seed)
        for t in reversed(toposort(self)):
            if t.node is None:
                continue
            for parent, g in zip(t.node.parents, t.node.pullback(t.grad)):
                if g is not None:
                    parent.grad = parent.grad + g


def toposort(root):
    done, order, stack = set(), [], [(root, False)]
    while stack:
        t, expanded = stack.pop()
        if expanded:
            order.append(t)
        elif id(t) not in done:
            done.add(id(t))
            stack.append((t, True))
            if t.node:
                stack.extend((p, False) for p in t.node.parents)
    return order


REGISTRY: Dict[str, Callable] = {}


def op(name: str):
    """The decorated function maps arrays (and keywords) to (value, pullback)."""

    def deco(fn):
        @functools.wraps(fn)
        def call(*tensors, **kw):
            tensors = tuple(t if isinstance(t, Tensor) else Tensor(t) for t in tensors)
            value, pullback = fn(*(t.data for t in tensors), **kw)
            return Tensor(value, Node(name, tensors, pullback))

        REGISTRY[name] = call
        return call

    return deco


@op("conv2d")
def conv2d(x, w, b, *, stride=1, padding=0):
    s, p = stride, padding
    kh, kw = w.shape[2:]
    xp = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)])
    win = sliding_window_view(xp, (kh, kw), axis=(2, 3))[:, :, ::s, ::s]      # n c oh ow kh kw
    y = np.einsum("ncijuv,fcuv->nfij", win, w, optimize=True) + b[:, None, None]

    def pullback(g):
        gx = np.zeros_like(xp)
        oh, ow = g.shape[-2:]
        contrib = np.einsum("nfij,fcuv->ncijuv", g, w, optimize=True)
        for u in range(kh):
            for v in range(kw):
                gx[:, :, u:u + s * oh:s, v:v + s * ow:s] += contrib[..., u, v]
        gx = gx[:, :, p:gx.shape[2] - p, p:gx.shape[3] - p]
        gw = np.einsum("nfij,ncijuv->fcuv", g, win, optimize=True)
        return gx, gw, g.sum((0, 2, 3))

    return y, pullback


@op("max_pool2d")
def max_pool2d(x, *, kernel_size=2, stride=None):
    k = kernel_size
    s = stride or k
    win = sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::s, ::s]
    flat = win.reshape(*win.shape[:4], k * k)
    best = flat.argmax(-1)
    y = np.take_along_axis(flat, best[..., None], -1)[..., 0]

    def pullback(g):
        gx = np.zeros_like(x)
        n, c, i, j = np.indices(best.shape)
        rows = i * s + best // k
        cols = j * s + best % k
        np.add.at(gx, (n, c, rows, cols), g)
        return (gx,)

    return y, pullback


@op("relu")
def relu(x):
    return np.where(x > 0, x, 0.0), lambda g: (np.where(x > 0, g, 0.0),)


@op("tanh")
def tanh(x):
    t = np.tanh(x)
    return t, lambda g: (g * (1 - t * t),)


@op("flatten")
def flatten(x):
    return x.reshape(len(x), -1), lambda g: (g.reshape(x.shape),)


@op("log_softmax")
def log_softmax(x):
    z = x - x.max(axis=1, keepdims=True)
    y = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return y, lambda g: (g - np.exp(y) * g.sum(axis=1, keepdims=True),)


# attach everything to Tensor, so that x.conv2d(w, b, stride=2).relu() works
for _name, _fn in REGISTRY.items():
    setattr(Tensor, _name, _fn)
