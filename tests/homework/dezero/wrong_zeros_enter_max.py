"""Variables and functions that remember their inputs: y.backward() walks back through them."""

import heapq
import weakref

import numpy as np


class Variable:
    def __init__(self, data, name=None):
        if data is not None and not isinstance(data, np.ndarray):
            raise TypeError(f"{type(data)} is not supported")
        self.data = data
        self.name = name
        self.grad = None
        self.creator = None
        self.generation = 0

    @property
    def shape(self):
        return self.data.shape

    def set_creator(self, func):
        self.creator = func
        self.generation = func.generation + 1

    def cleargrad(self):
        self.grad = None

    def backward(self, retain_grad=False):
        if self.grad is None:
            self.grad = Variable(np.ones_like(self.data))
        funcs, seen = [], set()

        def add_func(f):
            if f not in seen:
                seen.add(f)
                heapq.heappush(funcs, (-f.generation, id(f), f))

        add_func(self.creator)
        while funcs:
            _, _, f = heapq.heappop(funcs)
            gys = [output().grad for output in f.outputs]
            gxs = f.backward(*gys)
            if not isinstance(gxs, tuple):
                gxs = (gxs,)
            for x, gx in zip(f.inputs, gxs):
                if gx is None:
                    continue
                x.grad = gx if x.grad is None else x.grad + gx
                if x.creator is not None:
                    add_func(x.creator)
            if not retain_grad:
                for y in f.outputs:
                    y().grad = None

    def __add__(self, other):
        return add(self, other)

    def __mul__(self, other):
        return mul(self, other)


def as_variable(obj):
    return obj if isinstance(obj, Variable) else Variable(np.asarray(obj))


class Function:
    def __call__(self, *inputs):
        inputs = [as_variable(x) for x in inputs]
        ys = self.forward(*[x.data for x in inputs])
        if not isinstance(ys, tuple):
            ys = (ys,)
        outputs = [Variable(np.asarray(y)) for y in ys]
        self.generation = max(x.generation for x in inputs)
        for output in outputs:
            output.set_creator(self)
        self.inputs = inputs
        self.outputs = [weakref.ref(output) for output in outputs]
        return outputs if len(outputs) > 1 else outputs[0]

    def forward(self, *xs):
        raise NotImplementedError()

    def backward(self, *gys):
        raise NotImplementedError()


class SumTo(Function):
    def __init__(self, shape):
        self.shape = shape

    def forward(self, x):
        self.x_shape = x.shape
        lead = x.ndim - len(self.shape)
        axes = tuple(i + lead for i, sx in enumerate(self.shape) if sx == 1)
        y = x.sum(tuple(range(lead)) + axes, keepdims=True)
        return y.squeeze(tuple(range(lead))) if lead > 0 else y

    def backward(self, gy):
        return Variable(np.broadcast_to(gy.data, self.x_shape).copy())


def sum_to(x, shape):
    return x if x.shape == shape else SumTo(shape)(x)


class Add(Function):
    def forward(self, x0, x1):
        self.shapes = x0.shape, x1.shape
        return x0 + x1

    def backward(self, gy):
        return sum_to(gy, self.shapes[0]), sum_to(gy, self.shapes[1])


def add(x0, x1):
    return Add()(x0, x1)


class Mul(Function):
    def forward(self, x0, x1):
        return x0 * x1

    def backward(self, gy):
        x0, x1 = self.inputs
        return sum_to(gy * x1, x0.shape), sum_to(gy * x0, x1.shape)


def mul(x0, x1):
    return Mul()(x0, x1)


class Sigmoid(Function):
    def forward(self, x):
        return np.tanh(x * 0.5) * 0.5 + 0.5

    def backward(self, gy):
        y = self.outputs[0]().data
        return gy * Variable(y * (1 - y))


def sigmoid(x):
    return Sigmoid()(x)


class ReLU(Function):
    def forward(self, x):
        return np.maximum(x, 0.0)

    def backward(self, gy):
        (x,) = self.inputs
        return gy * Variable((x.data > 0).astype(float))


def relu(x):
    return ReLU()(x)


class Linear(Function):
    def forward(self, x, W, b):
        y = x.dot(W)
        return y if b is None else y + b

    def backward(self, gy):
        x, W, b = self.inputs
        gb = None if b.data is None else Variable(gy.data.sum(0))
        return Variable(gy.data @ W.data.T), Variable(x.data.T @ gy.data), gb


def linear(x, W, b=None):
    return Linear()(x, W, b) if b is not None else MatMul()(x, W)


class MatMul(Function):
    def forward(self, x, W):
        return x.dot(W)

    def backward(self, gy):
        x, W = self.inputs
        return Variable(gy.data @ W.data.T), Variable(x.data.T @ gy.data)


class Conv2d(Function):
    def __init__(self, stride=1, pad=0):
        self.stride = (stride, stride) if isinstance(stride, int) else stride
        self.pad = (pad, pad) if isinstance(pad, int) else pad

    def forward(self, x, W, b):
        KH, KW = W.shape[2:]
        self.col = im2col_array(x, (KH, KW), self.stride, self.pad)
        y = np.tensordot(self.col, W, ((1, 2, 3), (1, 2, 3)))
        y = y + b
        return np.rollaxis(y, 3, 1)

    def backward(self, gy):
        x, W, b = self.inputs
        g = gy.data
        gW = np.tensordot(g, self.col, ((0, 2, 3), (0, 4, 5)))
        gcol = np.tensordot(W.data, g, (0, 1))
        gcol = np.rollaxis(gcol, 3)
        gx = col2im_array(gcol, x.shape, W.shape[2:], self.stride, self.pad)
        return Variable(gx), Variable(gW), Variable(g.sum(axis=(0, 2, 3)))


def conv2d(x, W, b, stride=1, pad=0):
    return Conv2d(stride, pad)(x, W, b)


class Pooling(Function):
    def __init__(self, kernel_size, stride=1, pad=0):
        self.kernel_size = (kernel_size, kernel_size)
        self.stride = (stride, stride)
        self.pad = (pad, pad)

    def forward(self, x):
        col = im2col_array(x, self.kernel_size, self.stride, self.pad)
        N, C, KH, KW, OH, OW = col.shape
        col = col.reshape(N, C, KH * KW, OH, OW)
        self.indexes = col.argmax(axis=2)
        return col.max(axis=2)

    def backward(self, gy):
        (x,) = self.inputs
        N, C, OH, OW = gy.shape
        KH, KW = self.kernel_size
        gcol = np.zeros((N * C * OH * OW, KH * KW))
        gcol[np.arange(gcol.shape[0]), self.indexes.ravel()] = gy.data.ravel()
        gcol = gcol.reshape(N, C, OH, OW, KH, KW)
        gcol = gcol.transpose(0, 1, 4, 5, 2, 3)
        return Variable(col2im_array(gcol, x.shape, self.kernel_size, self.stride, self.pad))


def pooling(x, kernel_size, stride=1, pad=0):
    return Pooling(kernel_size, stride, pad)(x)


class SoftmaxCrossEntropy(Function):
    def forward(self, x, t):
        m = x.max(axis=1, keepdims=True)
        log_z = m + np.log(np.exp(x - m).sum(axis=1, keepdims=True))
        log_p = x - log_z
        return -log_p[np.arange(len(x)), t.ravel()].sum() / np.float64(len(x))

    def backward(self, gy):
        x, t = self.inputs
        e = np.exp(x.data - x.data.max(axis=1, keepdims=True))
        y = e / e.sum(axis=1, keepdims=True)
        y[np.arange(len(y)), t.data] -= 1
        return Variable(y * gy.data / len(y)), None


def softmax_cross_entropy(x, t):
    return SoftmaxCrossEntropy()(x, t)


def im2col_array(img, kernel_size, stride, pad, fill=0.0):
    N, C, H, W = img.shape
    (KH, KW), (SH, SW), (PH, PW) = kernel_size, stride, pad
    OH = (H + PH * 2 - KH) // SH + 1
    OW = (W + PW * 2 - KW) // SW + 1
    img = np.pad(
        img,
        ((0, 0), (0, 0), (PH, PH + SH - 1), (PW, PW + SW - 1)),
        mode="constant",
        constant_values=fill,
    )
    col = np.zeros((N, C, KH, KW, OH, OW), dtype=img.dtype)
    for j in range(KH):
        j_lim = j + SH * OH
        for i in range(KW):
            i_lim = i + SW * OW
            col[:, :, j, i] = img[:, :, j:j_lim:SH, i:i_lim:SW]
    return col


def col2im_array(col, img_shape, kernel_size, stride, pad):
    N, C, H, W = img_shape
    (KH, KW), (SH, SW), (PH, PW) = kernel_size, stride, pad
    OH = (H + PH * 2 - KH) // SH + 1
    OW = (W + PW * 2 - KW) // SW + 1
    img = np.zeros((N, C, H + 2 * PH + SH - 1, W + 2 * PW + SW - 1), dtype=col.dtype)
    for j in range(KH):
        j_lim = j + SH * OH
        for i in range(KW):
            i_lim = i + SW * OW
            img[:, :, j:j_lim:SH, i:i_lim:SW] += col[:, :, j, i]
    return img[:, :, PH : H + PH, PW : W + PW]
