import numpy as np


class SkipConcat:
    def forward(self, decoded, encoded):
        self.channels = decoded.shape[1]
        return np.concatenate([decoded, encoded], axis=1)

    def backward(self, grad):
        return grad[:, : self.channels], grad[:, self.channels :]
