"""A network that updates its weights in one step, with a loss of its own."""

import numpy as np


class MLP:
    def __init__(self, n_inputs, n_hidden, n_outputs, seed=1):
        rng = np.random.RandomState(seed)
        self.w_hidden = rng.normal(0, 0.5, (n_inputs, n_hidden))
        self.b_hidden = np.zeros(n_hidden)
        self.w_out = rng.normal(0, 0.5, (n_hidden, n_outputs))
        self.b_out = np.zeros(n_outputs)

    def forward(self, X):
        self.hidden_sum = X @ self.w_hidden + self.b_hidden
        self.hidden = np.maximum(0, self.hidden_sum)
        logits = self.hidden @ self.w_out + self.b_out
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def compute_loss(self, probs, labels):
        n = len(labels)
        return -np.log(probs[np.arange(n), labels]).sum() / n

    def train_step(self, X, y, lr):
        n = X.shape[0]
        probs = self.forward(X)
        loss = self.compute_loss(probs, y)
        delta = probs.copy()
        delta[np.arange(n), y] -= 1
        delta /= n
        dw_out = self.hidden.T @ delta
        db_out = delta.sum(axis=0)
        dhidden = (delta @ self.w_out.T) * (self.hidden_sum > 0)
        dw_hidden = X.T @ dhidden
        db_hidden = dhidden.mean(axis=0)
        self.w_out -= lr * dw_out
        self.b_out -= lr * db_out
        self.w_hidden -= lr * dw_hidden
        self.b_hidden -= lr * db_hidden
        return loss
