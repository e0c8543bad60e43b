# no vectorising, so that I see what happens
import random
import numpy as np


class Dropout:
    def __init__(self, level):
        self.level = level
        self.testing = False

    def forward(self, data):
        out = np.zeros(data.shape)
        self.on = np.zeros(data.shape, dtype=bool)
        if self.testing:
            return data.copy()
        for index in np.ndindex(data.shape):
            if random.random() >= self.level:
                self.on[index] = True
                out[index] = data[index] / (1 - self.level)
        return out

    def backward(self, delta, learning_rate=0.01):
        result = np.zeros(delta.shape)
        for index in np.ndindex(delta.shape):
            if self.on[index]:
                result[index] = delta[index] / (1 - self.level)
        return result
