"""A Tensor whose operations are registered as methods of it, each a Function with a context."""

import numpy as np


class Tensor:
    def __init__(self, data, requires_grad=False):
        self.data = data if isinstance(data, np.ndarray) else np.array(data)
        self.grad = None
        self.requires_grad = requires_grad
        self._ctx = None

    @property
    def shape(self):
        return self.data.shape

    def deepwalk(self):
        def _deepwalk(node, visited, nodes):
            visited.add(node)
            if node._ctx:
                for i in node._ctx.parents:
                    if i not in visited:
                        _deepwalk(i, visited, nodes)
                nodes.append(node)
            return nodes

        return _deepwalk(self, set(), [])

    def backward(self):
        assert self.shape in ((), (1,))
        self.grad = Tensor(np.ones_like(self.data))
        for t0 in reversed(self.deepwalk()):
            assert t0.grad is not None
            grads = t0._ctx.backward(t0._ctx, t0.grad.data)
            grads = grads if isinstance(grads, tuple) else (grads,)
            for t, g in zip(t0._ctx.parents, grads):
                if g is not None and t.requires_grad:
                    assert g.shape == t.shape
                    gt = Tensor(g)
                    t.grad = gt if t.grad is None else Tensor(t.grad.data + gt.data)


class Function:
    def __init__(self, *tensors):
        self.parents = tensors
        self.saved_tensors = []
        self.requires_grad = any(t.requires_grad for t in tensors)

    def save_for_backward(self, *x):
        self.saved_tensors.extend(x)

    @classmethod
    def apply(cls, *x, **kwargs):
        ctx = cls(*x)
        ret = Tensor(cls.forward(ctx, *[t.data for t in x], **kwargs), ctx.requires_grad)
        if ctx.requires_grad:
            ret._ctx = ctx
        return ret


def unbroadcast(g, shape):
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and g.shape[i] != 1)
    return g.sum(axis=axes, keepdims=True)


class Add(Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.shapes = x.shape, y.shape
        return x + y

    @staticmethod
    def backward(ctx, g):
        return unbroadcast(g, ctx.shapes[0]), unbroadcast(g, ctx.shapes[1])


class Mul(Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * y

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return unbroadcast(y * g, x.shape), unbroadcast(x * g, y.shape)


class Sum(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return np.array(x.sum())

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * np.ones_like(x)


class ReLU(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return np.maximum(x, 0)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * (x > 0)


class Tanh(Function):
    @staticmethod
    def forward(ctx, x):
        y = np.tanh(x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return g * (1 - y)


class Conv2D(Function):
    @staticmethod
    def forward(ctx, x, w, stride=1):
        ctx.save_for_backward(x, w)
        ctx.stride = stride
        cout, _, H, W = w.shape
        oy, ox = (x.shape[2] - H) // stride + 1, (x.shape[3] - W) // stride + 1
        ret = np.zeros((x.shape[0], cout, oy, ox), dtype=w.dtype)
        for Y in range(oy):
            for X in range(ox):
                iY, iX = Y * stride, X * stride
                ret[:, :, Y, X] = np.tensordot(x[:, :, iY : iY + H, iX : iX + W], w, ((1, 2, 3), (1, 2, 3)))
        return ret

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        H, W = w.shape[2:]
        dx, dw = np.zeros_like(x), np.zeros_like(w)
        for Y in range(g.shape[2]):
            for X in range(g.shape[3]):
                iY, iX = Y * ctx.stride, X * ctx.stride
                gg = g[:, :, Y, X]
                tx = x[:, :, iY : iY + H, iX : iX + W]
                dx[:, :, iY : iY + H, iX : iX + W] += np.tensordot(gg, w, (1, 0))
                dw += np.tensordot(gg, tx, (0, 0))
        return dx, dw


class MaxPool2d(Function):
    @staticmethod
    def forward(ctx, x, kernel_size=2):
        k = kernel_size
        n, c, h, w = x.shape
        h, w = h // k * k, w // k * k
        win = x[:, :, :h, :w].reshape(n, c, h // k, k, w // k, k).transpose(0, 1, 2, 4, 3, 5)
        flat = win.reshape(n, c, h // k, w // k, k * k)
        ctx.k, ctx.shape, ctx.where = k, x.shape, flat.argmax(-1)
        return flat.max(-1)

    @staticmethod
    def backward(ctx, g):
        k = ctx.k
        n, c, oh, ow = g.shape
        flat = np.zeros((n, c, oh, ow, k * k))
        np.put_along_axis(flat, ctx.where[..., None], g[..., None], -1)
        dx = np.zeros(ctx.shape)
        win = flat.reshape(n, c, oh, ow, k, k).transpose(0, 1, 2, 4, 3, 5)
        dx[:, :, : oh * k, : ow * k] = win.reshape(n, c, oh * k, ow * k)
        return dx


class LogSoftmax(Function):
    @staticmethod
    def forward(ctx, x):
        m = x.max(axis=1, keepdims=True)
        y = x - m - np.log(np.exp(x - m).sum(axis=1, keepdims=True))
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return g - np.exp(y) * g.sum(axis=1, keepdims=True)


def register(name, fxn):
    def dispatch(self, *x, **kwargs):
        return fxn.apply(self, *x, **kwargs)

    setattr(Tensor, name, dispatch)


register("add", Add)
register("mul", Mul)
register("sum", Sum)
register("relu", ReLU)
register("tanh", Tanh)
register("conv2d", Conv2D)
register("max_pool2d", MaxPool2d)
register("logsoftmax", LogSoftmax)
Tensor.__add__ = lambda self, other: self.add(other)
Tensor.__mul__ = lambda self, other: self.mul(other)
