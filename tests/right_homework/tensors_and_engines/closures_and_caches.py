from collections import namedtuple
from dataclasses import dataclass, field
import numpy as np

PoolCache = namedtuple("PoolCache", "shape size stride mask")


def make_conv(weight, bias, stride=1, pad=0):
    """returns (forward, backward); backward gives (dx, dweight, dbias)"""
    F, C, R, S = weight.shape
    memo = {}

    def forward(x):
        N, _, H, W = x.shape
        xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
        OH, OW = (H + 2 * pad - R) // stride + 1, (W + 2 * pad - S) // stride + 1
        out = np.empty((N, F, OH, OW))
        for i in range(OH):
            for j in range(OW):
                patch = xp[:, None, :, i * stride:i * stride + R, j * stride:j * stride + S]
                out[:, :, i, j] = (patch * weight).sum(axis=(2, 3, 4)) + bias
        memo["xp"], memo["hw"] = xp, (H, W)
        return out

    def backward(dout):
        xp, (H, W) = memo["xp"], memo["hw"]
        dxp, dw = np.zeros_like(xp), np.zeros_like(weight)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                win = (slice(None), slice(None), slice(i * stride, i * stride + R), slice(j * stride, j * stride + S))
                g = dout[:, :, i, j]                       # N, F
                dw += np.tensordot(g.T, xp[win], 1)
                dxp[win] += np.tensordot(g, weight, 1)
        dx = dxp[:, :, pad:pad + H, pad:pad + W]
        return dx, dw, dout.sum((0, 2, 3))

    return forward, backward


def make_linear(weight, bias):
    seen = None

    def forward(x):
        nonlocal seen
        seen = x
        return x @ weight + bias

    def backward(dout):
        return dout @ weight.T, seen.T @ dout, dout.sum(0)

    return forward, backward


@dataclass
class Softmax:
    """a layer of its own, so the whole Jacobian is needed"""
    axis: int = -1
    y: np.ndarray = field(default=None, repr=False)

    def forward(self, x):
        e = np.exp(x - x.max(self.axis, keepdims=True))
        self.y = e / e.sum(self.axis, keepdims=True)
        return self.y

    def backward(self, dout):
        inner = (dout * self.y).sum(self.axis, keepdims=True)
        return self.y * (dout - inner)


@dataclass
class LeakyReLU:
    alpha: float = 0.1
    slope: np.ndarray = field(default=None, repr=False)

    def forward(self, x):
        self.slope = np.where(x > 0, 1.0, self.alpha)
        return self.slope * x

    def backward(self, dout):
        return self.slope * dout


def max_pool(x, size=2, stride=2):
    N, C, H, W = x.shape
    OH, OW = (H - size) // stride + 1, (W - size) // stride + 1
    out = np.full((N, C, OH, OW), -np.inf)
    mask = np.zeros((N, C, OH, OW), dtype=int)
    for k in range(size * size):
        a, b = divmod(k, size)
        cand = x[:, :, a:a + (OH - 1) * stride + 1:stride, b:b + (OW - 1) * stride + 1:stride]
        better = cand > out                       # strictly: the first of equals stays
        out = np.where(better, cand, out)
        mask[better] = k
    return out, PoolCache(x.shape, size, stride, mask)


def max_pool_grad(dout, cache):
    dx = np.zeros(cache.shape)
    OH, OW = dout.shape[2:]
    s = cache.stride
    for k in range(cache.size ** 2):
        a, b = divmod(k, cache.size)
        dx[:, :, a:a + (OH - 1) * s + 1:s, b:b + (OW - 1) * s + 1:s] += np.where(cache.mask == k, dout, 0)
    return dx


if __name__ == "__main__":
    rng = np.random.default_rng(8)
    f, b = make_conv(rng.normal(size=(2, 3, 3, 3)), np.zeros(2), stride=2, pad=1)
    y = f(rng.normal(size=(2, 3, 9, 9)))
    p, cache = max_pool(y)
    dx, dw, db = b(max_pool_grad(np.ones_like(p), cache))
    print(y.shape, p.shape, dx.shape, dw.shape, db)
