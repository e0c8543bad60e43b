import numpy as np


class MeanPool2d:
    def __init__(self, kernel, stride):
        self.kernel = kernel
        self.stride = stride

    def forward(self, A):
        k, s = self.kernel, self.stride
        N, C, H, W = A.shape
        Z = np.zeros((N, C, (H - k) // s + 1, (W - k) // s + 1))
        for i in range(Z.shape[2]):
            for j in range(Z.shape[3]):
                Z[:, :, i, j] = A[:, :, i * s:i * s + k, j * s:j * s + k].mean(axis=(2, 3))
        return Z

    def backward(self, dLdZ):
        k, s = self.kernel, self.stride
        N, C, out_h, out_w = dLdZ.shape
        dLdA = np.zeros((N, C, (out_h - 1) * s + k, (out_w - 1) * s + k))
        for i in range(dLdZ.shape[2]):
            for j in range(dLdZ.shape[3]):
                dLdA[:, :, i * s:i * s + k, j * s:j * s + k] += dLdZ[:, :, i:i + 1, j:j + 1] / k ** 2
        return dLdA


class Linear:
    def __init__(self, in_features, out_features, debug=False):
        self.W = np.random.randn(out_features, in_features) * np.sqrt(2 / in_features)
        self.b = np.zeros((out_features, 1))
        self.debug = debug

    def forward(self, A):
        """A: (N, C0) -> (N, C1)"""
        self.A = A
        self.N = A.shape[0]
        self.Ones = np.ones((self.N, 1))
        Z = A @ self.W.T + self.Ones @ self.b.T
        return Z

    def backward(self, dLdZ):
        dLdA = dLdZ @ self.W
        self.dLdW = dLdZ.T @ self.A
        self.dLdb = dLdZ.T @ self.Ones
        if self.debug:
            self.dLdA = dLdA
        return dLdA


class ReLU:
    def forward(self, Z):
        self.A = np.maximum(0, Z)
        return self.A

    def backward(self, dLdA):
        return dLdA * np.where(self.A > 0, 1, 0)
