"""Gradients that add up until zeroGradParameters() is called."""

import numpy as np


class Linear:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_out, n_in) * 0.1
        self.b = np.zeros(n_out)
        self.gradW = np.zeros_like(self.W)
        self.gradb = np.zeros_like(self.b)

    def zeroGradParameters(self):
        self.gradW.fill(0)
        self.gradb.fill(0)

    def forward(self, input):
        self.input = input
        return input @ self.W.T + self.b

    def backward(self, gradOutput):
        self.gradW += gradOutput.T @ self.input
        self.gradb += gradOutput.sum(axis=0)
        return gradOutput @ self.W
