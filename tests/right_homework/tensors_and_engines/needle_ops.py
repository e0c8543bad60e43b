"""hw1: operators of the mini framework (numpy backend)."""
import numpy as np


class Op:
    def __call__(self, *args):
        return Tensor.from_op(self, args)


class TensorOp(Op):
    def compute(self, *arrays):
        raise NotImplementedError

    def gradient(self, out_grad, node):
        raise NotImplementedError


class Tensor:
    def __init__(self, data):
        self.cached_data = np.array(data, dtype="float64")
        self.op = None
        self.inputs = []
        self.grad = None

    @staticmethod
    def from_op(op, inputs):
        t = Tensor.__new__(Tensor)
        t.op = op
        t.inputs = list(inputs)
        t.grad = None
        t.cached_data = op.compute(*[i.realize_cached_data() for i in inputs])
        return t

    def realize_cached_data(self):
        return self.cached_data

    def numpy(self):
        return self.cached_data

    @property
    def shape(self):
        return self.cached_data.shape

    def reshape(self, shape):
        return Reshape(shape)(self)

    def sum(self, axes=None):
        return Summation(axes)(self)

    def broadcast_to(self, shape):
        return BroadcastTo(shape)(self)

    def __add__(self, other):
        return EWiseAdd()(self, other) if isinstance(other, Tensor) else AddScalar(other)(self)

    def __mul__(self, other):
        return EWiseMul()(self, other) if isinstance(other, Tensor) else MulScalar(other)(self)

    def __matmul__(self, other):
        return MatMul()(self, other)

    def backward(self, out_grad=None):
        out_grad = out_grad if out_grad is not None else Tensor(np.ones(self.shape))
        compute_gradient_of_variables(self, out_grad)


def find_topo_sort(node_list):
    visited, order = set(), []

    def dfs(node):
        if id(node) in visited:
            return
        visited.add(id(node))
        for i in node.inputs:
            dfs(i)
        order.append(node)
    for n in node_list:
        dfs(n)
    return order


def compute_gradient_of_variables(output, out_grad):
    node_to_grads = {id(output): [out_grad]}
    for node in reversed(find_topo_sort([output])):
        grads = node_to_grads[id(node)]
        total = grads[0]
        for g in grads[1:]:
            total = total + g
        node.grad = total
        if node.op is None:
            continue
        partial = node.op.gradient(total, node)
        if not isinstance(partial, tuple):
            partial = (partial,)
        for inp, g in zip(node.inputs, partial):
            node_to_grads.setdefault(id(inp), []).append(g)


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
    """swaps the last two axes"""

    def compute(self, a):
        return np.swapaxes(a, -1, -2)

    def gradient(self, out_grad, node):
        return Transpose()(out_grad)


class MatMul(TensorOp):
    def compute(self, a, b):
        return a @ b

    def gradient(self, out_grad, node):
        lhs, rhs = node.inputs
        grad_l = out_grad @ Transpose()(rhs)
        grad_r = Transpose()(lhs) @ out_grad
        # batched matmul with one 2-D operand: sum over the batch axes
        extra_l = len(grad_l.shape) - len(lhs.shape)
        extra_r = len(grad_r.shape) - len(rhs.shape)
        if extra_l > 0:
            grad_l = grad_l.sum(tuple(range(extra_l)))
        if extra_r > 0:
            grad_r = grad_r.sum(tuple(range(extra_r)))
        return grad_l, grad_r


class Reshape(TensorOp):
    def __init__(self, shape):
        self.shape = shape

    def compute(self, a):
        return a.reshape(self.shape)

    def gradient(self, out_grad, node):
        return out_grad.reshape(node.inputs[0].shape)


class BroadcastTo(TensorOp):
    def __init__(self, shape):
        self.shape = shape

    def compute(self, a):
        return np.broadcast_to(a, self.shape).copy()

    def gradient(self, out_grad, node):
        src = node.inputs[0].shape
        pad = (1,) * (len(self.shape) - len(src)) + tuple(src)
        axes = tuple(i for i, (s, t) in enumerate(zip(pad, self.shape)) if s != t)
        if axes:
            out_grad = out_grad.sum(axes)
        return out_grad.reshape(src)


class Summation(TensorOp):
    def __init__(self, axes=None):
        self.axes = axes

    def compute(self, a):
        return np.asarray(a.sum(axis=self.axes))

    def gradient(self, out_grad, node):
        shape = node.inputs[0].shape
        axes = self.axes
        if axes is None:
            axes = tuple(range(len(shape)))
        elif isinstance(axes, int):
            axes = (axes,)
        axes = [ax % len(shape) for ax in axes]
        kept = [1 if i in axes else n for i, n in enumerate(shape)]
        return out_grad.reshape(kept).broadcast_to(shape)


class Exp(TensorOp):
    def compute(self, a):
        return np.exp(a)

    def gradient(self, out_grad, node):
        return out_grad * node


class ReLU(TensorOp):
    def compute(self, a):
        return np.maximum(a, 0)

    def gradient(self, out_grad, node):
        return out_grad * Tensor(node.inputs[0].realize_cached_data() > 0)


class LogSumExp(TensorOp):
    def __init__(self, axes=None):
        self.axes = axes

    def compute(self, Z):
        self.max_keep = Z.max(axis=self.axes, keepdims=True)
        s = np.exp(Z - self.max_keep).sum(axis=self.axes, keepdims=True)
        out = np.log(s) + self.max_keep
        return np.squeeze(out, axis=self.axes)

    def gradient(self, out_grad, node):
        z = node.inputs[0].realize_cached_data()
        shape = np.sum(z, axis=self.axes, keepdims=True).shape
        e = np.exp(z - node.realize_cached_data().reshape(shape))
        return out_grad.reshape(shape).broadcast_to(z.shape) * Tensor(e)


def softmax_loss(Z, y_one_hot):
    """mean softmax loss; Z (n, k) Tensor, y_one_hot (n, k) Tensor"""
    picked = (Z * y_one_hot).sum()
    return (LogSumExp((1,))(Z).sum() + picked * -1) * (1 / Z.shape[0])


if __name__ == "__main__":
    np.random.seed(0)
    X = Tensor(np.random.randn(5, 4))
    W = Tensor(np.random.randn(4, 3))
    loss = softmax_loss(ReLU()(X @ W), Tensor(np.eye(3)[[0, 2, 1, 1, 0]]))
    loss.backward()
    print(loss.numpy(), W.grad.numpy())
