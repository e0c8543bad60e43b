"""Motor de gradientes: nodos que guardan sus valores y su gradiente, y capas sobre ellos."""

import numpy as np


class Nodo:
    def __init__(self, valores, origen=()):
        self.valores = np.asarray(valores, dtype=float)
        self.gradiente = None
        self.origen = origen
        self.regla = None

    def suma_gradiente(self, g):
        self.gradiente = g if self.gradiente is None else self.gradiente + g

    def retropropagar(self, inicial=None):
        orden, vistos = [], set()

        def visitar(nodo):
            if id(nodo) in vistos:
                return
            vistos.add(id(nodo))
            for padre in nodo.origen:
                visitar(padre)
            orden.append(nodo)

        visitar(self)
        if inicial is None:
            inicial = np.ones_like(self.valores)
        self.suma_gradiente(inicial)
        for nodo in reversed(orden):
            if nodo.regla is not None:
                nodo.regla(nodo.gradiente)

    def __add__(self, otro):
        salida = Nodo(self.valores + otro.valores, (self, otro))

        def regla(g):
            self.suma_gradiente(reducir(g, self.valores.shape))
            otro.suma_gradiente(reducir(g, otro.valores.shape))

        salida.regla = regla
        return salida

    def __matmul__(self, otro):
        salida = Nodo(self.valores @ otro.valores, (self, otro))

        def regla(g):
            self.suma_gradiente(g @ otro.valores.T)
            otro.suma_gradiente(self.valores.T @ g)

        salida.regla = regla
        return salida


def reducir(g, forma):
    sobra = g.ndim - len(forma)
    g = g.sum(axis=tuple(range(sobra)))
    ejes = tuple(i for i, n in enumerate(forma) if n == 1)
    return g.sum(axis=ejes, keepdims=True) if ejes else g


def relu(x):
    salida = Nodo(np.where(x.valores > 0, x.valores, 0.0), (x,))
    salida.regla = lambda g: x.suma_gradiente(np.where(x.valores > 0, g, 0.0))
    return salida


def tanh(x):
    t = np.tanh(x.valores)
    salida = Nodo(t, (x,))
    salida.regla = lambda g: x.suma_gradiente(g * (1 - t**2))
    return salida


def softmax(x):
    e = np.exp(x.valores - x.valores.max(axis=-1, keepdims=True))
    s = e / e.sum(axis=-1, keepdims=True)
    salida = Nodo(s, (x,))
    salida.regla = lambda g: x.suma_gradiente(s * (g - (g * s).sum(axis=-1, keepdims=True)))
    return salida


def convolucion(x, pesos, sesgo, paso, relleno):
    n, _, alto, ancho = x.valores.shape
    f, _, ka, kb = pesos.valores.shape
    xr = np.pad(x.valores, [(0, 0), (0, 0), (relleno, relleno), (relleno, relleno)])
    filas = (alto + 2 * relleno - ka) // paso + 1
    columnas = (ancho + 2 * relleno - kb) // paso + 1
    y = np.zeros((n, f, filas, columnas)) + sesgo.valores.reshape(1, f, 1, 1)
    for a in range(ka):
        for b in range(kb):
            trozo = xr[:, :, a : a + paso * filas : paso, b : b + paso * columnas : paso]
            y += np.einsum("nchw,fc->nfhw", trozo[:, :, :filas, :columnas], pesos.valores[:, :, a, b])
    salida = Nodo(y, (x, pesos, sesgo))

    def regla(g):
        dxr, dp = np.zeros_like(xr), np.zeros_like(pesos.valores)
        for a in range(ka):
            for b in range(kb):
                corte = np.s_[:, :, a : a + filas, b : b + columnas]
                dp[:, :, a, b] = np.einsum("nfhw,nchw->fc", g, xr[corte])
                dxr[corte] += np.einsum("nfhw,fc->nchw", g, pesos.valores[:, :, a, b])
        x.suma_gradiente(dxr[:, :, relleno : relleno + alto, relleno : relleno + ancho])
        pesos.suma_gradiente(dp)
        sesgo.suma_gradiente(g.sum(axis=(0, 2, 3)))

    salida.regla = regla
    return salida


class CapaDensa:
    def __init__(self, entradas, salidas):
        self.pesos = Nodo(np.random.randn(entradas, salidas) / np.sqrt(entradas))
        self.sesgo = Nodo(np.zeros((1, salidas)))

    def adelante(self, x):
        return x @ self.pesos + self.sesgo
