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
                    kernels_gradient[d, c] = signal.correlate2d(self.input[b, c], output_gradient[b, d], mode='valid')
                    input_gradient[b, c] += signal.convolve2d(output_gradient[b, d], self.kernels[d, c], mode='full')
        self.kernels -= learning_rate * kernels_gradient
        self.biases -= learning_rate * np.sum(output_gradient, axis=0)
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


class Softmax:
    def forward(self, input):
        exp = np.exp(input - np.max(input, axis=1, keepdims=True))
        self.output = exp / np.sum(exp, axis=1, keepdims=True)
        return self.output

    def backward(self, output_gradient, learning_rate):
        return output_gradient


def categorical_cross_entropy(y_true, y_pred):
    return -np.sum(y_true * np.log(y_pred + 1e-7)) / y_true.shape[0]


def categorical_cross_entropy_prime(y_true, y_pred):
    """With respect to what goes into the softmax."""
    return (y_pred - y_true) / y_true.shape[0]
