"""
Building a CNN from scratch, following the guide.
Each layer: forward(input), backward(output_gradient, learning_rate) and the update happens right there.
"""
import numpy as np
from scipy import signal

np.random.seed(1)


class Layer:
    def __init__(self):
        self.input = None
        self.output = None

    def forward(self, input):
        raise NotImplementedError

    def backward(self, output_gradient, learning_rate):
        raise NotImplementedError


class CNNLayer(Layer):
    def __init__(self, input_shape, kernel_size, depth):
        super().__init__()
        input_depth, input_height, input_width = input_shape
        self.depth = depth
        self.input_shape = input_shape
        self.input_depth = input_depth
        self.output_shape = (depth, input_height - kernel_size + 1, input_width - kernel_size + 1)
        self.kernels_shape = (depth, input_depth, kernel_size, kernel_size)
        self.kernels = np.random.randn(*self.kernels_shape) * 0.1
        # untied biases like in the video
        self.biases = np.zeros(self.output_shape)

    def forward(self, input):
        self.input = input
        n = input.shape[0]
        out = np.zeros((n,) + self.output_shape)
        for s in range(n):
            for i in range(self.depth):
                out[s, i] = self.biases[i]
                for j in range(self.input_depth):
                    out[s, i] += signal.correlate2d(input[s, j], self.kernels[i, j], "valid")
        self.output = out
        return out

    def backward(self, output_gradient, learning_rate):
        kernels_gradient = np.zeros(self.kernels_shape)
        input_gradient = np.zeros(self.input.shape)
        for s in range(self.input.shape[0]):
            for i in range(self.depth):
                for j in range(self.input_depth):
                    kernels_gradient[i, j] += signal.correlate2d(self.input[s, j], output_gradient[s, i], "valid")
                    input_gradient[s, j] += signal.convolve2d(output_gradient[s, i], self.kernels[i, j], "full")
        self.kernels -= learning_rate * kernels_gradient
        self.biases -= learning_rate * output_gradient.sum(axis=0)
        return input_gradient


class DenseLayer(Layer):
    def __init__(self, input_size, output_size):
        super().__init__()
        self.weights = np.random.randn(input_size, output_size) / np.sqrt(input_size)
        self.bias = np.zeros((1, output_size))

    def forward(self, input):
        self.input = input
        return np.dot(input, self.weights) + self.bias

    def backward(self, output_gradient, learning_rate):
        # first dX with the OLD weights
        input_gradient = np.dot(output_gradient, self.weights.T)
        self.weights -= learning_rate * np.dot(self.input.T, output_gradient)
        self.bias -= learning_rate * np.sum(output_gradient, axis=0, keepdims=True)
        return input_gradient


class ReshapeLayer(Layer):
    def forward(self, input):
        self.shape = input.shape
        return input.reshape(input.shape[0], -1)

    def backward(self, output_gradient, learning_rate):
        return output_gradient.reshape(self.shape)


class MaxPoolLayer(Layer):
    def __init__(self, pool_size=2, stride=None):
        super().__init__()
        self.k = pool_size
        self.s = stride if stride is not None else pool_size

    def forward(self, input):
        self.input = input
        n, c, h, w = input.shape
        oh, ow = (h - self.k) // self.s + 1, (w - self.k) // self.s + 1
        out = np.empty((n, c, oh, ow))
        for i in range(oh):
            for j in range(ow):
                out[:, :, i, j] = input[:, :, i * self.s:i * self.s + self.k, j * self.s:j * self.s + self.k].max(axis=(2, 3))
        return out

    def backward(self, output_gradient, learning_rate):
        dx = np.zeros(self.input.shape)
        n, c, oh, ow = output_gradient.shape
        for a in range(n):
            for b in range(c):
                for i in range(oh):
                    for j in range(ow):
                        win = self.input[a, b, i * self.s:i * self.s + self.k, j * self.s:j * self.s + self.k]
                        p, q = np.unravel_index(np.argmax(win), win.shape)
                        dx[a, b, i * self.s + p, j * self.s + q] += output_gradient[a, b, i, j]
        return dx


class Activation(Layer):
    def __init__(self, f, f_prime):
        super().__init__()
        self.f, self.f_prime = f, f_prime

    def forward(self, input):
        self.input = input
        return self.f(input)

    def backward(self, output_gradient, learning_rate):
        return output_gradient * self.f_prime(self.input)


class ReLULayer(Activation):
    def __init__(self):
        super().__init__(lambda x: np.maximum(x, 0), lambda x: (x > 0).astype(float))


class TanhLayer(Activation):
    def __init__(self):
        super().__init__(np.tanh, lambda x: 1 - np.tanh(x) ** 2)


class SoftmaxLayer(Layer):
    def forward(self, input):
        e = np.exp(input - input.max(axis=1, keepdims=True))
        self.output = e / e.sum(axis=1, keepdims=True)
        return self.output

    def backward(self, output_gradient, learning_rate):
        s = np.sum(output_gradient * self.output, axis=1, keepdims=True)
        return self.output * (output_gradient - s)


def cross_entropy(y_true, y_pred):
    return -np.mean(np.sum(y_true * np.log(np.clip(y_pred, 1e-12, 1)), axis=1))


def cross_entropy_prime(y_true, y_pred):
    return -y_true / np.clip(y_pred, 1e-12, 1) / y_true.shape[0]


if __name__ == "__main__":
    X = np.random.rand(16, 1, 8, 8)
    X[:8, :, :4] += 1
    Y = np.eye(2)[[0] * 8 + [1] * 8]
    net = [CNNLayer((1, 8, 8), 3, 2), ReLULayer(), MaxPoolLayer(2), ReshapeLayer(), DenseLayer(18, 2), SoftmaxLayer()]
    for epoch in range(20):
        out = X
        for l in net:
            out = l.forward(out)
        grad = cross_entropy_prime(Y, out)
        for l in reversed(net):
            grad = l.backward(grad, 0.1)
        print(epoch, cross_entropy(Y, out))
