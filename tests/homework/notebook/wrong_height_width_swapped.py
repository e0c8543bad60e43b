import numpy as np
from tensorflow.keras.datasets import mnist
import matplotlib.pyplot as plt

(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train = x_train / 255.0 - 0.5


class Conv3x3:
    # A convolution layer with 3x3 filters, no padding.

    def __init__(self, num_filters):
        self.num_filters = num_filters
        self.filters = np.random.randn(num_filters, 3, 3) / 9

    def iterate_regions(self, image):
        h, w = image.shape
        for i in range(w - 2):
            for j in range(h - 2):
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
    # A max pooling layer with a pool size of 2.

    def iterate_regions(self, image):
        h, w, _ = image.shape
        new_h = h // 2
        new_w = w // 2
        for i in range(new_h):
            for j in range(new_w):
                im_region = image[(i * 2):(i * 2 + 2), (j * 2):(j * 2 + 2)]
                yield im_region, i, j

    def forward(self, input):
        self.last_input = input
        h, w, num_filters = input.shape
        output = np.zeros((h // 2, w // 2, num_filters))
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
        self.bias -= learning_rate * d_L_d_out
        return d_input.reshape(self.last_shape)
