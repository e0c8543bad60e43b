import numpy as np


class Layer:
    def __init__(self):
        self.input = None
        self.output = None

    def forward(self, input):
        pass

    def backward(self, output_gradient, learning_rate):
        pass


class Dense(Layer):
    def __init__(self, input_size, output_size):
        self.weights = np.random.randn(input_size, output_size) * 0.1
        self.bias = np.zeros((1, output_size))

    def forward(self, input):
        self.input = input
        return np.dot(input, self.weights) + self.bias

    def backward(self, output_gradient, learning_rate):
        weights_gradient = np.dot(self.input.T, output_gradient)
        input_gradient = np.dot(output_gradient, self.weights.T)
        self.weights -= learning_rate * weights_gradient
        self.bias -= learning_rate * output_gradient.sum(axis=0, keepdims=True)
        return input_gradient


class Activation(Layer):
    def __init__(self, activation, activation_prime):
        self.activation = activation
        self.activation_prime = activation_prime

    def forward(self, input):
        self.input = input
        return self.activation(self.input)

    def backward(self, output_gradient, learning_rate):
        return np.multiply(output_gradient, self.activation_prime(self.input))


class Tanh(Activation):
    def __init__(self):
        def tanh(x):
            return np.tanh(x)

        def tanh_prime(x):
            return 1 - np.tanh(x) ** 2

        super().__init__(tanh, tanh_prime)


class CELU(Activation):
    def __init__(self, alpha=2.0):
        def celu(x):
            return np.maximum(0, x) + np.minimum(0, alpha * (np.exp(x / alpha) - 1))

        def celu_prime(x):
            return np.where(x >= 0, 1, np.exp(x / alpha))

        super().__init__(celu, celu_prime)


class ELU(Activation):
    def __init__(self, alpha=1.67326):
        def elu(x):
            return np.where(x >= 0, x, alpha * (np.exp(x) - 1))

        def elu_prime(x):
            return np.where(x >= 0, 1, alpha * np.exp(x))

        super().__init__(elu, elu_prime)


class QuickGELU(Activation):
    """x * sigmoid(1.702 x)"""

    def __init__(self):
        def sig(x):
            return 1 / (1 + np.exp(-x))

        def gelu(x):
            return x * sig(1.702 * x)

        def gelu_prime(x):
            s = sig(1.702 * x)
            return s + 1.702 * x * s * (1 - s)

        super().__init__(gelu, gelu_prime)


class Softsign(Activation):
    def __init__(self):
        super().__init__(lambda x: x / (1 + np.abs(x)),
                         lambda x: 1 / np.square(1 + np.abs(x)))


if __name__ == "__main__":
    # XOR
    np.random.seed(3)
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    Y = np.array([[0], [1], [1], [0]], dtype=float)
    network = [Dense(2, 8), CELU(), Dense(8, 1), Tanh()]
    for epoch in range(2000):
        out = X
        for layer in network:
            out = layer.forward(out)
        grad = 2 * (out - Y) / len(X)
        for layer in reversed(network):
            grad = layer.backward(grad, 0.1)
    print(out.round(2).ravel())
