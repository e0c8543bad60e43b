"""A small CNN for one grey image at a time."""
import numpy as np


class Conv3x3:
    # A convolution layer with 3x3 filters, no padding.

    def __init__(self, num_filters):
        self.num_filters = num_filters
        self.filters = np.random.randn(num_filters, 3, 3) / 9

    def iterate_regions(self, image):
        h, w = image.shape
        for i in range(h - 2):
            for j in range(w - 2):
                im_region = image[i:(i + 3), j:(j + 3)]
                yield im_region, i, j

    def forward(self, input):
        self.last_input = input
        h, w = input.shape
        output = np.zeros((h - 2, w - 2, self.num_filters))
        for im_region, i, j in self.iterate_regions(input):
            output[i, j] = np.sum(im_region * self.filters, axis=(1, 2))
        return output

    def backprop(self, d_L_d_out, learn_rate):
        d_L_d_filters = np.zeros(self.filters.shape)
        for im_region, i, j in self.iterate_regions(self.last_input):
            for f in range(self.num_filters):
                d_L_d_filters[f] += d_L_d_out[i, j, f] * im_region
        self.filters -= learn_rate * d_L_d_filters
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
        d_input = self.weights @ d_L_d_out
        self.weights -= learning_rate * d_weights
        return d_input.reshape(self.last_shape)
