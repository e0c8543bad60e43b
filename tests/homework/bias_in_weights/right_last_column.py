"""Samples are columns, Theta has one row per unit, and its last column is the bias."""
import numpy as np


class DenseLayer:
    def __init__(self, n_in, n_out):
        self.Theta = np.random.randn(n_out, n_in + 1) / np.sqrt(n_in)

    def forward(self, A):
        self.extended = np.vstack((A, np.ones(A.shape[1])))
        return self.Theta @ self.extended

    def backward(self, dZ):
        dTheta = dZ @ self.extended.T
        dA = self.Theta[:, :-1].T @ dZ
        return dA, dTheta
