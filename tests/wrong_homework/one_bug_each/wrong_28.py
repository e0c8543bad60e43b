# Tarefa 1 - perda MSE e ativações
import numpy as np


class PerdaMSE:
    def forward(self, y_prev, y_real):
        self.y_prev = y_prev
        self.y_real = y_real
        return ((y_real - y_prev) ** 2).mean()

    def backward(self):
        n = self.y_prev.size
        return 2 / n * (self.y_real - self.y_prev)


class Softplus:
    """log(1 + e^x)"""

    def forward(self, x):
        self.x = x
        return np.logaddexp(0, x)

    def backward(self, d):
        return d / (1 + np.exp(-self.x))


class Tanh:
    def forward(self, x):
        self.t = np.tanh(x)
        return self.t

    def backward(self, d):
        return d * (1 + self.t) * (1 - self.t)
