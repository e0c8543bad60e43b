"""Treino com exemplos nas linhas; o ciclo soma a perda de todos os lotes."""

import numpy as np


class Camada:
    def __init__(self, entradas, saidas, gerador):
        self.peso = gerador.normal(0, 0.3, (entradas, saidas))
        self.vies = np.zeros(saidas)

    def frente(self, x):
        self.x = x
        return x @ self.peso + self.vies

    def tras(self, d):
        self.d_peso = self.x.T @ d
        self.d_vies = d.sum(axis=0)
        return d @ self.peso.T


class Rede:
    def __init__(self, n_entradas=5, n_escondidos=6, n_classes=3, taxa=0.2):
        gerador = np.random.default_rng(8)
        self.primeira = Camada(n_entradas, n_escondidos, gerador)
        self.segunda = Camada(n_escondidos, n_classes, gerador)
        self.taxa = taxa

    def prever(self, x):
        self.escondido = np.tanh(self.primeira.frente(x))
        pontos = self.segunda.frente(self.escondido)
        pontos = pontos - pontos.max(axis=1, keepdims=True)
        return np.exp(pontos) / np.exp(pontos).sum(axis=1, keepdims=True)

    def treinar(self, imagens, rotulos, epocas=2, lote=4):
        for epoca in range(epocas):
            soma = 0.0
            for inicio in range(0, len(imagens), lote):
                entradas = imagens[inicio : inicio + lote]
                alvos = rotulos[inicio : inicio + lote]
                p = self.prever(entradas)
                soma += -np.log(p[np.arange(len(alvos)), alvos]).mean()
                d = p.copy()
                d[np.arange(len(alvos)), alvos] -= 1
                d = self.segunda.tras(d / len(alvos))
                self.primeira.tras(d * (1 - self.escondido**2))
                for camada in (self.primeira, self.segunda):
                    camada.peso -= self.taxa * camada.d_peso
                    camada.vies -= self.taxa * camada.d_vies
            print(epoca, soma)


def main(argumentos=None):
    gerador = np.random.default_rng(1)
    imagens = gerador.normal(size=(12, 5))
    rotulos = gerador.integers(0, 3, 12)
    Rede().treinar(imagens, rotulos)
    return argumentos


if __name__ == "__main__":
    main()
