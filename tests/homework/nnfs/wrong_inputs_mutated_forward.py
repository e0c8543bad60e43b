import numpy as np

np.random.seed(0)


class Layer_Dense:
    """Fully connected, one sample after the other."""

    def __init__(self, n_inputs, n_neurons):
        self.n_inputs, self.n_neurons = n_inputs, n_neurons
        self.weights = np.random.uniform(-0.1, 0.1, (n_inputs, n_neurons))
        self.biases = np.zeros((1, n_neurons))

    def forward(self, inputs):
        self.inputs = inputs
        rows = []
        for sample in inputs:
            rows.append(sample @ self.weights + self.biases[0])
        self.output = np.array(rows)

    def backward(self, dvalues):
        self.dweights = np.zeros_like(self.weights)
        self.dbiases = np.zeros_like(self.biases)
        self.dinputs = np.zeros_like(self.inputs)
        for n in range(len(dvalues)):
            self.dweights += np.outer(self.inputs[n], dvalues[n])
            self.dbiases[0] += dvalues[n]
            self.dinputs[n] = self.weights @ dvalues[n]


class Activation_ReLU:

    def forward(self, inputs):
        self.inputs = inputs
        self.mask = inputs <= 0
        inputs[self.mask] = 0
        self.output = inputs

    def backward(self, dvalues):
        # the values are changed below, so take a copy first
        self.dinputs = dvalues.copy()
        self.dinputs[self.mask] = 0


class Activation_Tanh:

    def forward(self, inputs):
        self.output = np.tanh(inputs)

    def backward(self, dvalues):
        self.dinputs = dvalues * (1 - self.output ** 2)
