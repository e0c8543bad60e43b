import numpy as np


class Linear:
    def __init__(self, in_features, out_features, debug=False):
        self.W = np.random.randn(out_features, in_features) * np.sqrt(2 / in_features)
        self.b = np.zeros((out_features, 1))
        self.dLdW = np.zeros_like(self.W)
        self.dLdb = np.zeros_like(self.b)
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
        if self.debug:
            self.dLdA = dLdA
        return dLdA


class MSELoss:
    def forward(self, A, Y):
        self.A = A
        self.Y = Y
        self.N, self.C = A.shape
        se = (A - Y) * (A - Y)
        return np.sum(se) / (self.N * self.C)

    def backward(self):
        dLdA = 2 * (self.A - self.Y) / (self.N * self.C)
        return dLdA


class CrossEntropyLoss:
    def forward(self, A, Y):
        """A: logits (N, C), Y: one-hot (N, C)"""
        self.A = A
        self.Y = Y
        self.N, self.C = A.shape
        shifted = A - A.max(axis=1, keepdims=True)
        log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        self.softmax = np.exp(log_softmax)
        crossentropy = -np.sum(Y * log_softmax, axis=1)
        return np.sum(crossentropy) / self.N

    def backward(self):
        dLdA = (self.softmax - self.Y) / self.N
        return dLdA
