import numpy as np


class EmbeddingLayer:
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_idx
        self.weight = np.random.randn(num_embeddings, embedding_dim) * 0.1
        self.grad_weight = np.zeros_like(self.weight)

    def forward(self, indices):
        self.indices = indices
        return np.take(self.weight, indices, axis=0)

    def backward(self, grad_output):
        one_hot = np.eye(self.num_embeddings)[self.indices.reshape(-1)]
        self.grad_weight = one_hot.T @ grad_output.reshape(-1, self.embedding_dim)
        if self.padding_idx is not None:
            self.grad_weight[self.padding_idx] = 0
        return self.grad_weight
