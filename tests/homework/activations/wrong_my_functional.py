"""Static forward/backward pairs with a ctx object, numpy edition."""
from types import SimpleNamespace

import numpy as np


def sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


class Function:
    @classmethod
    def apply(cls, x, **kwargs):
        ctx = SimpleNamespace()
        out = cls.forward(ctx, x, **kwargs)
        return out, ctx


class ReLU(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mask = x > 0
        return np.where(ctx.mask, x, 0)

    @staticmethod
    def backward(ctx, grad_out):
        return np.where(ctx.mask, grad_out, 0)


class Sigmoid(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.out = sigmoid(x)
        return ctx.out

    @staticmethod
    def backward(ctx, grad_out):
        return grad_out * ctx.out * (1 - ctx.out)


class LogSigmoid(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x
        return np.minimum(0, x) - np.log1p(np.exp(-np.abs(x)))

    @staticmethod
    def backward(ctx, grad_out):
        return grad_out * sigmoid(ctx.x)


class Hardsigmoid(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x
        return np.clip(x / 6 + 1 / 2, 0, 1)

    @staticmethod
    def backward(ctx, grad_out):
        grad_in = np.zeros_like(grad_out)
        grad_in[(ctx.x > -3) & (ctx.x < 3)] = 1 / 6
        return grad_in


class CELU(Function):
    @staticmethod
    def forward(ctx, x, alpha=0.5):
        ctx.x, ctx.alpha = x, alpha
        return np.where(x > 0, x, alpha * (np.exp(np.minimum(x, 0) / alpha) - 1))

    @staticmethod
    def backward(ctx, grad_out):
        return grad_out * np.where(ctx.x > 0, 1, np.exp(np.minimum(ctx.x, 0) / ctx.alpha))


class Softplus(Function):
    @staticmethod
    def forward(ctx, x, beta=2.0):
        ctx.x, ctx.beta = x, beta
        return np.logaddexp(0, beta * x) / beta

    @staticmethod
    def backward(ctx, grad_out):
        return grad_out * sigmoid(ctx.beta * ctx.x)


if __name__ == "__main__":
    rng = np.random.default_rng(7)
    x = rng.normal(size=(6, 4))
    for fn in Function.__subclasses__():
        out, ctx = fn.apply(x)
        print(f"{fn.__name__:12s} out mean {out.mean():+.4f}   "
              f"grad mean {fn.backward(ctx, np.ones_like(x)).mean():+.4f}")
