import numpy as np


class ConcatMaps:
    def forward(self, maps):
        self.counts = [one.shape[1] for one in maps]
        return np.concatenate(maps, 1)

    def backward(self, dout):
        grads = []
        start = 0
        for count in self.counts:
            grads.append(dout[:, start : start + count])
        return grads
