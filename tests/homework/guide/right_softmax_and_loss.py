import numpy as np
from scipy import signal


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


class ReLU:
    def forward(self, input):
        self.input = input
        return np.maximum(0, input)

    def backward(self, output_gradient, learning_rate):
        return output_gradient * (self.input > 0)
