"""The loop of a guide at module level: layers by name, batches, one call after the other."""

import numpy as np
from tensorflow.keras.datasets import mnist


class Conv:
    def __init__(self, channels, filters, size):
        self.size = size
        self.kernels = np.random.randn(filters, channels, size, size) * 0.1
        self.biases = np.zeros(filters)

    def windows(self):
        return np.lib.stride_tricks.sliding_window_view(self.input, (self.size, self.size), axis=(2, 3))

    def forward(self, input):
        self.input = input
        return np.einsum("nchwij,fcij->nfhw", self.windows(), self.kernels) + self.biases[:, None, None]

    def backward(self, output_gradient, learning_rate):
        kernels_gradient = np.einsum("nchwij,nfhw->fcij", self.windows(), output_gradient)
        input_gradient = np.zeros_like(self.input)
        h, w = output_gradient.shape[2:]
        for i in range(self.size):
            for j in range(self.size):
                input_gradient[:, :, i:i + h, j:j + w] += np.einsum(
                    "nfhw,fc->nchw", output_gradient, self.kernels[:, :, i, j]
                )
        self.kernels -= learning_rate * kernels_gradient
        self.biases -= learning_rate * output_gradient.sum(axis=(0, 2, 3))
        return input_gradient


class ReLU:
    def forward(self, input):
        self.input = input
        return np.maximum(0, input)

    def backward(self, output_gradient, learning_rate):
        return output_gradient * (self.input > 0)


class DenseLayer:
    def __init__(self, input_size, output_size):
        self.weights = np.random.randn(input_size, output_size) * 0.01
        self.biases = np.zeros((1, output_size))

    def forward(self, input):
        self.input = input
        return input @ self.weights + self.biases

    def backward(self, output_gradient, learning_rate):
        input_gradient = output_gradient @ self.weights.T
        self.weights -= learning_rate * (self.input.T @ output_gradient)
        self.biases -= learning_rate * output_gradient.sum(axis=0, keepdims=True)
        return input_gradient


class Softmax:
    def forward(self, input):
        exps = np.exp(input - input.max(axis=1, keepdims=True))
        self.output = exps / exps.sum(axis=1, keepdims=True)
        return self.output


def categorical_cross_entropy(y_true, y_pred):
    return -np.sum(y_true * np.log(np.clip(y_pred, 1e-12, 1))) / len(y_true)


def categorical_cross_entropy_prime(y_true, y_pred):
    return (y_pred - y_true) / len(y_true)


(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train = x_train.reshape(-1, 1, 28, 28).astype("float32") / 255
y_train = np.eye(10)[y_train]

conv = Conv(1, 4, 5)
relu = ReLU()
dense = DenseLayer(4 * 24 * 24, 10)
softmax = Softmax()

epochs, batch_size, learning_rate = 3, 16, 0.05
for epoch in range(epochs):
    for i in range(0, len(x_train), batch_size):
        x_batch = x_train[i:i + batch_size]
        y_batch = y_train[i:i + batch_size]

        features = relu.forward(conv.forward(x_batch))
        flat = features.reshape(len(x_batch), -1)
        probs = softmax.forward(dense.forward(flat))
        loss = categorical_cross_entropy(y_batch, probs)
        print(f"epoch {epoch + 1}: {loss}")

        grad = categorical_cross_entropy_prime(y_batch, probs)
        grad = dense.backward(grad, learning_rate)
        grad = grad.reshape(features.shape)
        grad = relu.backward(grad, learning_rate)
        conv.backward(grad, learning_rate)
