import numpy as np

class MaxPooling1D:
    def __init__(self, pool_size, strides):
        self.pool_size, self.strides = pool_size, strides
    def forward(self, inputs):
        # (batch, steps, features)
        self.inputs = inputs
        steps = (inputs.shape[1] - self.pool_size) // self.strides + 1
        out = np.zeros((inputs.shape[0], steps, inputs.shape[2]))
        self.arg = np.zeros(out.shape, int)
        for i in range(steps):
            out[:, i] = inputs[:, i:i + self.pool_size].max(1)
            self.arg[:, i] = i * self.strides + inputs[:, i * self.strides:i * self.strides + self.pool_size].argmax(1)
        return out
    def backward(self, dvalues):
        dinputs = np.zeros_like(self.inputs)
        for b, i, f in np.ndindex(*dvalues.shape):
            dinputs[b, self.arg[b, i, f], f] += dvalues[b, i, f]
        return dinputs
