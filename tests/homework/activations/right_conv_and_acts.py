import numpy as np
import math


# Dense layer
class Layer_Dense:

    def __init__(self, n_inputs, n_neurons):
        self.weights = 0.01 * np.random.randn(n_inputs, n_neurons)
        self.biases = np.zeros((1, n_neurons))

    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.dot(inputs, self.weights) + self.biases

    def backward(self, dvalues):
        self.dweights = np.dot(self.inputs.T, dvalues)
        self.dbiases = np.sum(dvalues, axis=0, keepdims=True)
        self.dinputs = np.dot(dvalues, self.weights.T)


# 2D convolution, stride 1, no padding
class Layer_Conv2D:

    def __init__(self, in_channels, out_channels, size=3):
        self.weights = 0.1 * np.random.randn(out_channels, in_channels, size, size)
        self.biases = np.zeros(out_channels)
        self.size = size

    def forward(self, inputs):
        self.inputs = inputs
        n, c, h, w = inputs.shape
        k = self.size
        self.output = np.zeros((n, len(self.biases), h - k + 1, w - k + 1))
        for i in range(h - k + 1):
            for j in range(w - k + 1):
                patch = inputs[:, :, i:i + k, j:j + k]
                self.output[:, :, i, j] = np.tensordot(patch, self.weights, axes=([1, 2, 3], [1, 2, 3]))
        self.output += self.biases[None, :, None, None]

    def backward(self, dvalues):
        k = self.size
        self.dweights = np.zeros_like(self.weights)
        self.dbiases = dvalues.sum(axis=(0, 2, 3))
        self.dinputs = np.zeros_like(self.inputs)
        for i in range(dvalues.shape[2]):
            for j in range(dvalues.shape[3]):
                d = dvalues[:, :, i, j]
                patch = self.inputs[:, :, i:i + k, j:j + k]
                self.dweights += np.tensordot(d, patch, axes=([0], [0]))
                self.dinputs[:, :, i:i + k, j:j + k] += np.tensordot(d, self.weights, axes=([1], [0]))


# ReLU activation
class Activation_ReLU:

    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.maximum(0, inputs)

    def backward(self, dvalues):
        self.dinputs = dvalues.copy()
        self.dinputs[self.inputs <= 0] = 0


# ELU activation
class Activation_ELU:

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.where(inputs > 0, inputs, self.alpha * (np.exp(inputs) - 1))

    def backward(self, dvalues):
        self.dinputs = dvalues.copy()
        mask = self.inputs <= 0
        self.dinputs[mask] *= self.alpha * np.exp(self.inputs[mask])


# GELU activation (exact)
class Activation_GELU:

    def forward(self, inputs):
        self.inputs = inputs
        self.cdf = 0.5 * (1 + np.vectorize(math.erf)(inputs / math.sqrt(2)))
        self.output = inputs * self.cdf

    def backward(self, dvalues):
        pdf = np.exp(-0.5 * self.inputs ** 2) / math.sqrt(2 * math.pi)
        self.dinputs = dvalues * (self.cdf + self.inputs * pdf)


# Hard sigmoid activation as in Keras: max(0, min(1, 0.2 x + 0.5))
class Activation_HardSigmoid:

    def forward(self, inputs):
        self.output = np.maximum(0, np.minimum(1, 0.2 * inputs + 0.5))

    def backward(self, dvalues):
        self.dinputs = 0.2 * dvalues
        self.dinputs[(self.output <= 0) | (self.output >= 1)] = 0
