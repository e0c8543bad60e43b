"""Homework 2 style: stride-1 convolution plus down-sampling, resampling kept apart."""
import numpy as np


class Downsample2d:
    def __init__(self, downsampling_factor):
        self.downsampling_factor = downsampling_factor

    def forward(self, A):
        self.in_shape = A.shape
        return A[:, :, ::self.downsampling_factor, ::self.downsampling_factor]

    def backward(self, dLdZ):
        dLdA = np.zeros(self.in_shape)
        dLdA[:, :, ::self.downsampling_factor, ::self.downsampling_factor] = dLdZ
        return dLdA


class Conv2d_stride1:
    def __init__(self, in_channels, out_channels, kernel_size, weight_init_fn=None, bias_init_fn=None):
        self.kernel_size = kernel_size
        shape = (out_channels, in_channels, kernel_size, kernel_size)
        self.W = np.random.normal(0, 1.0, shape) if weight_init_fn is None else weight_init_fn(*shape)
        self.b = np.zeros(out_channels) if bias_init_fn is None else bias_init_fn(out_channels)
        self.dLdW = np.zeros(self.W.shape)
        self.dLdb = np.zeros(self.b.shape)

    def forward(self, A):
        self.A = A
        k = self.kernel_size
        oh, ow = A.shape[2] - k + 1, A.shape[3] - k + 1
        Z = np.zeros((A.shape[0], self.W.shape[0], oh, ow))
        for i in range(oh):
            for j in range(ow):
                Z[:, :, i, j] = np.tensordot(A[:, :, i:i + k, j:j + k], self.W, axes=([1, 2, 3], [1, 2, 3]))
        return Z + self.b[:, None, None]

    def backward(self, dLdZ):
        k = self.kernel_size
        oh, ow = dLdZ.shape[2:]
        self.dLdb = dLdZ.sum(axis=(0, 2, 3))
        self.dLdW = np.zeros(self.W.shape)
        for a in range(k):
            for b in range(k):
                self.dLdW[:, :, a, b] = np.tensordot(dLdZ, self.A[:, :, a:a + oh, b:b + ow], axes=([0, 2, 3], [0, 2, 3]))
        padded = np.pad(dLdZ, ((0, 0), (0, 0), (k - 1, k - 1), (k - 1, k - 1)))
        flipped = np.flip(self.W, axis=(2, 3))
        dLdA = np.zeros(self.A.shape)
        for i in range(dLdA.shape[2]):
            for j in range(dLdA.shape[3]):
                dLdA[:, :, i, j] = np.tensordot(padded[:, :, i:i + k, j:j + k], flipped, axes=([1, 2, 3], [0, 2, 3]))
        return dLdA


class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0,
                 weight_init_fn=None, bias_init_fn=None):
        self.pad = padding
        self.conv2d_stride1 = Conv2d_stride1(in_channels, out_channels, kernel_size, weight_init_fn, bias_init_fn)
        self.downsample2d = Downsample2d(stride)

    # parameters live in the inner layer, these are shortcuts
    @property
    def W(self):
        return self.conv2d_stride1.W

    @W.setter
    def W(self, value):
        self.conv2d_stride1.W = value

    @property
    def b(self):
        return self.conv2d_stride1.b

    @b.setter
    def b(self, value):
        self.conv2d_stride1.b = value

    @property
    def dLdW(self):
        return self.conv2d_stride1.dLdW

    @property
    def dLdb(self):
        return self.conv2d_stride1.dLdb

    def forward(self, A):
        p = self.pad
        A = np.pad(A, ((0, 0), (0, 0), (p, p), (p, p)))
        return self.downsample2d.forward(self.conv2d_stride1.forward(A))

    def backward(self, dLdZ):
        dLdA = self.conv2d_stride1.backward(self.downsample2d.backward(dLdZ))
        p = self.pad
        return dLdA[:, :, p:dLdA.shape[2] - p, p:dLdA.shape[3] - p]


class MaxPool2d_stride1:
    def __init__(self, kernel):
        self.kernel = kernel

    def forward(self, A):
        self.in_shape = A.shape
        k = self.kernel
        oh, ow = A.shape[2] - k + 1, A.shape[3] - k + 1
        Z = np.full(A.shape[:2] + (oh, ow), -np.inf)
        self.row = np.zeros(Z.shape, dtype=int)
        self.col = np.zeros(Z.shape, dtype=int)
        ii, jj = np.arange(oh)[:, None], np.arange(ow)[None, :]
        for a in range(k):
            for b in range(k):
                candidate = A[:, :, a:a + oh, b:b + ow]
                better = candidate > Z
                Z = np.where(better, candidate, Z)
                self.row = np.where(better, ii + a, self.row)
                self.col = np.where(better, jj + b, self.col)
        return Z

    def backward(self, dLdZ):
        dLdA = np.zeros(self.in_shape)
        n, c = np.ogrid[:self.in_shape[0], :self.in_shape[1]]
        for i in range(dLdZ.shape[2]):
            for j in range(dLdZ.shape[3]):
                dLdA[n, c, self.row[:, :, i, j], self.col[:, :, i, j]] += dLdZ[:, :, i, j]
        return dLdA


class MaxPool2d:
    def __init__(self, kernel, stride):
        self.maxpool2d_stride1 = MaxPool2d_stride1(kernel)
        self.downsample2d = Downsample2d(stride)

    def forward(self, A):
        return self.downsample2d.forward(self.maxpool2d_stride1.forward(A))

    def backward(self, dLdZ):
        return self.maxpool2d_stride1.backward(self.downsample2d.backward(dLdZ))


class Flatten:
    def forward(self, A):
        self.in_shape = A.shape
        return A.reshape(A.shape[0], -1)

    def backward(self, dLdZ):
        return dLdZ.reshape(self.in_shape)


class Linear:
    def __init__(self, in_features, out_features):
        self.W = np.random.uniform(-1, 1, (out_features, in_features)) / np.sqrt(in_features)
        self.b = np.zeros((out_features, 1))

    def forward(self, A):
        self.A = A
        return A @ self.W.T + np.ones((len(A), 1)) @ self.b.T

    def backward(self, dLdZ):
        self.dLdW = dLdZ.T @ self.A
        self.dLdb = dLdZ.T @ np.ones((len(dLdZ), 1))
        return dLdZ @ self.W


class Tanh:
    def forward(self, Z):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dLdA):
        return dLdA - dLdA * self.A ** 2


class MSELoss:
    def forward(self, A, Y):
        self.A, self.Y = A, Y
        self.N, self.C = A.shape
        se = (A - Y) * (A - Y)
        return (np.ones((1, self.N)) @ se @ np.ones((self.C, 1))).item() / (self.N * self.C)

    def backward(self):
        return 2 * (self.A - self.Y) / (self.N * self.C)


class CrossEntropyLoss:
    def forward(self, A, Y):
        self.Y = Y
        self.N = A.shape[0]
        shifted = A - np.max(A, axis=1, keepdims=True)
        log_sum = np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        self.softmax = np.exp(shifted - log_sum)
        return np.sum(Y * (log_sum - shifted)) / self.N

    def backward(self):
        return (self.softmax - self.Y) / self.N
