import numpy as np
from scipy import signal


class CNNLayer:
    """Valid cross-correlation of a batch (N, C, H, W)."""
    def __init__(self, input_shape, kernel_size, depth):
        self.input_shape = input_shape
        c, h, w = input_shape
        self.kernel_size = kernel_size
        self.depth = depth
        self.output_shape = (depth, h - kernel_size + 1, w - kernel_size + 1)
        self.kernels = np.random.randn(depth, c, kernel_size, kernel_size) * 0.1
        self.biases = np.random.randn(*self.output_shape) * 0.1

    def forward(self, input):
        self.input = input
        self.output = np.zeros((input.shape[0], *self.output_shape))
        for b in range(input.shape[0]):
            for d in range(self.depth):
                for c in range(input.shape[1]):
                    self.output[b, d] += signal.correlate2d(input[b, c], self.kernels[d, c], mode='valid')
                self.output[b, d] += self.biases[d]
        return self.output

    def backward(self, output_gradient, learning_rate):
        batch_size = self.input.shape[0]
        kernels_gradient = np.zeros(self.kernels.shape)
        input_gradient = np.zeros(self.input.shape)
        for b in range(batch_size):
            for d in range(self.depth):
                for c in range(self.input.shape[1]):
                    kernels_gradient[d, c] += signal.correlate2d(self.input[b, c], output_gradient[b, d], mode='valid')
                    input_gradient[b, c] += signal.convolve2d(output_gradient[b, d], self.kernels[d, c], mode='full')
        self.kernels -= learning_rate * kernels_gradient
        self.biases -= learning_rate * np.sum(output_gradient, axis=0)
        return input_gradient


class MaxPoolLayer:
    def __init__(self, pool_size, stride):
        self.pool_size = pool_size
        self.stride = stride

    def forward(self, input):
        self.input = input
        n, c, h, w = input.shape
        self.out_h = (h - self.pool_size) // self.stride + 1
        self.out_w = (w - self.pool_size) // self.stride + 1
        output = np.zeros((n, c, self.out_h, self.out_w))
        for i in range(self.out_h):
            for j in range(self.out_w):
                output[:, :, i, j] = self.window(i, j).max(axis=(2, 3))
        return output

    def window(self, i, j):
        top, left = i * self.stride, j * self.stride
        return self.input[:, :, top:top + self.pool_size, left:left + self.pool_size]

    def backward(self, output_gradient, learning_rate):
        input_gradient = np.zeros(self.input.shape)
        n, c = self.input.shape[:2]
        for i in range(self.out_h):
            for j in range(self.out_w):
                flat = self.window(i, j).reshape(n, c, -1).argmax(axis=2)
                rows = i * self.stride + flat // self.pool_size
                cols = j * self.stride + flat % self.pool_size
                for b in range(n):
                    for d in range(c):
                        input_gradient[b, d, rows[b, d], cols[b, d]] += output_gradient[b, d, i, j]
        return input_gradient


class DenseLayer:
    def __init__(self, input_size, output_size):
        self.weights = np.random.randn(input_size, output_size) * np.sqrt(2.0 / input_size)
        self.biases = np.zeros((1, output_size))

    def forward(self, input):
        self.input = input
        return input @ self.weights + self.biases

    def backward(self, output_gradient, learning_rate):
        input_gradient = output_gradient @ self.weights.T
        weights_gradient = self.input.T @ output_gradient
        self.weights -= learning_rate * weights_gradient
        self.biases -= learning_rate * np.sum(output_gradient, axis=0, keepdims=True)
        return input_gradient


class ReLU:
    def forward(self, input):
        self.input = input
        return np.maximum(0, input)

    def backward(self, output_gradient, learning_rate):
        return output_gradient * (self.input > 0)


def mse(y_true, y_pred):
    return np.mean(np.power(y_true - y_pred, 2))


def mse_prime(y_true, y_pred):
    return 2 * (y_pred - y_true) / np.size(y_true)


def binary_cross_entropy(y_true, y_pred):
    y_pred = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return np.mean(-y_true * np.log(y_pred) - (1 - y_true) * np.log(1 - y_pred))


def binary_cross_entropy_prime(y_true, y_pred):
    y_pred = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return ((1 - y_true) / (1 - y_pred) - y_true / y_pred) / np.size(y_true)
