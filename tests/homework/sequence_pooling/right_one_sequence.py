# Clasificador de señales: una secuencia a la vez, (canales, longitud)
import numpy as np

class AgrupamientoMaximo1D:
    def __init__(self, ventana, paso):
        self.ventana = ventana
        self.paso = paso

    def adelante(self, entrada):
        self.entrada = entrada
        canales, largo = entrada.shape
        n = (largo - self.ventana) // self.paso + 1
        salida = np.zeros((canales, n))
        for c in range(canales):
            for i in range(n):
                ini = i * self.paso
                salida[c, i] = np.max(entrada[c, ini:ini + self.ventana])
        return salida

    def atras(self, gradiente):
        d = np.zeros(self.entrada.shape)
        for c in range(gradiente.shape[0]):
            for i in range(gradiente.shape[1]):
                ini = i * self.paso
                j = np.argmax(self.entrada[c, ini:ini + self.ventana])
                d[c, ini + j] += gradiente[c, i]
        return d
