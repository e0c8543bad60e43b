import copy

import numpy as np


class FullyConnected:
    def __init__(self, input_size, output_size):
        self.trainable = True
        self.input_size, self.output_size = input_size, output_size
        self.weights = np.random.rand(input_size + 1, output_size)
        self._optimizer = None
        self._gradient_weights = None

    def initialize(self, weights_initializer, bias_initializer):
        size = (self.input_size, self.output_size)
        self.weights[:-1] = weights_initializer.initialize(size, *size)
        self.weights[-1:] = bias_initializer.initialize((1, self.output_size), 1, self.output_size)

    def forward(self, input_tensor):
        self.input = np.hstack([input_tensor, np.ones((len(input_tensor), 1))])
        return self.input @ self.weights

    def backward(self, error_tensor):
        self._gradient_weights = self.input.T @ error_tensor
        error = error_tensor @ self.weights.T
        if self._optimizer is not None:
            self.weights = self._optimizer.calculate_update(self.weights, self._gradient_weights)
        return error

    @property
    def optimizer(self):
        return self._optimizer

    @optimizer.setter
    def optimizer(self, value):
        self._optimizer = value

    @property
    def gradient_weights(self):
        return self._gradient_weights


class Conv:
    def __init__(self, stride_shape, convolution_shape, num_kernels):
        self.trainable = True
        self.stride_shape = tuple(np.broadcast_to(stride_shape, 2))
        self.convolution_shape, self.num_kernels = convolution_shape, num_kernels
        self.weights = np.random.uniform(0, 1, (num_kernels, *convolution_shape))
        self.bias = np.random.uniform(0, 1, num_kernels)
        self._optimizer = None

    def initialize(self, weights_initializer, bias_initializer):
        fan_in = np.prod(self.convolution_shape)
        fan_out = self.num_kernels * np.prod(self.convolution_shape[1:])
        self.weights = weights_initializer.initialize(self.weights.shape, fan_in, fan_out)
        self.bias = bias_initializer.initialize(self.bias.shape, 1, self.num_kernels)

    def forward(self, input_tensor):
        (sh, sw), (kh, kw) = self.stride_shape, self.convolution_shape[1:]
        self.sides = [((k - 1) // 2, k // 2) for k in (kh, kw)]
        self.image = input_tensor.shape[2:]
        self.padded = np.pad(input_tensor, ((0, 0), (0, 0), *self.sides))
        out = np.zeros((len(input_tensor), self.num_kernels, -(-self.image[0] // sh), -(-self.image[1] // sw)))
        for i in range(out.shape[2]):
            for j in range(out.shape[3]):
                part = self.padded[:, :, i * sh:i * sh + kh, j * sw:j * sw + kw]
                out[:, :, i, j] = np.einsum("ncab,fcab->nf", part, self.weights) + self.bias
        return out

    def backward(self, error_tensor):
        (sh, sw), (kh, kw) = self.stride_shape, self.convolution_shape[1:]
        error = np.zeros_like(self.padded)
        self._gradient_weights = np.zeros_like(self.weights)
        self._gradient_bias = error_tensor.sum(axis=(0, 2, 3))
        for i in range(error_tensor.shape[2]):
            for j in range(error_tensor.shape[3]):
                rows, cols = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
                g = error_tensor[:, :, i, j]
                self._gradient_weights += np.einsum("nf,ncab->fcab", g, self.padded[:, :, rows, cols])
                error[:, :, rows, cols] += np.einsum("nf,fcab->ncab", g, self.weights)
        (top, _), (left, _) = self.sides
        error = error[:, :, top:top + self.image[0], left:left + self.image[1]]
        if self._optimizer is not None:
            self.weights = self._optimizer[0].calculate_update(self.weights, self._gradient_weights)
            self.bias = self._optimizer[1].calculate_update(self.bias, self._gradient_bias)
        return error

    @property
    def optimizer(self):
        return self._optimizer

    @optimizer.setter
    def optimizer(self, value):
        self._optimizer = [copy.deepcopy(value), copy.deepcopy(value)]

    @property
    def gradient_weights(self):
        return self._gradient_weights

    @property
    def gradient_bias(self):
        return self._gradient_bias
