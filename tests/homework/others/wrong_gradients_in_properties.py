"""Parameters and gradients are properties: a gradient is computed when somebody asks for it."""
import numpy as np


class Dense:
    def __init__(self, n_in, n_out):
        self.__w = np.random.randn(n_in, n_out) * 0.1
        self.__b = np.zeros(n_out)

    @property
    def weight(self):
        return self.__w

    @weight.setter
    def weight(self, value):
        self.__w = np.asarray(value)

    @property
    def bias(self):
        return self.__b

    def forward(self, x):
        self.__x = x
        return x @ self.__w + self.__b

    def backward(self, grad):
        self.__grad = grad
        return grad @ self.weight.T

    @property
    def grad_weight(self):
        return self.__grad.T @ self.__x

    @property
    def grad_bias(self):
        return -self.__grad.sum(axis=0)


class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size):
        shape = (out_channels, in_channels, kernel_size, kernel_size)
        self._kernel, self._offset = np.random.randn(*shape) * 0.1, np.zeros(out_channels)

    @property
    def weight(self):
        return self._kernel

    @property
    def bias(self):
        return self._offset

    @property
    def size(self):
        return self._kernel.shape[2]

    def forward(self, x):
        windows = np.lib.stride_tricks.sliding_window_view(x, (self.size, self.size), axis=(2, 3))
        self._windows, self._x_shape = windows, x.shape
        return np.einsum("ncijkl,fckl->nfij", windows, self.weight) + self.bias[:, None, None]

    def backward(self, grad):
        self._grad = grad
        grad_x = np.zeros(self._x_shape)
        for i in range(grad.shape[2]):
            for j in range(grad.shape[3]):
                pixel = np.einsum("nf,fckl->nckl", grad[:, :, i, j], self.weight)
                grad_x[:, :, i : i + self.size, j : j + self.size] += pixel
        return grad_x

    @property
    def grad_weight(self):
        return np.einsum("ncijkl,nfij->fckl", self._windows[:1], self._grad[:1])

    @property
    def grad_bias(self):
        return self._grad.sum(axis=(0, 2, 3))
