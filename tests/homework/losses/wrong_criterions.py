import numpy as np


class Criterion(object):
    def forward(self, input, target):
        return self.updateOutput(input, target)

    def backward(self, input, target):
        return self.updateGradInput(input, target)


class ClassNLLCriterion(Criterion):
    def updateOutput(self, input, target):
        self.output = -np.mean(input * target)
        return self.output

    def updateGradInput(self, input, target):
        self.gradInput = -target / target.shape[0]
        return self.gradInput


class BCEWithLogitsCriterion(Criterion):
    def updateOutput(self, input, target):
        self.output = np.mean(np.logaddexp(0, input) - target * input)
        return self.output

    def updateGradInput(self, input, target):
        self.gradInput = (input - target) / input.size
        return self.gradInput
