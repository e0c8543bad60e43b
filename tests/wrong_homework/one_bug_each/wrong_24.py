import numpy as np


class TamBagli:
    """Tam bağlantılı katman. Girdi görüntü de olabilir, önce düzleştirilir."""

    def __init__(self, giris, cikis, tohum=0):
        r = np.random.default_rng(tohum)
        self.W = r.normal(0, 1 / np.sqrt(giris), (giris, cikis))
        self.b = np.zeros(cikis)

    def ileri(self, x):
        x = x.reshape(x.shape[0], -1)
        self.sekil = x.shape
        self.x = x
        return x @ self.W + self.b

    def geri(self, d):
        self.dW = self.x.T @ d
        self.db = d.sum(axis=0)
        return (d @ self.W.T).reshape(self.sekil)


class Relu:
    def ileri(self, x):
        self.y = np.maximum(x, 0)
        return self.y

    def geri(self, d):
        return np.where(self.y > 0, d, 0)
