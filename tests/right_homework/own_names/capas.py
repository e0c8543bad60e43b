# -*- coding: utf-8 -*-
"""Práctica 4 - Redes convolucionales desde cero.

Todas las capas tienen los métodos `adelante` y `atras`.
Las imágenes llegan como (lote, canales, alto, ancho).
"""
import numpy as np


class CapaConv:
    """Convolución 2D (en realidad correlación cruzada)."""

    def __init__(self, canales_ent, canales_sal, tam=3, paso=1, relleno=0, semilla=None):
        gen = np.random.default_rng(semilla)
        if isinstance(tam, int):
            tam = (tam, tam)
        self.tam = tam
        self.paso = paso
        self.relleno = relleno
        escala = np.sqrt(2.0 / (canales_ent * tam[0] * tam[1]))
        self.pesos = gen.normal(0, escala, (canales_sal, canales_ent, tam[0], tam[1]))
        self.sesgo = np.zeros(canales_sal)
        self.grad_pesos = None
        self.grad_sesgo = None

    def adelante(self, entrada):
        r, s = self.relleno, self.paso
        kh, kw = self.tam
        n, _, alto, ancho = entrada.shape
        self.forma_entrada = entrada.shape
        self.acolchada = np.pad(entrada, ((0, 0), (0, 0), (r, r), (r, r)), mode='constant')
        alto_sal = (alto + 2 * r - kh) // s + 1
        ancho_sal = (ancho + 2 * r - kw) // s + 1
        salida = np.zeros((n, self.pesos.shape[0], alto_sal, ancho_sal))
        for i in range(alto_sal):
            for j in range(ancho_sal):
                trozo = self.acolchada[:, :, i * s:i * s + kh, j * s:j * s + kw]
                for f in range(self.pesos.shape[0]):
                    salida[:, f, i, j] = np.sum(trozo * self.pesos[f], axis=(1, 2, 3)) + self.sesgo[f]
        return salida

    def atras(self, grad_salida):
        r, s = self.relleno, self.paso
        kh, kw = self.tam
        n, filtros, alto_sal, ancho_sal = grad_salida.shape
        self.grad_pesos = np.zeros(self.pesos.shape)
        self.grad_sesgo = grad_salida.sum(axis=(0, 2, 3))
        grad_acolchada = np.zeros(self.acolchada.shape)
        for i in range(alto_sal):
            for j in range(ancho_sal):
                trozo = self.acolchada[:, :, i * s:i * s + kh, j * s:j * s + kw]
                for f in range(filtros):
                    g = grad_salida[:, f, i, j].reshape(n, 1, 1, 1)
                    self.grad_pesos[f] += np.sum(g * trozo, axis=0)
                    grad_acolchada[:, :, i * s:i * s + kh, j * s:j * s + kw] += g * self.pesos[f]
        _, _, alto, ancho = self.forma_entrada
        # quitamos el relleno
        return grad_acolchada[:, :, r:r + alto, r:r + ancho]


class CapaMaxPool:
    def __init__(self, tam=2, paso=None):
        self.tam = tam
        self.paso = tam if paso is None else paso

    def adelante(self, entrada):
        self.entrada = entrada
        n, c, alto, ancho = entrada.shape
        t, s = self.tam, self.paso
        salida = np.zeros((n, c, (alto - t) // s + 1, (ancho - t) // s + 1))
        for i in range(salida.shape[2]):
            for j in range(salida.shape[3]):
                salida[:, :, i, j] = entrada[:, :, i * s:i * s + t, j * s:j * s + t].max(axis=(2, 3))
        return salida

    def atras(self, grad_salida):
        t, s = self.tam, self.paso
        grad = np.zeros(self.entrada.shape)
        n, c, alto_sal, ancho_sal = grad_salida.shape
        for m in range(n):
            for k in range(c):
                for i in range(alto_sal):
                    for j in range(ancho_sal):
                        ventana = self.entrada[m, k, i * s:i * s + t, j * s:j * s + t]
                        # argmax: si hay empate gana el primero
                        a, b = np.unravel_index(np.argmax(ventana), ventana.shape)
                        grad[m, k, i * s + a, j * s + b] += grad_salida[m, k, i, j]
        return grad


class CapaReLU:
    def adelante(self, entrada):
        self.mascara = entrada > 0
        return entrada * self.mascara

    def atras(self, grad_salida):
        return grad_salida * self.mascara


class CapaAplanar:
    def adelante(self, entrada):
        self.forma = entrada.shape
        return entrada.reshape(entrada.shape[0], -1)

    def atras(self, grad_salida):
        return grad_salida.reshape(self.forma)


class CapaDensa:
    def __init__(self, n_entradas, n_salidas, semilla=None):
        gen = np.random.default_rng(semilla)
        self.pesos = gen.normal(0, np.sqrt(2.0 / n_entradas), (n_entradas, n_salidas))
        self.sesgo = np.zeros(n_salidas)

    def adelante(self, entrada):
        self.entrada = entrada
        return entrada @ self.pesos + self.sesgo

    def atras(self, grad_salida):
        self.grad_pesos = self.entrada.T @ grad_salida
        self.grad_sesgo = grad_salida.sum(axis=0)
        return grad_salida @ self.pesos.T


class PerdidaSoftmax:
    """Softmax y entropía cruzada juntas; las etiquetas son enteros."""

    def adelante(self, puntuaciones, etiquetas):
        mov = puntuaciones - puntuaciones.max(axis=1, keepdims=True)
        log_prob = mov - np.log(np.exp(mov).sum(axis=1, keepdims=True))
        self.prob = np.exp(log_prob)
        self.etiquetas = etiquetas
        return -log_prob[np.arange(len(etiquetas)), etiquetas].mean()

    def atras(self):
        n = len(self.etiquetas)
        grad = self.prob.copy()
        grad[np.arange(n), self.etiquetas] -= 1
        return grad / n


class Red:
    def __init__(self, capas):
        self.capas = capas
        self.perdida = PerdidaSoftmax()

    def paso_entrenamiento(self, x, y, tasa):
        for capa in self.capas:
            x = capa.adelante(x)
        coste = self.perdida.adelante(x, y)
        g = self.perdida.atras()
        for capa in reversed(self.capas):
            g = capa.atras(g)
            if hasattr(capa, 'pesos'):
                capa.pesos -= tasa * capa.grad_pesos
                capa.sesgo -= tasa * capa.grad_sesgo
        return coste


if __name__ == '__main__':
    gen = np.random.default_rng(0)
    x = gen.normal(size=(8, 1, 8, 8))
    y = gen.integers(0, 3, 8)
    red = Red([CapaConv(1, 4, 3, relleno=1, semilla=1), CapaReLU(), CapaMaxPool(2),
               CapaAplanar(), CapaDensa(4 * 4 * 4, 3, semilla=2)])
    for epoca in range(20):
        print('época', epoca, 'coste', red.paso_entrenamiento(x, y, 0.1))
