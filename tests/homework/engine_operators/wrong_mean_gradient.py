"""Operations are classes; each keeps what its backward needs, and knows its inputs."""

import numpy as np


class Function:
    def __init__(self, *inputs):
        self.inputs = inputs

    @classmethod
    def apply(cls, *inputs, **options):
        ctx = cls(*inputs)
        result = ctx.forward(*[t.data for t in inputs], **options)
        out = Tensor(result)
        out._ctx = ctx
        return out


class Tensor:
    def __init__(self, data):
        self.data = np.array(data, dtype=float)
        self.grad = None
        self._ctx = None

    def __add__(self, other):
        return Add.apply(self, wrap(other))

    def __radd__(self, other):
        return Add.apply(wrap(other), self)

    def __sub__(self, other):
        return Sub.apply(self, wrap(other))

    def __rsub__(self, other):
        return Sub.apply(wrap(other), self)

    def __mul__(self, other):
        return Mul.apply(self, wrap(other))

    def __rmul__(self, other):
        return Mul.apply(wrap(other), self)

    def __truediv__(self, other):
        return self * Pow.apply(wrap(other), n=-1)

    def __pow__(self, n):
        return Pow.apply(self, n=n)

    def dot(self, other):
        return Dot.apply(self, other)

    def exp(self):
        return Exp.apply(self)

    def log(self):
        return Log.apply(self)

    def sum(self):
        return Sum.apply(self)

    def mean(self):
        return Mean.apply(self)

    def backward(self):
        nodes, visited = [], set()

        def walk(t):
            if id(t) not in visited and t._ctx is not None:
                visited.add(id(t))
                for i in t._ctx.inputs:
                    walk(i)
                nodes.append(t)

        walk(self)
        self.grad = np.ones_like(self.data)
        for t in reversed(nodes):
            grads = t._ctx.backward(t.grad)
            grads = grads if isinstance(grads, tuple) else (grads,)
            for i, g in zip(t._ctx.inputs, grads):
                g = fit(g, i.data.shape)
                i.grad = g if i.grad is None else i.grad + g


def wrap(x):
    return x if isinstance(x, Tensor) else Tensor(x)


def fit(g, shape):
    extra = g.ndim - len(shape)
    if extra > 0:
        g = g.sum(axis=tuple(range(extra)))
    ones = tuple(i for i, s in enumerate(shape) if s == 1 and g.shape[i] != 1)
    return g.sum(axis=ones, keepdims=True) if ones else g


class Add(Function):
    def forward(self, a, b):
        return a + b

    def backward(self, g):
        return g, g


class Sub(Function):
    def forward(self, a, b):
        return a - b

    def backward(self, g):
        return g, -g


class Mul(Function):
    def forward(self, a, b):
        self.a, self.b = a, b
        return a * b

    def backward(self, g):
        return g * self.b, g * self.a


class Pow(Function):
    def forward(self, a, n):
        self.a, self.n = a, n
        return a**n

    def backward(self, g):
        return g * self.n * self.a ** (self.n - 1)


class Dot(Function):
    def forward(self, a, b):
        self.a, self.b = a, b
        return a.dot(b)

    def backward(self, g):
        return g.dot(self.b.T), self.a.T.dot(g)


class Exp(Function):
    def forward(self, a):
        self.out = np.exp(a)
        return self.out

    def backward(self, g):
        return g * self.out


class Log(Function):
    def forward(self, a):
        self.a = a
        return np.log(a)

    def backward(self, g):
        return g / self.a


class Mean(Function):
    def forward(self, a):
        self.shape = a.shape
        return a.mean()

    def backward(self, g):
        return np.full(self.shape, g)


class Sum(Function):
    def forward(self, a):
        self.shape = a.shape
        return a.sum()

    def backward(self, g):
        return np.full(self.shape, g)
