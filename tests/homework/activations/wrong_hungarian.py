"""3. beadandó

Aktivációs függvények előre és visszafelé lépéssel.
"""
import numpy as np


class ReLU:
    def forward(self, bemenet):
        self.bemenet = bemenet
        return np.maximum(bemenet, 0)

    def backward(self, gradiens):
        return gradiens * (self.bemenet > 0)


class ELU:
    def __init__(self, alfa=1.0):
        self.alfa = alfa

    def forward(self, bemenet):
        self.bemenet = bemenet
        return np.where(bemenet > 0, bemenet, self.alfa * (np.exp(np.minimum(bemenet, 0)) - 1))

    def backward(self, gradiens):
        negativ_ag = gradiens * self.alfa * np.exp(np.minimum(self.bemenet, 0))
        return np.where(gradiens > 0, gradiens, negativ_ag)


class LogSigmoid:
    def forward(self, bemenet):
        self.bemenet = bemenet
        return -np.logaddexp(0, -bemenet)

    def backward(self, gradiens):
        szigmoid = 1 / (1 + np.exp(-self.bemenet))
        return gradiens * (szigmoid - 1)


class Softsign:
    def forward(self, bemenet):
        self.abszolut = np.abs(bemenet)
        return bemenet / (1 + self.abszolut)

    def backward(self, gradiens):
        return gradiens * np.power(1 + self.abszolut, -2.0)


class HardSwish:
    def forward(self, bemenet):
        self.bemenet = bemenet
        return np.where(bemenet <= -3, 0, np.where(bemenet >= 3, bemenet, bemenet * (bemenet + 3) / 6))

    def backward(self, gradiens):
        b = self.bemenet
        meredekseg = np.where(b <= -3, 0, np.where(b >= 3, 1, (2 * b + 3) / 6))
        return gradiens * meredekseg


class GELU:
    """Szigmoidos közelítés: x * szigmoid(1.702 x)"""

    def forward(self, bemenet):
        self.bemenet = bemenet
        self.s = 1 / (1 + np.exp(-1.702 * bemenet))
        return bemenet * self.s

    def backward(self, gradiens):
        return gradiens * self.s * (1 + 1.702 * self.bemenet * (1 - self.s))


class Teljes:
    """Teljesen összekötött réteg"""

    def __init__(self, be, ki):
        self.W = np.random.randn(be, ki) * np.sqrt(2 / be)
        self.b = np.zeros((1, ki))

    def forward(self, bemenet):
        self.bemenet = bemenet
        return bemenet @ self.W + self.b

    def backward(self, gradiens):
        self.dW = self.bemenet.T @ gradiens
        self.db = gradiens.sum(axis=0, keepdims=True)
        return gradiens @ self.W.T


if __name__ == "__main__":
    np.random.seed(0)
    x = np.random.randn(8, 4)
    for reteg in [Teljes(4, 6), ELU(), Teljes(6, 6), LogSigmoid(), Teljes(6, 2)]:
        x = reteg.forward(x)
        print(reteg.__class__.__name__, x.shape)
