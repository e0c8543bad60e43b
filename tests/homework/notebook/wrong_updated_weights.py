import numpy as np
from tensorflow.keras.datasets import mnist
import matplotlib.pyplot as plt

(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train = x_train / 255.0 - 0.5


class Conv3x:
    """3x3 filters and ReLU: an image HxW becomes (H-2)x(W-2)xF"""
    def __init__(self, n):
        self.n = n
        self.filters = np.random.randn(n, 3, 3) / 9.0

    def forward(self, image):
        self.image = image
        H, W = image.shape
        self.pre = np.zeros((H - 2, W - 2, self.n))
        for r in range(3):
            for s in range(3):
                part = image[r:r + H - 2, s:s + W - 2]
                self.pre += part[:, :, None] * self.filters[:, r, s]
        return np.maximum(0, self.pre)

    def backprop(self, d_L_d_out, learning_rate):
        d_pre = d_L_d_out * (self.pre > 0)
        H, W = self.image.shape
        d_filters = np.zeros_like(self.filters)
        for r in range(3):
            for s in range(3):
                part = self.image[r:r + H - 2, s:s + W - 2]
                d_filters[:, r, s] = np.sum(part[:, :, None] * d_pre, axis=(0, 1))
        self.filters -= learning_rate * d_filters
        return None


class MaxPool2:
    """2x2 max pooling of an image HxWxF"""
    def forward(self, input):
        h, w, f = input.shape
        self.shape = input.shape
        blocks = input[:h // 2 * 2, :w // 2 * 2].reshape(h // 2, 2, w // 2, 2, f)
        blocks = blocks.transpose(0, 2, 4, 1, 3).reshape(h // 2, w // 2, f, 4)
        self.winner = blocks.argmax(axis=3)
        return blocks.max(axis=3)

    def backprop(self, d_L_d_out):
        grad = np.zeros(self.shape)
        for i, j, f in np.ndindex(*self.winner.shape):
            a, b = divmod(self.winner[i, j, f], 2)
            grad[2 * i + a, 2 * j + b, f] = d_L_d_out[i, j, f]
        return grad


class Softmax:
    """Dense layer and softmax; backprop takes the gradient of the totals, p - y"""
    def __init__(self, input_len, nodes):
        self.weights = np.random.randn(input_len, nodes) / input_len
        self.bias = np.zeros(nodes)

    def forward(self, input):
        self.last_shape = input.shape
        self.last_flat = input.flatten()
        totals = self.last_flat @ self.weights + self.bias
        exp = np.exp(totals - totals.max())
        return exp / exp.sum()

    def backprop(self, d_L_d_out, learning_rate):
        d_weights = np.outer(self.last_flat, d_L_d_out)
        self.weights -= learning_rate * d_weights
        self.bias -= learning_rate * d_L_d_out
        d_input = np.dot(self.weights, d_L_d_out)
        return d_input.reshape(self.last_shape)
