import numpy as np


class CamadaDensa:
    def __init__(self, n_entradas, n_saidas):
        self.pesos = np.random.normal(0, 0.1, (n_saidas, n_entradas))
        self.vies = np.zeros(n_saidas)

    def frente(self, x):
        self.x = x
        return np.dot(x, self.pesos.T) + self.vies

    def tras(self, erro):
        self.mudanca_pesos = erro.T @ self.x / len(erro)
        self.mudanca_vies = erro.sum(0)
        return erro @ self.pesos


class MaxPooling:
    def __init__(self, janela, passo):
        self.janela, self.passo = janela, passo

    def frente(self, mapa):
        self.mapa = mapa
        n, c, h, w = mapa.shape
        j, p = self.janela, self.passo
        saida = np.zeros((n, c, (h - j) // p + 1, (w - j) // p + 1))
        for a in range(saida.shape[2]):
            for b in range(saida.shape[3]):
                saida[:, :, a, b] = mapa[:, :, a * p : a * p + j, b * p : b * p + j].max((2, 3))
        return saida

    def tras(self, erro):
        j, p = self.janela, self.passo
        volta = np.zeros_like(self.mapa)
        n, c, h, w = erro.shape
        for m in range(n):
            for k in range(c):
                for a in range(h):
                    for b in range(w):
                        bloco = self.mapa[m, k, a * p : a * p + j, b * p : b * p + j]
                        u, v = np.unravel_index(bloco.argmax(), bloco.shape)
                        volta[m, k, a * p + u, b * p + v] = erro[m, k, a, b]
        return volta


class Sigmoide:
    def frente(self, z):
        self.saida = 1 / (1 + np.exp(-z))
        return self.saida

    def tras(self, erro):
        return erro * self.saida * (1 - self.saida)
