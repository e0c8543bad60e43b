import numpy as np

from .capa import Capa


class AvgPool2d(Capa):
    def __init__(self, kernel_size, stride):
        self.k, self.s = kernel_size, stride


def _medias(self, x):
    k, s = self.k, self.s
    n, c, h, w = x.shape
    filas, columnas = (h - k) // s + 1, (w - k) // s + 1
    y = np.zeros((n, c, filas, columnas))
    for i in range(filas):
        for j in range(columnas):
            y[:, :, i, j] = x[:, :, i * s : i * s + k, j * s : j * s + k].mean(axis=(2, 3))
    self.cache = x.shape
    return y


def _repartir(self, grad):
    k, s = self.k, self.s
    dx = np.zeros(self.cache)
    for i in range(grad.shape[2]):
        for j in range(grad.shape[3]):
            parte = grad[:, :, i, j][:, :, None, None] / (k * k)
            dx[:, :, i : i + k, j : j + k] += parte
    return dx


for _n, _f in (("forward", _medias), ("backward", _repartir)):
    setattr(AvgPool2d, _n, _f)
