import numpy as np


class MaxUnpool:
    def __init__(self, kernel_size=2, stride=2):
        self.kernel_size, self.stride = kernel_size, stride

    def forward(self, x, indices):
        n, c, h, w = x.shape
        self.indices = indices.reshape(n, c, -1)
        self.shape = x.shape
        out = np.zeros((n, c, h * self.stride * w * self.stride))
        np.put_along_axis(out, self.indices, x.reshape(n, c, -1), 2)
        return out.reshape(n, c, h * self.stride, w * self.stride)

    def backward(self, grad):
        n, c = grad.shape[:2]
        return np.take_along_axis(grad.reshape(n, c, -1), self.indices, 2).reshape(self.shape)
