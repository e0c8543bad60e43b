# -*- coding: utf-8 -*-
# Trabajo práctico 3 - Redes convolucionales desde cero
# Una sola imagen a la vez (canales, alto, ancho); la densa trabaja con un vector columna
import numpy as np
from scipy.signal import correlate, fftconvolve


class Capa:
    def adelante(self, entrada): ...
    def atras(self, gradiente_salida, tasa): ...


class CapaConvolucional(Capa):
    def __init__(self, n_filtros, canales, alto_k, ancho_k, relleno=0):
        self.filtros = np.random.randn(n_filtros, canales, alto_k, ancho_k) * np.sqrt(2 / (canales * alto_k * ancho_k))
        self.sesgos = np.zeros(n_filtros)
        self.relleno = relleno

    def adelante(self, entrada):
        r = self.relleno
        self.entrada = np.pad(entrada, ((0, 0), (r, r), (r, r)))
        # correlate en 3D con 'valid' deja un solo canal, por eso el [0]
        return np.stack([correlate(self.entrada, f, mode='valid', method='direct')[0] + b
                         for f, b in zip(self.filtros, self.sesgos)])

    def atras(self, gradiente_salida, tasa):
        grad_filtros = np.empty_like(self.filtros)
        grad_entrada = np.zeros_like(self.entrada)
        for k, g in enumerate(gradiente_salida):
            for c in range(self.entrada.shape[0]):
                grad_filtros[k, c] = correlate(self.entrada[c], g, mode='valid', method='direct')
                grad_entrada[c] += fftconvolve(g, self.filtros[k, c], mode='full')
        self.filtros = self.filtros - tasa * grad_filtros
        self.sesgos = self.sesgos - tasa * gradiente_salida.sum(axis=(1, 2))
        r = self.relleno
        _, h, w = grad_entrada.shape
        return grad_entrada[:, r:h - r, r:w - r]


class CapaDensa(Capa):
    def __init__(self, n_entrada, n_salida):
        self.pesos = np.random.randn(n_salida, n_entrada) * 0.1
        self.sesgo = np.random.randn(n_salida, 1) * 0.1

    def adelante(self, entrada):
        self.entrada = entrada
        return self.pesos @ entrada + self.sesgo

    def atras(self, gradiente_salida, tasa):
        devolver = self.pesos.T @ gradiente_salida
        self.pesos = self.pesos - tasa * (gradiente_salida @ self.entrada.T)
        self.sesgo = self.sesgo - tasa * gradiente_salida
        return devolver


class Aplanar(Capa):
    def adelante(self, entrada):
        self.forma = np.shape(entrada)
        return np.reshape(entrada, (-1, 1))

    def atras(self, gradiente_salida, tasa):
        return np.reshape(gradiente_salida, self.forma)


class AgrupacionMaxima(Capa):
    """max pooling sin solapamiento, descarta lo que sobra abajo y a la derecha"""
    def __init__(self, tam=2):
        self.tam = tam

    def adelante(self, entrada):
        t = self.tam
        c, h, w = entrada.shape
        self.forma = entrada.shape
        H, W = h // t, w // t
        bloques = entrada[:, :H * t, :W * t].reshape(c, H, t, W, t).transpose(0, 1, 3, 2, 4).reshape(c, H, W, t * t)
        self.ganador = bloques.argmax(axis=-1)
        return np.take_along_axis(bloques, self.ganador[..., None], axis=-1)[..., 0]

    def atras(self, gradiente_salida, tasa):
        t = self.tam
        dx = np.zeros(self.forma)
        c, i, j = np.indices(self.ganador.shape)
        dx[c, i * t + self.ganador // t, j * t + self.ganador % t] = gradiente_salida   # sin solapamiento, no se repiten
        return dx


class Sigmoide(Capa):
    def adelante(self, entrada):
        # estable: nunca exp de algo positivo
        e = np.exp(-np.abs(entrada))
        self.salida = np.where(entrada >= 0, 1 / (1 + e), e / (1 + e))
        return self.salida

    def atras(self, gradiente_salida, tasa):
        return gradiente_salida * self.salida * (1 - self.salida)


def entropia_cruzada_binaria(y_real, y_pred):
    y_pred = np.clip(y_pred, 1e-9, 1 - 1e-9)
    return np.mean(-y_real * np.log(y_pred) - (1 - y_real) * np.log(1 - y_pred))


def entropia_cruzada_binaria_derivada(y_real, y_pred):
    y_pred = np.clip(y_pred, 1e-9, 1 - 1e-9)
    return ((1 - y_real) / (1 - y_pred) - y_real / y_pred) / np.size(y_real)


def error_cuadratico(y_real, y_pred):
    return np.mean((y_real - y_pred) ** 2)


def error_cuadratico_derivada(y_real, y_pred):
    return 2 * (y_pred - y_real) / np.size(y_real)


# ---- entrenamiento de juguete ----
np.random.seed(0)
red = [CapaConvolucional(2, 1, 3, 3), Sigmoide(), AgrupacionMaxima(2), Aplanar(), CapaDensa(8, 1), Sigmoide()]
datos = [(np.random.rand(1, 6, 6) + (i % 2) * 0.5, np.array([[i % 2]])) for i in range(6)]
for epoca in range(3):
    error = 0
    for x, y in datos:
        s = x
        for capa in red:
            s = capa.adelante(s)
        error += entropia_cruzada_binaria(y, s)
        g = entropia_cruzada_binaria_derivada(y, s)
        for capa in reversed(red):
            g = capa.atras(g, 0.1)
    print(f"epoca {epoca + 1}: error = {error / len(datos):.4f}")
