"""Tensors with a storage of their own, made by tensor(list); loops in plain Python."""

import math


def prod(ls):
    out = 1
    for x in ls:
        out *= x
    return out


def strides_of(shape):
    out, offset = [], 1
    for size in reversed(shape):
        out.append(offset)
        offset *= size
    return tuple(reversed(out))


def indices(shape):
    if not shape:
        yield ()
        return
    for i in range(shape[0]):
        for rest in indices(shape[1:]):
            yield (i, *rest)


class TensorData:
    def __init__(self, storage, shape):
        self._storage = list(storage)
        self.shape = tuple(shape)
        self.strides = strides_of(self.shape)

    def position(self, index):
        return sum(i * s for i, s in zip(index, self.strides))

    def get(self, index):
        return self._storage[self.position(index)]

    def set(self, index, value):
        self._storage[self.position(index)] = value


class Context:
    def __init__(self):
        self.saved_values = ()

    def save_for_backward(self, *values):
        self.saved_values = values


class History:
    def __init__(self, last_fn=None, ctx=None, inputs=()):
        self.last_fn = last_fn
        self.ctx = ctx
        self.inputs = inputs


class Tensor:
    def __init__(self, data, history=None):
        self._tensor = data
        self.history = history or History()
        self.grad = None

    @staticmethod
    def make(storage, shape):
        return Tensor(TensorData(storage, shape))

    @property
    def shape(self):
        return self._tensor.shape

    def zeros(self, shape=None):
        shape = self.shape if shape is None else shape
        return Tensor.make([0.0] * prod(shape), shape)

    def item(self):
        assert prod(self.shape) == 1
        return self._tensor._storage[0]

    def tolist(self):
        def nested(index, shape):
            if not shape:
                return self._tensor.get(index)
            return [nested((*index, i), shape[1:]) for i in range(shape[0])]

        return nested((), self.shape)

    def __getitem__(self, index):
        return self._tensor.get(index)

    def __setitem__(self, index, value):
        self._tensor.set(index, value)

    def __add__(self, other):
        return Add.apply(self, other)

    def __mul__(self, other):
        return Mul.apply(self, other)

    def relu(self):
        return ReLU.apply(self)

    def sigmoid(self):
        return Sigmoid.apply(self)

    def accumulate_derivative(self, x):
        if self.grad is None:
            self.grad = self.zeros()
        for i in indices(self.shape):
            self.grad[i] = self.grad[i] + x[i]

    def is_leaf(self):
        return self.history.last_fn is None

    def backward(self, grad_output=None):
        if grad_output is None:
            assert prod(self.shape) == 1, "Must provide grad_output if non-scalar"
            grad_output = Tensor.make([1.0], self.shape)
        order, seen = [], set()

        def visit(var):
            if id(var) in seen:
                return
            seen.add(id(var))
            for parent in var.history.inputs:
                visit(parent)
            order.append(var)

        visit(self)
        derivatives = {id(self): grad_output}
        for var in reversed(order):
            d = derivatives.get(id(var))
            if d is None:
                continue
            if var.is_leaf():
                var.accumulate_derivative(d)
                continue
            grads = var.history.last_fn.backward(var.history.ctx, d)
            grads = grads if isinstance(grads, tuple) else (grads,)
            for parent, g in zip(var.history.inputs, grads):
                known = derivatives.get(id(parent))
                derivatives[id(parent)] = g if known is None else plus(known, g)


def plus(a, b):
    return Tensor.make([x + y for x, y in zip(a._tensor._storage, b._tensor._storage)], a.shape)


def tensor(ls):
    def shape_of(ls):
        return (len(ls), *shape_of(ls[0])) if isinstance(ls, (list, tuple)) else ()

    def flat(ls):
        return [y for x in ls for y in flat(x)] if isinstance(ls, (list, tuple)) else [float(ls)]

    return Tensor.make(flat(ls), shape_of(ls))


class Function:
    @classmethod
    def apply(cls, *vals):
        ctx = Context()
        out = cls.forward(ctx, *vals)
        return Tensor(out._tensor, History(cls, ctx, vals))


def mapped(fn, *tensors):
    storages = [one._tensor._storage for one in tensors]
    return Tensor.make([fn(*xs) for xs in zip(*storages)], tensors[0].shape)


class Add(Function):
    @staticmethod
    def forward(ctx, a, b):
        return mapped(lambda x, y: x + y, a, b)

    @staticmethod
    def backward(ctx, d):
        return d, d


class Mul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return mapped(lambda x, y: x * y, a, b)

    @staticmethod
    def backward(ctx, d):
        a, b = ctx.saved_values
        return mapped(lambda x, y: x * y, d, b), mapped(lambda x, y: x * y, d, a)


class ReLU(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return mapped(lambda x: x if x > 0 else 0.0, a)

    @staticmethod
    def backward(ctx, d):
        (a,) = ctx.saved_values
        return mapped(lambda x, g: g if x > 0 else 0.0, a, d)


class Sigmoid(Function):
    @staticmethod
    def forward(ctx, a):
        def sigmoid(x):
            if x >= 0:
                return 1.0 / (1.0 + math.exp(-x))
            return math.exp(x) / (1.0 + math.exp(x))

        out = mapped(sigmoid, a)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx, d):
        (out,) = ctx.saved_values
        return mapped(lambda s, g: s * (1.0 - s), out, d)


class Conv2dFun(Function):
    @staticmethod
    def forward(ctx, input, weight):
        ctx.save_for_backward(input, weight)
        n, c, h, w = input.shape
        f, _, kh, kw = weight.shape
        out = input.zeros((n, f, h - kh + 1, w - kw + 1))
        for b, o, i, j in indices(out.shape):
            total = 0.0
            for ch, di, dj in indices((c, kh, kw)):
                total += input[(b, ch, i + di, j + dj)] * weight[(o, ch, di, dj)]
            out[(b, o, i, j)] = total
        return out

    @staticmethod
    def backward(ctx, grad_output):
        input, weight = ctx.saved_values
        _, c, kh, kw = weight.shape
        grad_input, grad_weight = input.zeros(), weight.zeros()
        for b, o, i, j in indices(grad_output.shape):
            g = grad_output[(b, o, i, j)]
            for ch, di, dj in indices((c, kh, kw)):
                x, k = (b, ch, i + di, j + dj), (o, ch, di, dj)
                grad_input[x] = grad_input[x] + g * weight[k]
                grad_weight[k] = grad_weight[k] + g * input[x]
        return grad_input, grad_weight


def conv2d(input, weight):
    return Conv2dFun.apply(input, weight)


class AvgPool2d(Function):
    @staticmethod
    def forward(ctx, input, kernel):
        n, c, h, w = input.shape
        k = int(kernel.item())
        ctx.save_for_backward(input, k)
        out = input.zeros((n, c, h // k, w // k))
        for b, ch, i, j in indices(out.shape):
            window = [input[(b, ch, i * k + di, j * k + dj)] for di, dj in indices((k, k))]
            out[(b, ch, i, j)] = sum(window) / (k * k)
        return out

    @staticmethod
    def backward(ctx, grad_output):
        input, k = ctx.saved_values
        grad_input = input.zeros()
        for b, ch, i, j in indices(grad_output.shape):
            for di, dj in indices((k, k)):
                grad_input[(b, ch, i * k + di, j * k + dj)] = grad_output[(b, ch, i, j)] / (k * k)
        return grad_input, tensor(0.0)


def avgpool2d(input, kernel):
    return AvgPool2d.apply(input, tensor(kernel))


class MatMul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return matmul(a, b)

    @staticmethod
    def backward(ctx, d):
        a, b = ctx.saved_values
        return matmul(d, transposed(b)), matmul(transposed(a), d)


def matmul(a, b):
    (n, d), (_, k) = a.shape, b.shape
    out = a.zeros((n, k))
    for i, j in indices((n, k)):
        out[(i, j)] = sum(a[(i, m)] * b[(m, j)] for m in range(d))
    return out


def transposed(a):
    n, d = a.shape
    out = a.zeros((d, n))
    for i, j in indices((n, d)):
        out[(j, i)] = a[(i, j)]
    return out


class AddBias(Function):
    @staticmethod
    def forward(ctx, a, b):
        out = a.zeros()
        for i, j in indices(a.shape):
            out[(i, j)] = a[(i, j)] + b[(j,)]
        return out

    @staticmethod
    def backward(ctx, d):
        n, k = d.shape
        grad_b = d.zeros((k,))
        for i, j in indices((n, k)):
            grad_b[(j,)] = grad_b[(j,)] + d[(i, j)]
        return d, grad_b


def linear(x, weights, bias):
    return AddBias.apply(MatMul.apply(x, weights), bias)
