"""A class whose `fit` shuffles, goes through batches and updates lists of weights."""

import numpy as np


class NeuralNetwork:
    def __init__(self, layer_sizes, learning_rate=0.1, seed=0):
        rng = np.random.default_rng(seed)
        self.learning_rate = learning_rate
        self.rng = rng
        self.W = [rng.normal(0, 0.5, (a, b)) for a, b in zip(layer_sizes, layer_sizes[1:])]
        self.b = [np.zeros(b) for b in layer_sizes[1:]]

    def forward(self, X):
        self.activations = [X]
        for i, (W, b) in enumerate(zip(self.W, self.b)):
            z = self.activations[-1] @ W + b
            last = i == len(self.W) - 1
            self.activations.append(self.softmax(z) if last else np.tanh(z))
        return self.activations[-1]

    @staticmethod
    def softmax(z):
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def fit(self, X, y, epochs=20, batch_size=32):
        history = []
        for epoch in range(epochs):
            order = self.rng.permutation(len(X))
            total = 0.0
            for start in range(0, len(X), batch_size):
                rows = order[start:start + batch_size]
                xb, yb = X[rows], y[rows]
                probs = self.forward(xb)
                loss = -np.log(probs[np.arange(len(yb)), yb]).mean()
                total += loss
                delta = probs.copy()
                delta[np.arange(len(yb)), yb] -= 1
                delta /= len(yb)
                grads = []
                for i in reversed(range(len(self.W))):
                    grads.append((i, self.activations[i].T @ delta, delta.sum(axis=0)))
                    if i:
                        delta = (delta @ self.W[i].T) * (1 - self.activations[i] ** 2)
                for i, dW, db in grads:
                    self.W[i] -= self.learning_rate * dW
                    self.b[i] -= self.learning_rate * db
            history.append(total)
        return history
