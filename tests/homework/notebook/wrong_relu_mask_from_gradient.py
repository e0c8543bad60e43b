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
        d_pre = d_L_d_out * (d_L_d_out > 0)
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


conv = Conv3x(8)
pool = MaxPool2()
softmax = Softmax(13 * 13 * 8, 10)
losses = []
for epoch in range(3):
    for im, label in zip(x_train, y_train):
        pred = softmax.forward(pool.forward(conv.forward(im)))
        losses.append(-np.log(pred[label] + 1e-7))
        gradient = pred.copy()
        gradient[label] -= 1
        gradient = softmax.backprop(gradient, 0.005)
        conv.backprop(pool.backprop(gradient), 0.005)
    print(f"Epoch {epoch + 1}: {np.mean(losses):.4f}")
plt.plot(losses)
plt.show()
