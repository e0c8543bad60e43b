"""A small CNN for one grey image at a time."""
import numpy as np


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
    # A max pooling layer with a pool size of 2.

    def iterate_regions(self, image):
        size = image.shape[0] // 2
        new_h, new_w = size, size
        for i in range(new_h):
            for j in range(new_w):
                im_region = image[(i * 2):(i * 2 + 2), (j * 2):(j * 2 + 2)]
                yield im_region, i, j

    def forward(self, input):
        self.last_input = input
        size, _, num_filters = input.shape
        output = np.zeros((size // 2, size // 2, num_filters))
        for im_region, i, j in self.iterate_regions(input):
            output[i, j] = np.amax(im_region, axis=(0, 1))
        return output

    def backprop(self, d_L_d_out):
        d_L_d_input = np.zeros(self.last_input.shape)
        for im_region, i, j in self.iterate_regions(self.last_input):
            h, w, f = im_region.shape
            for f2 in range(f):
                a, b = np.unravel_index(np.argmax(im_region[:, :, f2]), (h, w))
                d_L_d_input[i * 2 + a, j * 2 + b, f2] = d_L_d_out[i, j, f2]
        return d_L_d_input


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
