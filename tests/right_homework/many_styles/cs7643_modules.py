import numpy as np


class Conv2D:
    '''
    An implementation of the convolutional layer. We convolve the input with out_channels different filters
    and each filter spans all channels in the input.
    '''
    def __init__(self, in_channels, out_channels, kernel_size=3, stride=1, padding=0):
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = kernel_size
        self.stride = stride
        self.padding = padding
        self.cache = None
        self._init_weights()

    def _init_weights(self):
        np.random.seed(1024)
        self.weight = 1e-3 * np.random.randn(self.out_channels, self.in_channels, self.kernel_size, self.kernel_size)
        self.bias = np.zeros(self.out_channels)
        self.dx = None
        self.dw = None
        self.db = None

    def forward(self, x):
        out = None
        p, s, k = self.padding, self.stride, self.kernel_size
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        H_out = (xp.shape[2] - k) // s + 1
        W_out = (xp.shape[3] - k) // s + 1
        out = np.zeros((x.shape[0], self.out_channels, H_out, W_out))
        for i in range(H_out):
            for j in range(W_out):
                patch = xp[:, None, :, i * s:i * s + k, j * s:j * s + k]
                out[:, :, i, j] = np.sum(patch * self.weight[None], axis=(2, 3, 4)) + self.bias
        self.cache = x
        return out

    def backward(self, dout):
        x = self.cache
        p, s, k = self.padding, self.stride, self.kernel_size
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        dxp = np.zeros_like(xp)
        self.dw = np.zeros_like(self.weight)
        self.db = np.einsum('nfhw->f', dout)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                g = dout[:, :, i, j]
                hs, ws = slice(i * s, i * s + k), slice(j * s, j * s + k)
                self.dw += np.einsum('nf,ncij->fcij', g, xp[:, :, hs, ws])
                dxp[:, :, hs, ws] += np.einsum('nf,fcij->ncij', g, self.weight)
        self.dx = dxp[:, :, p:dxp.shape[2] - p, p:dxp.shape[3] - p]


class MaxPooling:
    """ Max Pooling of input """
    def __init__(self, kernel_size, stride):
        self.kernel_size = kernel_size
        self.stride = stride
        self.cache = None
        self.dx = None

    def forward(self, x):
        H_out = (x.shape[2] - self.kernel_size) // self.stride + 1
        W_out = (x.shape[3] - self.kernel_size) // self.stride + 1
        v = np.lib.stride_tricks.sliding_window_view(x, (self.kernel_size, self.kernel_size), axis=(2, 3))
        v = v[:, :, ::self.stride, ::self.stride]
        out = v.max(axis=(4, 5))
        self.cache = (x, H_out, W_out)
        return out

    def backward(self, dout):
        x, H_out, W_out = self.cache
        k, s = self.kernel_size, self.stride
        N, C = x.shape[:2]
        self.dx = np.zeros(x.shape)
        nn, cc = np.ogrid[:N, :C]
        for i in range(H_out):
            for j in range(W_out):
                idx = x[:, :, i * s:i * s + k, j * s:j * s + k].reshape(N, C, -1).argmax(axis=-1)
                self.dx[nn, cc, i * s + idx // k, j * s + idx % k] += dout[:, :, i, j]


class ReLU:
    def __init__(self):
        self.cache = None
        self.dx = None

    def forward(self, x):
        out = np.where(x > 0, x, 0)
        self.cache = x
        return out

    def backward(self, dout):
        x = self.cache
        self.dx = np.where(x > 0, dout, 0)


class Linear:
    def __init__(self, in_dim, out_dim):
        self.in_dim = in_dim
        self.out_dim = out_dim
        self.cache = None
        np.random.seed(1024)
        self.weight = 1e-3 * np.random.randn(in_dim, out_dim)
        self.bias = np.zeros(out_dim)

    def forward(self, x):
        self.cache = x
        return x.reshape(len(x), -1) @ self.weight + self.bias

    def backward(self, dout):
        x = self.cache
        self.dx = (dout @ self.weight.T).reshape(x.shape)
        self.dw = x.reshape(len(x), -1).T @ dout
        self.db = dout.sum(0)


class SoftmaxCrossEntropy:
    def forward(self, x, y):
        z = x - x.max(axis=1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(axis=1, keepdims=True)
        logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        self.cache = (p, y, x.shape[0])
        return p, -logp[np.arange(x.shape[0]), y].mean()

    def backward(self):
        p, y, N = self.cache
        self.dx = p.copy()
        self.dx[np.arange(N), y] -= 1
        self.dx /= N
