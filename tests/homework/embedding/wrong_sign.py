import numpy as np


class WordEmbedding:
    def __init__(self, n_words, dim):
        self.W = np.random.randn(n_words, dim)
        self.dW = None

    def forward(self, word_ids):
        self.word_ids = word_ids
        return self.W[word_ids]

    def backward(self, delta):
        self.dW = np.zeros_like(self.W)
        np.subtract.at(self.dW, self.word_ids, delta)
