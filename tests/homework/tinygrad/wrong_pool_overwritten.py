"""Operations in a table of plain functions, given to the Tensor as methods in a loop."""

import numpy as np


class Tensor:
    def __init__(self, value, parents=()):
        self.value = np.asarray(value, dtype=np.float64)
        self.parents = parents
        self.pull = None
        self.grad = 0.0

    def backward(self, upstream=None):
        upstream = np.ones_like(self.value) if upstream is None else upstream
        pending, order = [self], []
        children = {}
        while pending:
            node = pending.pop()
            if id(node) not in children:
                children[id(node)] = 0
                for parent in node.parents:
                    pending.append(parent)
        seen = set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = self.grad + upstream
        for node in reversed(order):
            if node.pull is not None:
                for parent, g in zip(node.parents, node.pull(node.grad)):
                    parent.grad = parent.grad + g


def record(value, parents, pull):
    out = Tensor(value, parents)
    out.pull = pull
    return out


def leaky_relu(self, slope=0.01):
    factor = np.where(self.value > 0, 1.0, slope)
    return record(self.value * factor, (self,), lambda g: (g * factor,))


def sigmoid(self):
    s = np.where(
        self.value >= 0,
        1 / (1 + np.exp(-np.abs(self.value))),
        np.exp(-np.abs(self.value)) / (1 + np.exp(-np.abs(self.value))),
    )
    return record(s, (self,), lambda g: (g * s * (1 - s),))


def linear(self, weight, bias):
    value = self.value @ weight.value.T + bias.value

    def pull(g):
        return g @ weight.value, g.T @ self.value, g.sum(axis=0)

    return record(value, (self, weight, bias), pull)


def conv2d(self, weight, bias, stride=1, padding=0):
    x, w = self.value, weight.value
    (n, c, h, wd), (f, _, kh, kw) = x.shape, w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    oh, ow = (h + 2 * padding - kh) // stride + 1, (wd + 2 * padding - kw) // stride + 1
    cols = np.empty((n, c * kh * kw, oh * ow))
    for y in range(oh):
        for z in range(ow):
            a, b = y * stride, z * stride
            cols[:, :, y * ow + z] = xp[:, :, a : a + kh, b : b + kw].reshape(n, -1)
    out = (w.reshape(f, -1) @ cols + bias.value[:, None]).reshape(n, f, oh, ow)

    def pull(g):
        rows = g.reshape(n, f, -1)
        dw = np.einsum("nfp,nkp->fk", rows, cols).reshape(w.shape)
        dcols = w.reshape(f, -1).T @ rows
        dxp = np.zeros_like(xp)
        for y in range(oh):
            for z in range(ow):
                a, b = y * stride, z * stride
                part = dcols[:, :, y * ow + z].reshape(n, c, kh, kw)
                dxp[:, :, a : a + kh, b : b + kw] += part
        return dxp[:, :, padding : padding + h, padding : padding + wd], dw, g.sum((0, 2, 3))

    return record(out, (self, weight, bias), pull)


def max_pool2d(self, kernel_size=2, stride=2):
    k, s, x = kernel_size, stride, self.value
    n, c, h, w = x.shape
    oh, ow = (h - k) // s + 1, (w - k) // s + 1
    out = np.empty((n, c, oh, ow))
    where = np.empty((n, c, oh, ow), dtype=int)
    for y in range(oh):
        for z in range(ow):
            window = x[:, :, y * s : y * s + k, z * s : z * s + k].reshape(n, c, -1)
            out[:, :, y, z], where[:, :, y, z] = window.max(-1), window.argmax(-1)

    def pull(g):
        dx = np.zeros_like(x)
        batch, channel = np.ogrid[:n, :c]
        for y in range(oh):
            for z in range(ow):
                r, q = np.divmod(where[:, :, y, z], k)
                dx[batch, channel, y * s + r, z * s + q] = g[:, :, y, z]
        return (dx,)

    return record(out, (self,), pull)


METHODS = {
    "leaky_relu": leaky_relu,
    "sigmoid": sigmoid,
    "linear": linear,
    "conv2d": conv2d,
    "max_pool2d": max_pool2d,
}
for name, function in METHODS.items():
    setattr(Tensor, name, function)
