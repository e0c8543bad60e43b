import numpy as np


def fit_shape(g, shape):
    """undo numpy broadcasting: sum g until it has `shape`"""
    extra = g.ndim - len(shape)
    axes = tuple(range(extra)) + tuple(
        i + extra for i, n in enumerate(shape) if n == 1 and g.shape[i + extra] != 1)
    return g.sum(axis=axes).reshape(shape) if axes else g.reshape(shape)


class Tensor:
    __array_priority__ = 100    # so that ndarray + Tensor comes to us

    def __init__(self, data, deps=(), back=None):
        self.data = np.asarray(data, dtype=np.float64)
        self.grad = None
        self.deps = deps
        self.back = back

    @property
    def shape(self):
        return self.data.shape

    def _acc(self, g):
        # a copy at first, otherwise two tensors could share one gradient array
        self.grad = np.array(g) if self.grad is None else self.grad + g

    def __add__(self, other):
        other = as_tensor(other)

        def back(g):
            self._acc(fit_shape(g, self.shape))
            other._acc(fit_shape(g, other.shape))
        return Tensor(self.data + other.data, (self, other), back)

    def __mul__(self, other):
        other = as_tensor(other)

        def back(g):
            self._acc(fit_shape(g * other.data, self.shape))
            other._acc(fit_shape(g * self.data, other.shape))
        return Tensor(self.data * other.data, (self, other), back)

    def __matmul__(self, other):
        """2-d, or a stack of matrices (leading axes broadcast)"""
        other = as_tensor(other)

        def back(g):
            self._acc(fit_shape(g @ np.swapaxes(other.data, -1, -2), self.shape))
            other._acc(fit_shape(np.swapaxes(self.data, -1, -2) @ g, other.shape))
        return Tensor(self.data @ other.data, (self, other), back)

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-as_tensor(other))

    def __rsub__(self, other):
        return as_tensor(other) - self

    __radd__ = __add__
    __rmul__ = __mul__

    def sum(self, axis=None, keepdims=False):
        def back(g):
            if axis is not None and not keepdims:
                g = np.expand_dims(g, axis)
            self._acc(np.broadcast_to(g, self.shape))
        return Tensor(self.data.sum(axis=axis, keepdims=keepdims), (self,), back)

    def exp(self):
        e = np.exp(self.data)
        return Tensor(e, (self,), lambda g: self._acc(g * e))

    def log(self):
        return Tensor(np.log(self.data), (self,), lambda g: self._acc(g / self.data))

    def backward(self, grad=None):
        if grad is None:
            grad = np.ones_like(self.data)
        seen, topo = set(), []

        def walk(t):
            if id(t) in seen:
                return
            seen.add(id(t))
            for d in t.deps:
                walk(d)
            topo.append(t)
        walk(self)
        self.grad = np.asarray(grad, dtype=np.float64)
        for t in topo[::-1]:
            if t.back is not None:
                t.back(t.grad)


def as_tensor(v):
    return v if isinstance(v, Tensor) else Tensor(v)


def log_softmax(z):
    z = z - z.data.max(axis=-1, keepdims=True)
    return z - z.exp().sum(axis=-1, keepdims=True).log()


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20, 3))
    onehot = np.eye(2)[(X[:, 0] > 0).astype(int)]
    W, b = Tensor(rng.normal(size=(3, 2))), Tensor(np.zeros(2))
    for _ in range(100):
        W.grad = b.grad = None
        loss = -(log_softmax(Tensor(X) @ W + b) * onehot).sum() * (1 / len(X))
        loss.backward()
        W.data = W.data - 0.5 * W.grad
        b.data = b.data - 0.5 * b.grad
    print(float(loss.data))
