"""Layers whose parameters are made by build(input_shape), batch axis first."""

import numpy as np


class Dense:
    def __init__(self, units):
        self.units = units
        self.built = False

    def build(self, input_shape):
        self.kernel = np.random.uniform(-0.1, 0.1, (input_shape[-1], self.units))
        self.bias = np.zeros(self.units)
        self.built = True

    def forward_propagation(self, inputs):
        self.inputs = inputs
        return np.dot(inputs, self.kernel) + self.bias

    def backward_propagation(self, output_error):
        self.kernel_gradient = np.dot(self.inputs.T, output_error)
        self.bias_gradient = output_error.sum(axis=0)
        return np.dot(output_error, self.kernel.T)
