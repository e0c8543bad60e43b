# Домашнее задание: свой маленький Torch 7 на numpy
import numpy as np


class Module(object):
    def __init__(self):
        self.output = None
        self.gradInput = None

    def forward(self, input):
        return self.updateOutput(input)

    def backward(self, input, gradOutput):
        self.updateGradInput(input, gradOutput)
        self.accGradParameters(input, gradOutput)
        return self.gradInput

    def updateOutput(self, input):
        pass

    def updateGradInput(self, input, gradOutput):
        pass

    def accGradParameters(self, input, gradOutput):
        pass

    def zeroGradParameters(self):
        pass

    def getParameters(self):
        return []

    def getGradParameters(self):
        return []


class Linear(Module):
    def __init__(self, n_in, n_out):
        super(Linear, self).__init__()
        stdv = 1. / np.sqrt(n_in)
        self.W = np.random.uniform(-stdv, stdv, size=(n_out, n_in))
        self.b = np.random.uniform(-stdv, stdv, size=n_out)
        self.gradW = np.zeros_like(self.W)
        self.gradb = np.zeros_like(self.b)

    def updateOutput(self, input):
        self.output = input.dot(self.W.T) + self.b
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput.dot(self.W)
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        self.gradW += gradOutput.T.dot(input)
        self.gradb += gradOutput.sum(axis=0)

    def zeroGradParameters(self):
        self.gradW.fill(0)
        self.gradb.fill(0)

    def getParameters(self):
        return [self.W, self.b]

    def getGradParameters(self):
        return [self.gradW, self.gradb]


class SoftMax(Module):
    def updateOutput(self, input):
        # вычитаем максимум для устойчивости
        e = np.exp(input - input.max(axis=1, keepdims=True))
        self.output = e / e.sum(axis=1, keepdims=True)
        return self.output

    def updateGradInput(self, input, gradOutput):
        s = self.updateOutput(input)
        n, k = s.shape
        J = s[:, :, None] * np.eye(k) - s[:, :, None] * s[:, None, :]
        self.gradInput = np.einsum('nij,ni->nj', J, gradOutput)
        return self.gradInput


class LeakyReLU(Module):
    def __init__(self, slope=0.03):
        super(LeakyReLU, self).__init__()
        self.slope = slope

    def updateOutput(self, input):
        self.output = np.where(input > 0, input, self.slope * input)
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * np.where(input > 0, 1.0, self.slope)
        return self.gradInput


class BatchNormalization(Module):
    """нормировка по батчу, режим обучения; масштаб и сдвиг"""
    EPS = 1e-5

    def __init__(self, n_feats):
        super(BatchNormalization, self).__init__()
        self.gamma = np.ones(n_feats)
        self.beta = np.zeros(n_feats)
        self.gradGamma = np.zeros(n_feats)
        self.gradBeta = np.zeros(n_feats)

    def updateOutput(self, input):
        self.mean = input.mean(axis=0)
        self.std = np.sqrt(input.var(axis=0) + self.EPS)
        self.norm = (input - self.mean) / self.std
        self.output = self.gamma * self.norm + self.beta
        return self.output

    def updateGradInput(self, input, gradOutput):
        g = gradOutput * self.gamma
        m = input.shape[0]
        self.gradInput = (m * g - g.sum(0) - self.norm * (g * self.norm).sum(0)) / (m * self.std)
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        self.gradGamma += (gradOutput * self.norm).sum(axis=0)
        self.gradBeta += gradOutput.sum(axis=0)

    def zeroGradParameters(self):
        self.gradGamma.fill(0)
        self.gradBeta.fill(0)

    def getParameters(self):
        return [self.gamma, self.beta]

    def getGradParameters(self):
        return [self.gradGamma, self.gradBeta]


class MSECriterion(object):
    def forward(self, input, target):
        return self.updateOutput(input, target)

    def backward(self, input, target):
        return self.updateGradInput(input, target)

    def updateOutput(self, input, target):
        self.output = np.mean((input - target) ** 2)
        return self.output

    def updateGradInput(self, input, target):
        self.gradInput = 2 * (input - target) / input.size
        return self.gradInput


if __name__ == '__main__':
    np.random.seed(2)
    X, Y = np.random.randn(10, 4), np.eye(3)[np.random.randint(3, size=10)]
    layers = [Linear(4, 8), BatchNormalization(8), LeakyReLU(), Linear(8, 3), SoftMax()]
    crit = MSECriterion()
    for step in range(50):
        ins, h = [], X
        for l in layers:
            l.zeroGradParameters()
            ins.append(h)
            h = l.forward(h)
        loss, g = crit.forward(h, Y), crit.backward(h, Y)
        for l, i in zip(layers[::-1], ins[::-1]):
            g = l.backward(i, g)
            for p, d in zip(l.getParameters(), l.getGradParameters()):
                p -= 0.5 * d
    print(loss)
