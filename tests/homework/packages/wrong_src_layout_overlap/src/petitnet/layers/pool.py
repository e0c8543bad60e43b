import numpy as np

from .. import registry
from ..utils import patches as windows
from .base import Module


@registry.register("pool")
class MaxPool2D(Module):
    def __init__(self, kernel_size, stride):
        super().__init__()
        self.kernel_size, self.stride = kernel_size, stride

    def forward(self, x):
        self.size = x.shape
        cut = windows.patches(x, self.kernel_size, self.stride)
        flat = cut.reshape(*cut.shape[:4], -1)
        self.first = flat.argmax(axis=-1)
        return flat.max(axis=-1).transpose(0, 3, 1, 2)

    def backward(self, grad):
        dx = np.zeros(self.size)
        k, s = self.kernel_size, self.stride
        n, c, rows, columns = grad.shape
        for b in range(n):
            for f in range(c):
                for i in range(rows):
                    for j in range(columns):
                        di, dj = divmod(int(self.first[b, i, j, f]), k)
                        dx[b, f, i * s + di, j * s + dj] = grad[b, f, i, j]
        return dx
