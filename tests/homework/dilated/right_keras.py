import numpy as np


class Conv2D:
    """Channels last, and the words of Keras."""

    def __init__(self, in_channels, filters, kernel_size, strides=1, dilation_rate=1):
        self.kernel = np.random.normal(0, 0.1, (kernel_size, kernel_size, in_channels, filters))
        self.bias = np.zeros(filters)
        self.kernel_size, self.strides, self.dilation_rate = kernel_size, strides, dilation_rate

    def patch(self, a, i, j):
        s, d = self.strides, self.dilation_rate
        e = d * (self.kernel_size - 1) + 1
        return a[:, i * s : i * s + e : d, j * s : j * s + e : d]

    def call(self, inputs):
        self.inputs = inputs
        n, h, w, _ = inputs.shape
        e = self.dilation_rate * (self.kernel_size - 1) + 1
        oh, ow = (h - e) // self.strides + 1, (w - e) // self.strides + 1
        out = np.zeros((n, oh, ow, self.bias.size))
        for i in range(oh):
            for j in range(ow):
                out[:, i, j] = np.tensordot(self.patch(inputs, i, j), self.kernel, 3)
        return out + self.bias

    def backward(self, dout):
        dx = np.zeros_like(self.inputs)
        self.dkernel = np.zeros_like(self.kernel)
        self.dbias = dout.sum((0, 1, 2))
        for i in range(dout.shape[1]):
            for j in range(dout.shape[2]):
                g = dout[:, i, j]
                seen = self.patch(self.inputs, i, j)
                self.dkernel += np.einsum("nklc,nf->klcf", seen, g)
                self.patch(dx, i, j)[...] += np.einsum("klcf,nf->nklc", self.kernel, g)
        return dx
