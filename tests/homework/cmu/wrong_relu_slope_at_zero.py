import numpy as np


class ReLU:
    def forward(self, Z):
        self.A = Z
        return np.maximum(0, Z)

    def backward(self, dLdA):
        return dLdA * np.where(self.A >= 0, 1, 0)


class Sigmoid:
    def forward(self, Z):
        self.A = 1 / (1 + np.exp(-Z))
        return self.A

    def backward(self, dLdA):
        return dLdA * (self.A - self.A * self.A)


class Tanh:
    def forward(self, Z):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dLdA):
        return dLdA * (1 - self.A ** 2)


class MSELoss:
    def forward(self, A, Y):
        self.A = A
        self.Y = Y
        self.N, self.C = A.shape
        se = (A - Y) * (A - Y)
        return np.sum(se) / (self.N * self.C)

    def backward(self):
        dLdA = 2 * (self.Y - self.A) / (self.N * self.C)
        return dLdA
