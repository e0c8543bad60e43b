import numpy as np


class MaxPool2d:
    def __init__(self, kernel, stride):
        self.kernel = kernel
        self.stride = stride

    def forward(self, A):
        self.A = A
        k, s = self.kernel, self.stride
        N, C, H, W = A.shape
        out_h, out_w = (H - k) // s + 1, (W - k) // s + 1
        Z = np.zeros((N, C, out_h, out_w))
        self.where = {}
        for n in range(N):
            for c in range(C):
                for i in range(out_h):
                    for j in range(out_w):
                        window = A[n, c, j * s:j * s + k, i * s:i * s + k]
                        a, b = divmod(int(np.argmax(window)), k)
                        self.where[n, c, i, j] = (j * s + a, i * s + b)
                        Z[n, c, i, j] = window[a, b]
        return Z

    def backward(self, dLdZ):
        dLdA = np.zeros(self.A.shape)
        for (n, c, i, j), (row, col) in self.where.items():
            dLdA[n, c, row, col] += dLdZ[n, c, i, j]
        return dLdA


class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0,
                 weight_init_fn=None, bias_init_fn=None):
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = kernel_size
        self.stride = stride
        self.pad = padding
        if weight_init_fn is None:
            self.W = np.random.normal(0, 1.0, (out_channels, in_channels, kernel_size, kernel_size))
        else:
            self.W = weight_init_fn(out_channels, in_channels, kernel_size, kernel_size)
        if bias_init_fn is None:
            self.b = np.zeros(out_channels)
        else:
            self.b = bias_init_fn(out_channels)
        self.dLdW = np.zeros(self.W.shape)
        self.dLdb = np.zeros(self.b.shape)

    def forward(self, A):
        """A: (batch_size, in_channels, input_height, input_width)"""
        p, s, K = self.pad, self.stride, self.kernel_size
        self.A = np.pad(A, ((0, 0), (0, 0), (p, p), (p, p)))
        out_h = (self.A.shape[2] - K) // s + 1
        out_w = (self.A.shape[3] - K) // s + 1
        Z = np.zeros((A.shape[0], self.out_channels, out_h, out_w))
        for h in range(out_h):
            for w in range(out_w):
                segment = self.A[:, :, h * s:h * s + K, w * s:w * s + K]
                Z[:, :, h, w] = np.tensordot(segment, self.W, axes=((1, 2, 3), (1, 2, 3))) + self.b
        return Z

    def backward(self, dLdZ):
        """dLdZ: (batch_size, out_channels, output_height, output_width)"""
        p, s, K = self.pad, self.stride, self.kernel_size
        self.dLdW = np.zeros(self.W.shape)
        self.dLdb = np.sum(dLdZ, axis=(0, 2, 3))
        dLdA = np.zeros(self.A.shape)
        for h in range(dLdZ.shape[2]):
            for w in range(dLdZ.shape[3]):
                segment = self.A[:, :, h * s:h * s + K, w * s:w * s + K]
                self.dLdW += np.tensordot(dLdZ[:, :, h, w], segment, axes=((0,), (0,)))
                dLdA[:, :, h * s:h * s + K, w * s:w * s + K] += np.tensordot(dLdZ[:, :, h, w], self.W, axes=((1,), (0,)))
        dLdA = dLdA[:, :, p:dLdA.shape[2] - p, p:dLdA.shape[3] - p]
        return dLdA
