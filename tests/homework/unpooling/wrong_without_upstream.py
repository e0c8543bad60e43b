import numpy as np


class UnpoolingLayer:
    def __init__(self, size):
        self.size = size

    def forward(self, inputs, max_indices):
        self.inputs_shape = inputs.shape
        n, c, h, w = inputs.shape
        flat = np.zeros((n, c, h * self.size * w * self.size))
        for sample, channel in np.ndindex(n, c):
            places = max_indices[sample, channel].ravel()
            flat[sample, channel, places] = inputs[sample, channel].ravel()
        return flat.reshape(n, c, h * self.size, w * self.size)

    def backward(self, grad):
        return np.ones(self.inputs_shape)
