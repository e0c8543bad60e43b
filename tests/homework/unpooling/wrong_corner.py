import numpy as np


class Unpool:
    def __init__(self, kernel_size):
        self.k = kernel_size

    def forward(self, x, indices):
        n, c, h, w = x.shape
        out = np.zeros((n, c, h * w * self.k * self.k))
        np.put_along_axis(out, indices.reshape(n, c, -1), x.reshape(n, c, -1), 2)
        return out.reshape(n, c, h * self.k, w * self.k)

    def backward(self, dout):
        return dout[:, :, :: self.k, :: self.k]
