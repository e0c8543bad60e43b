"""Devoir 4 : perte d'entropie croisée avec softmax."""
import numpy as np


def softmax(scores):
    # on soustrait le maximum pour la stabilité numérique
    z = scores - np.max(scores, axis=1, keepdims=True)
    e = np.exp(z)
    return e / np.sum(e, axis=1, keepdims=True)


class PerteEntropieCroisee:
    def forward(self, scores, y):
        """scores : (N, C) ; y : indices de classe (N,)"""
        self.p = softmax(scores)
        self.y = y
        n = scores.shape[0]
        return -np.mean(np.log(self.p[np.arange(n), y]))

    def backward(self):
        n = self.p.shape[0]
        grad = self.p.copy()
        grad[:, self.y] -= 1
        grad /= n
        return grad


class Sigmoide:
    def forward(self, x):
        self.s = 1 / (1 + np.exp(-x))
        return self.s

    def backward(self, dsortie):
        return dsortie * self.s * (1 - self.s)
