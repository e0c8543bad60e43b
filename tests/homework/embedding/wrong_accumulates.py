import numpy as np


class Embedding:
    def __init__(self, vocab_size, embed_dim):
        self.W = np.random.randn(vocab_size, embed_dim)
        self.dW = np.zeros((vocab_size, embed_dim))

    def forward(self, tokens):
        self.tokens = tokens
        return self.W[tokens]

    def backward(self, dout):
        np.add.at(self.dW, self.tokens, dout)
