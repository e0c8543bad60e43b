import numpy as np


class Dense:
    def __init__(self, units):
        self.units = units

    def build(self, input_shape):
        self.w = np.random.randn(input_shape[-1], self.units) * 0.1
        self.b = np.zeros((1, self.units))
        self.output_shape = (input_shape[0], self.units)

    def forward_propagation(self, input_data):
        self.input = input_data
        return np.dot(self.input, self.w) + self.b

    def backward_propagation(self, output_error):
        self.dw = np.dot(self.input.T, output_error)
        self.db = output_error.mean(axis=0, keepdims=True)
        return np.dot(output_error, self.w.T)


class Conv2D:
    def __init__(self, filters, kernel_size, stride=1):
        self.filters, self.kernel_size, self.stride = filters, kernel_size, stride

    def build(self, input_shape):
        h, w, c = input_shape
        k, s = self.kernel_size, self.stride
        self.kernel = np.random.randn(k, k, c, self.filters)
        self.bias = np.zeros(self.filters)
        self.output_shape = ((h - k) // s + 1, (w - k) // s + 1, self.filters)

    def forward_propagation(self, input_data):
        self.input = input_data
        k, s = self.kernel_size, self.stride
        out = np.zeros((len(input_data), *self.output_shape))
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                patch = input_data[:, i * s:i * s + k, j * s:j * s + k]
                out[:, i, j] = np.tensordot(patch, self.kernel, 3) + self.bias
        return out

    def backward_propagation(self, output_error):
        k, s = self.kernel_size, self.stride
        dx = np.zeros_like(self.input)
        self.dkernel = np.zeros_like(self.kernel)
        for i in range(output_error.shape[1]):
            for j in range(output_error.shape[2]):
                rows, cols = slice(i * s, i * s + k), slice(j * s, j * s + k)
                self.dkernel += np.einsum("nabc,nf->abcf", self.input[:, rows, cols], output_error[:, i, j])
                dx[:, rows, cols] += np.einsum("nf,abcf->nabc", output_error[:, i, j], self.kernel)
        self.dbias = output_error.sum(axis=(0, 1, 2))
        return dx
