import numpy as np


class GlobalAveragePooling2D:
    """(batch, height, width, channels) -> (batch, channels)"""

    def __init__(self):
        self.input_shape = None

    def forward(self, inputs):
        self.input_shape = inputs.shape
        return np.mean(inputs, axis=(1, 2))

    def backward(self, grad):
        n, h, w, c = self.input_shape
        spread = np.ones((n, h, w, c)) / (h * w)
        return spread * grad.reshape(n, 1, 1, c)


class GlobalMaxPooling2D:
    def forward(self, inputs):
        self.inputs = inputs
        n, h, w, c = inputs.shape
        flat = inputs.reshape(n, h * w, c)
        self.winner = flat.argmax(axis=1)
        return flat.max(axis=1)

    def backward(self, grad):
        n, h, w, c = self.inputs.shape
        out = np.zeros((n, h * w, c))
        for i in range(n):
            for k in range(c):
                out[i, self.winner[i, k], k] = grad[i, k]
        return out.reshape(n, h, w, c)
