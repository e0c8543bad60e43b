"""All activations of the chapter in one table: name -> (function, derivative)."""
import math

import numpy as np

_erf = np.vectorize(math.erf, otypes=[float])


def _sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def _phi_cdf(z):
    return 0.5 * (1 + _erf(z / math.sqrt(2)))


def _phi_pdf(z):
    return np.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def _mish(z):
    return z * np.tanh(np.logaddexp(0, z))


def _d_mish(z):
    t = np.tanh(np.logaddexp(0, z))
    return t + z * _sigmoid(z) * (1 - t * t)


ACTIVATIONS = {
    "identity": (lambda z: z, lambda z: np.ones_like(z)),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(float)),
    "sigmoid": (_sigmoid, lambda z: _sigmoid(z) * (1 - _sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(np.clip(z, -300, 300)) ** 2),
    # alpha = 1 here
    "elu": (
        lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
        lambda z: np.exp(np.minimum(z, 0)),
    ),
    "gelu": (
        lambda z: z * _phi_cdf(z),
        lambda z: _phi_cdf(z) + z * _phi_pdf(z),
    ),
    "mish": (_mish, _d_mish),
    "softplus": (lambda z: np.logaddexp(0, z), _sigmoid),
    "softsign": (lambda z: z / (1 + abs(z)), lambda z: (1 + abs(z)) ** -2.0),
    "logsigmoid": (lambda z: -np.logaddexp(0, -z), lambda z: _sigmoid(-z)),
    "relu6": (lambda z: np.clip(z, 0, 6), lambda z: ((z > 0) & (z < 6)).astype(float)),
}


class MLP:
    def __init__(self, sizes, act="elu", seed=0):
        rng = np.random.default_rng(seed)
        self.W = [rng.normal(0, 1 / np.sqrt(a), (a, b)) for a, b in zip(sizes, sizes[1:])]
        self.f, self.df = ACTIVATIONS[act]

    def loss_and_grads(self, x, y):
        zs, hs = [], [x]
        for i, W in enumerate(self.W):
            z = hs[-1] @ W
            zs.append(z)
            hs.append(self.f(z) if i < len(self.W) - 1 else z)
        delta = 2 * (hs[-1] - y) / len(x)
        grads = []
        for i in range(len(self.W) - 1, -1, -1):
            grads.insert(0, hs[i].T @ delta)
            if i > 0:
                delta = (delta @ self.W[i].T) * self.df(zs[i - 1])
        return np.mean((hs[-1] - y) ** 2), grads


if __name__ == "__main__":
    x = np.linspace(-2, 2, 64).reshape(-1, 1)
    y = np.sin(2 * x)
    for name in ACTIVATIONS:
        net = MLP([1, 16, 1], act=name)
        for _ in range(300):
            loss, grads = net.loss_and_grads(x, y)
            for W, g in zip(net.W, grads):
                W -= 0.05 * g
        print(f"{name:12s} {loss:.4f}")
