import numpy as np


class EmbeddingLayer:
    def __init__(self, vocab, dim):
        self.vocab, self.dim = vocab, dim
        self.weights = np.random.uniform(-0.5, 0.5, (vocab, dim))

    def forward(self, ids):
        self.ids = ids
        return self.weights[ids]

    def backward(self, grad):
        self.dweights = np.zeros_like(self.weights)
        count = np.zeros(self.vocab)
        for i, g in zip(self.ids.ravel(), grad.reshape(-1, self.dim)):
            self.dweights[i] += g
            count[i] += 1
        self.dweights /= np.maximum(count, 1)[:, None]
        return self.dweights
