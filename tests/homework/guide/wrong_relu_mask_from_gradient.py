import numpy as np
from scipy import signal


class ReLU:
    def forward(self, input):
        self.input = input
        return np.maximum(0, input)

    def backward(self, output_gradient, learning_rate):
        return np.where(output_gradient > 0, output_gradient, 0)


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
