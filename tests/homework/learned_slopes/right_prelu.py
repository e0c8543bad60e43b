import numpy as np


class PReLU:
    """One slope for each channel, as in He et al. (2015)."""

    def __init__(self, num_parameters=1, init=0.25):
        self.weight = np.full(num_parameters, init)
        self.grad_weight = np.zeros(num_parameters)

    def _slopes(self, x):
        shape = [1] * x.ndim
        shape[1] = -1
        return self.weight.reshape(shape)

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self._slopes(x) * x)

    def backward(self, grad_output):
        negative = np.where(self.x > 0, 0, self.x) * grad_output
        axes = tuple(i for i in range(self.x.ndim) if i != 1)
        per_channel = negative.sum(axis=axes)
        if self.weight.size == 1:
            per_channel = per_channel.sum(keepdims=True)
        self.grad_weight = per_channel
        return grad_output * np.where(self.x > 0, 1, self._slopes(self.x))
