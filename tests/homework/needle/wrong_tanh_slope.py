"""Tensor operations with compute and gradient, functions of them, and modules: NHWC, HWIO."""

import numpy as np


class Op:
    def __call__(self, *args):
        raise NotImplementedError()

    def compute(self, *args):
        raise NotImplementedError()

    def gradient(self, out_grad, node):
        raise NotImplementedError()

    def gradient_as_tuple(self, out_grad, node):
        output = self.gradient(out_grad, node)
        return output if isinstance(output, tuple) else (output,)


class TensorOp(Op):
    def __call__(self, *args):
        return Tensor.make_from_op(self, args)


class Value:
    op = None
    inputs = ()
    cached_data = None
    requires_grad = True

    def realize_cached_data(self):
        if self.cached_data is None:
            arrays = [x.realize_cached_data() for x in self.inputs]
            self.cached_data = self.op.compute(*arrays)
        return self.cached_data

    def is_leaf(self):
        return self.op is None


class Tensor(Value):
    def __init__(self, array, *, dtype=None, requires_grad=True):
        if isinstance(array, Tensor):
            array = array.numpy()
        self.op = None
        self.inputs = ()
        self.cached_data = np.array(array, dtype=dtype or "float64")
        self.requires_grad = requires_grad
        self.grad = None

    @staticmethod
    def make_from_op(op, inputs):
        tensor = Tensor.__new__(Tensor)
        tensor.op = op
        tensor.inputs = inputs
        tensor.cached_data = None
        tensor.grad = None
        tensor.requires_grad = any(x.requires_grad for x in inputs)
        tensor.realize_cached_data()
        return tensor

    @property
    def shape(self):
        return self.realize_cached_data().shape

    def numpy(self):
        return self.realize_cached_data()

    def detach(self):
        return Tensor(self.realize_cached_data(), requires_grad=False)

    def backward(self, out_grad=None):
        out_grad = out_grad if out_grad is not None else Tensor(np.ones(self.shape))
        compute_gradient_of_variables(self, out_grad)

    def __add__(self, other):
        return EWiseAdd()(self, other) if isinstance(other, Tensor) else AddScalar(other)(self)

    def __mul__(self, other):
        return EWiseMul()(self, other) if isinstance(other, Tensor) else MulScalar(other)(self)

    def __matmul__(self, other):
        return MatMul()(self, other)


def find_topo_sort(nodes):
    order, visited = [], set()

    def visit(node):
        if id(node) in visited:
            return
        visited.add(id(node))
        for child in node.inputs:
            visit(child)
        order.append(node)

    for node in nodes:
        visit(node)
    return order


def compute_gradient_of_variables(output_tensor, out_grad):
    grads_of = {id(output_tensor): [out_grad]}
    for node in reversed(find_topo_sort([output_tensor])):
        total = grads_of[id(node)][0]
        for other in grads_of[id(node)][1:]:
            total = total + other
        node.grad = total
        if node.is_leaf():
            continue
        for child, partial in zip(node.inputs, node.op.gradient_as_tuple(total, node)):
            grads_of.setdefault(id(child), []).append(partial)


class EWiseAdd(TensorOp):
    def compute(self, a, b):
        return a + b

    def gradient(self, out_grad, node):
        return out_grad, out_grad


class AddScalar(TensorOp):
    def __init__(self, scalar):
        self.scalar = scalar

    def compute(self, a):
        return a + self.scalar

    def gradient(self, out_grad, node):
        return out_grad


class EWiseMul(TensorOp):
    def compute(self, a, b):
        return a * b

    def gradient(self, out_grad, node):
        lhs, rhs = node.inputs
        return out_grad * rhs, out_grad * lhs


class MulScalar(TensorOp):
    def __init__(self, scalar):
        self.scalar = scalar

    def compute(self, a):
        return a * self.scalar

    def gradient(self, out_grad, node):
        return out_grad * self.scalar


class Transpose(TensorOp):
    def compute(self, a):
        return np.swapaxes(a, -1, -2)

    def gradient(self, out_grad, node):
        return transpose(out_grad)


def transpose(a):
    return Transpose()(a)


class MatMul(TensorOp):
    def compute(self, a, b):
        return a @ b

    def gradient(self, out_grad, node):
        a, b = node.inputs
        return out_grad @ transpose(b), transpose(a) @ out_grad


class BroadcastTo(TensorOp):
    def __init__(self, shape):
        self.shape = shape

    def compute(self, a):
        return np.broadcast_to(a, self.shape)

    def gradient(self, out_grad, node):
        (a,) = node.inputs
        g = out_grad.numpy()
        lead = len(self.shape) - len(a.shape)
        axes = tuple(i + lead for i, size in enumerate(a.shape) if size == 1)
        g = g.sum(axis=axes + tuple(range(lead)), keepdims=True).reshape(a.shape)
        return Tensor(g)


def broadcast_to(a, shape):
    return BroadcastTo(shape)(a)


class ReLU(TensorOp):
    def compute(self, a):
        return np.maximum(a, 0)

    def gradient(self, out_grad, node):
        a = node.inputs[0].realize_cached_data()
        return out_grad * Tensor(a > 0)


def relu(a):
    return ReLU()(a)


class Tanh(TensorOp):
    def compute(self, a):
        return np.tanh(a)

    def gradient(self, out_grad, node):
        y = node.realize_cached_data()
        return out_grad * Tensor(1 - node.inputs[0].numpy() ** 2)


def tanh(a):
    return Tanh()(a)


class Conv(TensorOp):
    def __init__(self, stride=1, padding=0):
        self.stride = stride
        self.padding = padding

    def windows(self, a, k):
        p, s = self.padding, self.stride
        a = np.pad(a, ((0, 0), (p, p), (p, p), (0, 0)))
        n, h, w, c = a.shape
        ns, hs, ws, cs = a.strides
        shape = (n, (h - k) // s + 1, (w - k) // s + 1, k, k, c)
        return np.lib.stride_tricks.as_strided(a, shape, (ns, hs * s, ws * s, hs, ws, cs))

    def compute(self, A, B):
        k = B.shape[0]
        return np.einsum("nxyijc,ijco->nxyo", self.windows(A, k), B)

    def gradient(self, out_grad, node):
        X, W = (one.realize_cached_data() for one in node.inputs)
        g, k, s, p = out_grad.realize_cached_data(), W.shape[0], self.stride, self.padding
        dW = np.einsum("nxyijc,nxyo->ijco", self.windows(X, k), g)
        n, h, w, c = X.shape
        dX = np.zeros((n, h + 2 * p, w + 2 * p, c))
        for i in range(g.shape[1]):
            for j in range(g.shape[2]):
                dX[:, i * s : i * s + k, j * s : j * s + k] += np.einsum(
                    "no,ijco->nijc", g[:, i, j], W
                )
        return Tensor(dX[:, p : p + h, p : p + w]), Tensor(dW)


def conv(a, b, stride=1, padding=0):
    return Conv(stride, padding)(a, b)


class LogSoftmax(TensorOp):
    def compute(self, Z):
        m = Z.max(axis=1, keepdims=True)
        return Z - m - np.log(np.exp(Z - m).sum(axis=1, keepdims=True))

    def gradient(self, out_grad, node):
        g, p = out_grad.numpy(), np.exp(node.numpy())
        return Tensor(g - p * g.sum(axis=1, keepdims=True))


def log_softmax(a):
    return LogSoftmax()(a)


class Parameter(Tensor):
    """What a module learns."""


class Module:
    def __init__(self):
        self.training = True

    def parameters(self):
        return [one for one in self.__dict__.values() if isinstance(one, Parameter)]

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)


class Linear(Module):
    def __init__(self, in_features, out_features, bias=True, dtype="float64"):
        super().__init__()
        scale = np.sqrt(6 / in_features)
        values = np.random.uniform(-scale, scale, (in_features, out_features))
        self.weight = Parameter(values, dtype=dtype)
        self.bias = Parameter(np.zeros((1, out_features)), dtype=dtype) if bias else None

    def forward(self, X):
        out = X @ self.weight
        return out if self.bias is None else out + broadcast_to(self.bias, out.shape)
