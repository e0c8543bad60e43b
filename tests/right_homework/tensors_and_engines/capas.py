# Practica 2: capas de una red convolucional, sin librerias de aprendizaje
import numpy as np


class Parametro:
    def __init__(self, valor):
        self.valor = valor
        self.grad = np.zeros_like(valor)

    def poner_a_cero(self):
        self.grad = np.zeros_like(self.valor)


class CapaDensa:
    def __init__(self, n_entrada, n_salida):
        self.pesos = Parametro(0.1 * np.random.randn(n_entrada, n_salida))
        self.sesgo = Parametro(np.zeros((1, n_salida)))

    def adelante(self, X):
        self.X = X
        return np.dot(X, self.pesos.valor) + self.sesgo.valor

    def atras(self, d_salida):
        self.pesos.grad += np.dot(self.X.T, d_salida)
        self.sesgo.grad += np.sum(d_salida, axis=0, keepdims=True)
        return np.dot(d_salida, self.pesos.valor.T)

    def parametros(self):
        return {'pesos': self.pesos, 'sesgo': self.sesgo}


class CapaReLU:
    def adelante(self, X):
        self.mascara = X > 0
        return X * self.mascara

    def atras(self, d_salida):
        return d_salida * self.mascara

    def parametros(self):
        return {}


class CapaConv:
    """Entrada (N, C, H, W); filtros (F, C, k, k)"""

    def __init__(self, canales_entrada, canales_salida, tam_filtro, paso=1, relleno=0):
        self.k, self.paso, self.relleno = tam_filtro, paso, relleno
        self.filtros = Parametro(0.1 * np.random.randn(canales_salida, canales_entrada, tam_filtro, tam_filtro))
        self.sesgo = Parametro(np.zeros(canales_salida))

    def adelante(self, X):
        r, k, s = self.relleno, self.k, self.paso
        self.forma = X.shape
        self.Xr = np.pad(X, ((0, 0), (0, 0), (r, r), (r, r)), mode='constant')
        N, C, H, W = self.Xr.shape
        alto, ancho = (H - k) // s + 1, (W - k) // s + 1
        F = self.filtros.valor.shape[0]
        plano = self.filtros.valor.reshape(F, -1)
        salida = np.zeros((N, F, alto, ancho))
        for y in range(alto):
            for x in range(ancho):
                trozo = self.Xr[:, :, y * s:y * s + k, x * s:x * s + k].reshape(N, -1)
                salida[:, :, y, x] = trozo.dot(plano.T) + self.sesgo.valor
        return salida

    def atras(self, d_salida):
        r, k, s = self.relleno, self.k, self.paso
        N, F, alto, ancho = d_salida.shape
        C = self.forma[1]
        plano = self.filtros.valor.reshape(F, -1)
        d_Xr = np.zeros_like(self.Xr)
        for y in range(alto):
            for x in range(ancho):
                d = d_salida[:, :, y, x]
                trozo = self.Xr[:, :, y * s:y * s + k, x * s:x * s + k].reshape(N, -1)
                self.filtros.grad += d.T.dot(trozo).reshape(self.filtros.valor.shape)
                self.sesgo.grad += d.sum(axis=0)
                d_Xr[:, :, y * s:y * s + k, x * s:x * s + k] += d.dot(plano).reshape(N, C, k, k)
        H, W = self.forma[2:]
        return d_Xr[:, :, r:r + H, r:r + W]

    def parametros(self):
        return {'filtros': self.filtros, 'sesgo': self.sesgo}


class CapaMaxPool:
    def __init__(self, tam, paso):
        self.tam, self.paso = tam, paso

    def adelante(self, X):
        self.X = X
        N, C, H, W = X.shape
        t, s = self.tam, self.paso
        alto, ancho = (H - t) // s + 1, (W - t) // s + 1
        salida = np.zeros((N, C, alto, ancho))
        for y in range(alto):
            for x in range(ancho):
                salida[:, :, y, x] = np.max(X[:, :, y * s:y * s + t, x * s:x * s + t], axis=(2, 3))
        return salida

    def atras(self, d_salida):
        t, s = self.tam, self.paso
        N, C, alto, ancho = d_salida.shape
        d_X = np.zeros_like(self.X)
        for y in range(alto):
            for x in range(ancho):
                v = self.X[:, :, y * s:y * s + t, x * s:x * s + t].reshape(N, C, t * t)
                es_max = np.arange(t * t) == v.argmax(axis=2)[:, :, None]
                d_X[:, :, y * s:y * s + t, x * s:x * s + t] += \
                    es_max.reshape(N, C, t, t) * d_salida[:, :, y:y + 1, x:x + 1]
        return d_X

    def parametros(self):
        return {}


def perdida_softmax(puntuaciones, etiquetas):
    """Devuelve la perdida media y su gradiente respecto de las puntuaciones"""
    n = puntuaciones.shape[0]
    e = np.exp(puntuaciones - puntuaciones.max(axis=1, keepdims=True))
    probs = e / e.sum(axis=1, keepdims=True)
    z = puntuaciones - puntuaciones.max(axis=1, keepdims=True)
    perdida = np.sum(np.log(e.sum(axis=1)) - z[range(n), etiquetas]) / n
    d = probs.copy()
    d[range(n), etiquetas] -= 1
    return perdida, d / n


if __name__ == '__main__':
    np.random.seed(0)
    X, y = np.random.randn(4, 1, 8, 8), np.array([0, 1, 2, 1])
    conv, relu, pool, densa = CapaConv(1, 3, 3, relleno=1), CapaReLU(), CapaMaxPool(2, 2), CapaDensa(48, 3)
    for paso in range(20):
        h = pool.adelante(relu.adelante(conv.adelante(X)))
        perdida, d = perdida_softmax(densa.adelante(h.reshape(4, -1)), y)
        for capa in (conv, densa):
            for p in capa.parametros().values():
                p.poner_a_cero()
        conv.atras(relu.atras(pool.atras(densa.atras(d).reshape(h.shape))))
        for capa in (conv, densa):
            for p in capa.parametros().values():
                p.valor -= 0.5 * p.grad
    print(perdida)
