import numpy as np


class CapaDensa:
    def __init__(self, entradas, salidas):
        self.pesos = np.random.randn(entradas, salidas) * 0.1
        self.sesgo = np.zeros((1, salidas))

    def adelante(self, lote):
        self.lote = lote
        return lote @ self.pesos + self.sesgo

    def atras(self, delta):
        self.cambio_pesos = self.lote.T @ delta
        self.cambio_sesgo = delta.mean(axis=0, keepdims=True)
        return delta @ self.pesos.T


class ReLU:
    def adelante(self, datos):
        self.positivos = datos > 0
        return datos * self.positivos

    def atras(self, error):
        return error


class CapaConvolucional:
    def __init__(self, canales, filtros, lado, paso=1, relleno=0):
        self.paso, self.relleno = paso, relleno
        self.nucleos = np.random.randn(filtros, canales, lado, lado) * 0.1
        self.sesgo = np.zeros(filtros)

    def adelante(self, imagenes):
        p, r = self.paso, self.relleno
        self.ancho = np.pad(imagenes, ((0, 0), (0, 0), (r, r), (r, r)))
        n, _, alto, ancho = self.ancho.shape
        f, _, k, _ = self.nucleos.shape
        salida = np.zeros((n, f, (alto - k) // p + 1, (ancho - k) // p + 1))
        for i in range(salida.shape[2]):
            for j in range(salida.shape[3]):
                trozo = self.ancho[:, :, i * p : i * p + k, j * p : j * p + k]
                salida[:, :, i, j] = np.tensordot(trozo, self.nucleos, ([1, 2, 3], [1, 2, 3]))
        return salida + self.sesgo[None, :, None, None]

    def atras(self, error):
        p, r = self.paso, self.relleno
        k = self.nucleos.shape[2]
        self.grad_nucleos = np.zeros_like(self.nucleos)
        self.grad_sesgo = error.sum(axis=(0, 2, 3))
        vuelta = np.zeros_like(self.ancho)
        for i in range(error.shape[2]):
            for j in range(error.shape[3]):
                e = error[:, :, i, j]
                trozo = self.ancho[:, :, i * p : i * p + k, j * p : j * p + k]
                self.grad_nucleos += np.tensordot(e, trozo, ([0], [0]))
                vuelta[:, :, i : i + k, j : j + k] += np.tensordot(
                    e, self.nucleos, ([1], [0])
                )
        return vuelta[:, :, r : vuelta.shape[2] - r, r : vuelta.shape[3] - r]
