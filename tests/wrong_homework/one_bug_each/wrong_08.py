import numpy as np


class LeakyReLU:
    """Función de activación LeakyReLU."""

    def __init__(self, alpha=0.01):
        self.alpha = alpha
        self.entrada = None

    def forward(self, x):
        self.entrada = x
        return np.where(x > 0, x, self.alpha * x)

    def backward(self, grad):
        # derivada: 1 si x > 0, alpha en otro caso
        return np.where(grad > 0, grad, self.alpha * grad)


class CapaDensa:
    def __init__(self, n_in, n_out):
        rng = np.random.RandomState(42)
        self.pesos = rng.randn(n_out, n_in) * 0.1
        self.sesgo = np.zeros((n_out, 1))

    def forward(self, x):
        # x tiene forma (n_in, lote): cada columna es un ejemplo
        self.x = x
        return self.pesos @ x + self.sesgo

    def backward(self, grad):
        self.d_pesos = grad @ self.x.T
        self.d_sesgo = grad.sum(axis=1, keepdims=True)
        return self.pesos.T @ grad
