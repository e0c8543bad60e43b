import numpy as np


class Convolucion:
    """Imagenes (N, C, H, W); relleno 'valido' o 'mismo' (como en Keras)."""

    def __init__(self, canales, filtros, tam, paso=1, relleno='valido'):
        self.tam, self.paso, self.modo = tam, paso, relleno.lower()
        self.pesos = np.random.randn(filtros, canales, tam, tam) * 0.1
        self.sesgo = np.zeros(filtros)

    def _margen(self, lado):
        if self.modo == 'valido':
            return 0, 0
        elif self.modo == 'mismo':
            salidas = (lado + self.paso - 1) // self.paso
            total = max((salidas - 1) * self.paso + self.tam - lado, 0)
            return total, 0
        raise ValueError(self.modo)

    def adelante(self, entrada):
        n, c, alto, ancho = entrada.shape
        self.forma = entrada.shape
        self.arriba, self.izquierda = self._margen(alto), self._margen(ancho)
        self.con_borde = np.pad(entrada, ((0, 0), (0, 0), self.arriba, self.izquierda))
        k, p = self.tam, self.paso
        filas = (self.con_borde.shape[2] - k) // p + 1
        columnas = (self.con_borde.shape[3] - k) // p + 1
        salida = np.zeros((n, len(self.pesos), filas, columnas))
        for i in range(filas):
            for j in range(columnas):
                trozo = self.con_borde[:, :, i * p:i * p + k, j * p:j * p + k]
                salida[:, :, i, j] = np.einsum('ncab,fcab->nf', trozo, self.pesos) + self.sesgo
        return salida

    def atras(self, delta):
        k, p = self.tam, self.paso
        self.d_pesos = np.zeros_like(self.pesos)
        self.d_sesgo = delta.sum(axis=(0, 2, 3))
        d_borde = np.zeros_like(self.con_borde)
        for i in range(delta.shape[2]):
            for j in range(delta.shape[3]):
                trozo = self.con_borde[:, :, i * p:i * p + k, j * p:j * p + k]
                self.d_pesos += np.einsum('nf,ncab->fcab', delta[:, :, i, j], trozo)
                d_borde[:, :, i * p:i * p + k, j * p:j * p + k] += np.einsum(
                    'nf,fcab->ncab', delta[:, :, i, j], self.pesos)
        a, z = self.arriba[0], self.izquierda[0]
        return d_borde[:, :, a:a + self.forma[2], z:z + self.forma[3]]
