import numpy as np


class MaxPool2d:
    def __init__(self, kernel, stride):
        self.kernel = kernel
        self.stride = stride
        self.where = {}

    def forward(self, A):
        self.A = A
        k, s = self.kernel, self.stride
        N, C, H, W = A.shape
        out_h, out_w = (H - k) // s + 1, (W - k) // s + 1
        Z = np.zeros((N, C, out_h, out_w))
        for n in range(N):
            for c in range(C):
                for i in range(out_h):
                    for j in range(out_w):
                        window = A[n, c, i * s:i * s + k, j * s:j * s + k]
                        a, b = divmod(int(np.argmax(window)), k)
                        self.where.setdefault((n, c, i, j), (i * s + a, j * s + b))
                        Z[n, c, i, j] = window[a, b]
        return Z

    def backward(self, dLdZ):
        dLdA = np.zeros(self.A.shape)
        for (n, c, i, j), (row, col) in self.where.items():
            dLdA[n, c, row, col] += dLdZ[n, c, i, j]
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
