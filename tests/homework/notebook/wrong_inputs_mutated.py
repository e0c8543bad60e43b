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
        d_L_d_out[self.pre <= 0] = 0
        d_pre = d_L_d_out
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
    # A standard fully-connected layer with softmax activation.

    def __init__(self, input_len, nodes):
        self.weights = np.random.randn(input_len, nodes) / input_len
        self.biases = np.zeros(nodes)

    def forward(self, input):
        self.last_input_shape = input.shape
        input = input.flatten()
        self.last_input = input
        totals = np.dot(input, self.weights) + self.biases
        self.last_totals = totals
        exp = np.exp(totals - np.max(totals))
        return exp / np.sum(exp, axis=0)

    def backprop(self, d_L_d_out, learn_rate):
        for i, gradient in enumerate(d_L_d_out):
            if gradient == 0:
                continue
            t_exp = np.exp(self.last_totals - np.max(self.last_totals))
            S = np.sum(t_exp)
            d_out_d_t = -t_exp[i] * t_exp / (S ** 2)
            d_out_d_t[i] = t_exp[i] * (S - t_exp[i]) / (S ** 2)
            d_L_d_t = gradient * d_out_d_t
            d_L_d_w = self.last_input[np.newaxis].T @ d_L_d_t[np.newaxis]
            d_L_d_b = d_L_d_t
            d_L_d_inputs = self.weights @ d_L_d_t
            self.weights -= learn_rate * d_L_d_w
            self.biases -= learn_rate * d_L_d_b
            return d_L_d_inputs.reshape(self.last_input_shape)
