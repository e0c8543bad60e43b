# autograd functions like in pytorch, but numpy only
# usage:   y, c = Conv2d.apply(x, w, b, 2, 1)     dx, dw, db, _, _ = Conv2d.backward(c, g)
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view as swv

A = np.ndarray


class Context:
    def __init__(self):
        self._t = ()

    def save_for_backward(self, *t: A) -> None:
        self._t = t

    @property
    def saved_tensors(self) -> tuple:
        return self._t


class Function:
    @classmethod
    def apply(cls, *a):
        c = Context()
        return cls.forward(c, *a), c


class ReLU(Function):
    @staticmethod
    def forward(ctx: Context, x: A) -> A:
        ctx.save_for_backward(x)
        return np.maximum(x, 0, out=x)

    @staticmethod
    def backward(ctx: Context, g: A) -> A:
        x, = ctx.saved_tensors
        return g * (x > 0)


class Linear(Function):
    """x (n,i)  w (o,i)  b (o,)"""
    @staticmethod
    def forward(ctx: Context, x: A, w: A, b: A) -> A:
        ctx.save_for_backward(x, w)
        return x @ w.T + b

    @staticmethod
    def backward(ctx: Context, g: A):
        x, w = ctx.saved_tensors
        return g @ w, g.T @ x, g.sum(0)


class Conv2d(Function):
    @staticmethod
    def forward(ctx: Context, x: A, w: A, b: A, stride: int = 1, padding: int = 0) -> A:
        s, p = stride, padding
        z = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        u = swv(z, w.shape[2:], axis=(2, 3))[:, :, ::s, ::s]      # n c i j k l
        y = np.tensordot(u, w, axes=([1, 4, 5], [1, 2, 3]))       # n i j f
        ctx.save_for_backward(x, w, u)
        ctx.s, ctx.p = s, p
        return (y + b).transpose(0, 3, 1, 2)

    @staticmethod
    def backward(ctx: Context, g: A):
        x, w, u = ctx.saved_tensors
        s, p = ctx.s, ctx.p
        n, c, h, v = x.shape
        k, l = w.shape[2:]
        i, j = g.shape[2:]
        dw = np.tensordot(g, u, axes=([0, 2, 3], [0, 2, 3]))      # f c k l
        db = g.sum((0, 2, 3))
        q = np.einsum('nfij,fckl->klncij', g, w, optimize=True)
        d = np.zeros((n, c, h + 2*p, v + 2*p), dtype=q.dtype)
        for a in range(k):
            for e in range(l):
                d[:, :, a:a + s*i:s, e:e + s*j:s] += q[a, e]
        return d[:, :, p:p + h, p:p + v], dw, db, None, None


class MaxPool2d(Function):
    @staticmethod
    def forward(ctx: Context, x: A, k: int = 2, s: int = 2) -> A:
        u = swv(x, (k, k), axis=(2, 3))[:, :, ::s, ::s]
        u = u.reshape(*u.shape[:4], k*k)
        m = u.argmax(-1)
        ctx.save_for_backward(m)
        ctx.z, ctx.k, ctx.s = x.shape, k, s
        return np.take_along_axis(u, m[..., None], -1)[..., 0]

    @staticmethod
    def backward(ctx: Context, g: A):
        m, = ctx.saved_tensors
        n, c, i, j = np.indices(m.shape, sparse=True)
        r, t = np.divmod(m, ctx.k)
        d = np.zeros(ctx.z, dtype=g.dtype)
        np.add.at(d, (n, c, i*ctx.s + r, j*ctx.s + t), g)
        return d, None, None


class LogSoftmax(Function):
    """rows of x are samples"""
    @staticmethod
    def forward(ctx: Context, x: A) -> A:
        x = x - x.max(1, keepdims=True)
        y = x - np.log(np.exp(x).sum(1, keepdims=True))
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx: Context, g: A) -> A:
        y, = ctx.saved_tensors
        return g - np.exp(y) * g.sum(1, keepdims=True)


if __name__ == '__main__':
    # quick look at one number
    r = np.random.RandomState(0)
    x, w, b = r.randn(2, 3, 6, 6), r.randn(4, 3, 3, 3), r.randn(4)
    y, c = Conv2d.apply(x, w, b, 1, 1)
    dx, dw, db, _, _ = Conv2d.backward(c, np.ones_like(y))
    e = 1e-5
    w2 = w.copy(); w2[0, 0, 0, 0] += e
    print(dw[0, 0, 0, 0], (Conv2d.apply(x, w2, b, 1, 1)[0].sum() - y.sum())/e)
