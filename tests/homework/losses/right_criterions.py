import numpy as np


class Criterion(object):
    def __init__(self):
        self.output = None
        self.gradInput = None

    def forward(self, input, target):
        return self.updateOutput(input, target)

    def backward(self, input, target):
        return self.updateGradInput(input, target)

    def updateOutput(self, input, target):
        return self.output

    def updateGradInput(self, input, target):
        return self.gradInput


class ClassNLLCriterion(Criterion):
    def updateOutput(self, input, target):
        batch = input.shape[0]
        self.output = -np.einsum('ij,ij->', target, input) / batch
        return self.output

    def updateGradInput(self, input, target):
        self.gradInput = np.negative(target) / len(target)
        return self.gradInput


class BCEWithLogitsCriterion(Criterion):
    def updateOutput(self, input, target):
        lost = np.maximum(-input, 0) + (1 - target) * input + np.log1p(np.exp(-np.abs(input)))
        self.output = lost.mean()
        return self.output

    def updateGradInput(self, input, target):
        p = 1.0 / (1.0 + np.exp(-input))
        self.gradInput = (p - target) / np.prod(target.shape)
        return self.gradInput
