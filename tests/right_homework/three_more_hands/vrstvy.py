# -*- coding: utf-8 -*-
# Domaci ukol 2: vrstvy ve stylu Torch 7 (updateOutput / updateGradInput / accGradParameters)
import numpy as np


class Modul(object):
    def __init__(self):
        self.output = None
        self.gradInput = None

    def forward(self, vstup):
        return self.updateOutput(vstup)

    def backward(self, vstup, gradOutput):
        self.updateGradInput(vstup, gradOutput)
        self.accGradParameters(vstup, gradOutput)
        return self.gradInput

    def accGradParameters(self, vstup, gradOutput):
        pass  # vetsina vrstev nema parametry

    def zeroGradParameters(self):
        pass


class Linearni(Modul):
    """Linearni vrstva, vaha ma tvar (vystupy, vstupy)."""

    def __init__(self, n_vstup, n_vystup):
        super().__init__()
        mez = 1.0 / np.sqrt(n_vstup)
        self.W = np.random.uniform(-mez, mez, size=(n_vystup, n_vstup))
        self.b = np.random.uniform(-mez, mez, size=n_vystup)
        self.gradW = np.zeros_like(self.W)
        self.gradb = np.zeros_like(self.b)

    def updateOutput(self, vstup):
        self.output = vstup.dot(self.W.T) + self.b
        return self.output

    def updateGradInput(self, vstup, gradOutput):
        self.gradInput = gradOutput.dot(self.W)
        return self.gradInput

    def accGradParameters(self, vstup, gradOutput):
        self.gradW += gradOutput.T.dot(vstup)
        self.gradb += np.sum(gradOutput, axis=0)

    def zeroGradParameters(self):
        self.gradW.fill(0)
        self.gradb.fill(0)


class Tanh(Modul):
    def updateOutput(self, vstup):
        self.output = np.tanh(vstup)
        return self.output

    def updateGradInput(self, vstup, gradOutput):
        self.gradInput = gradOutput * (1.0 - np.tanh(vstup) ** 2)
        return self.gradInput


class Sigmoida(Modul):
    def updateOutput(self, vstup):
        # 0.5*(1+tanh(x/2)) nepretece ani pro velka cisla
        self.output = 0.5 * (1.0 + np.tanh(0.5 * vstup))
        return self.output

    def updateGradInput(self, vstup, gradOutput):
        s = 0.5 * (1.0 + np.tanh(0.5 * vstup))
        self.gradInput = gradOutput * s * (1.0 - s)
        return self.gradInput


class LogSoftMax(Modul):
    def updateOutput(self, vstup):
        posun = vstup - vstup.max(axis=1, keepdims=True)
        self.output = posun - np.log(np.exp(posun).sum(axis=1, keepdims=True))
        return self.output

    def updateGradInput(self, vstup, gradOutput):
        posun = vstup - vstup.max(axis=1, keepdims=True)
        p = np.exp(posun)
        p /= p.sum(axis=1, keepdims=True)
        self.gradInput = gradOutput - p * gradOutput.sum(axis=1, keepdims=True)
        return self.gradInput


class ClassNLLCriterion(object):
    """Vstup jsou logaritmy pravdepodobnosti, cil jsou cisla trid od nuly."""

    def updateOutput(self, vstup, cil):
        n = vstup.shape[0]
        self.output = -np.sum(vstup[np.arange(n), cil]) / n
        return self.output

    def updateGradInput(self, vstup, cil):
        n = vstup.shape[0]
        self.gradInput = np.zeros_like(vstup)
        self.gradInput[np.arange(n), cil] = -1.0 / n
        return self.gradInput

    forward = updateOutput
    backward = updateGradInput
