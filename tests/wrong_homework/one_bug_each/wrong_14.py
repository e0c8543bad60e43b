# Opdracht 5: convolutie op een enkele afbeelding (H, W, C), zonder padding
import numpy as np


class Conv:
    def __init__(self, filters, bias, stap=1):
        self.filters = filters      # (F, kh, kw, C)
        self.bias = bias            # (F,)
        self.stap = stap

    def forward(self, beeld):
        self.beeld = beeld
        F, kh, kw, C = self.filters.shape
        H, W, _ = beeld.shape
        st = self.stap
        hoogte = (H - kh) // st + 1
        breedte = (W - kw) // st + 1
        uit = np.zeros((hoogte, breedte, F))
        for r in range(hoogte):
            for k in range(breedte):
                stuk = beeld[r*st:r*st+kh, k*st:k*st+kw, :]
                uit[r, k] = np.tensordot(self.filters, stuk, axes=([1, 2, 3], [0, 1, 2])) + self.bias
        return uit

    def backward(self, duit):
        F, kh, kw, C = self.filters.shape
        st = self.stap
        self.dfilters = np.zeros_like(self.filters)
        self.dbias = duit.sum(axis=(0, 1))
        dbeeld = np.zeros_like(self.beeld)
        for r in range(duit.shape[0]):
            for k in range(duit.shape[1]):
                stuk = self.beeld[r*st:r*st+kh, k*st:k*st+kw, :]
                for f in range(F):
                    self.dfilters[f] += duit[r, k, f] * stuk
                    dbeeld[r:r+kh, k:k+kw, :] += duit[r, k, f] * self.filters[f]
        return dbeeld
