# Un motor de escalares con una cinta por nodo: cada nodo guarda (padre, derivada local).
from math import exp, log


class Escalar:
    def __init__(self, valor, padres=()):
        self.valor = valor
        self.padres = padres
        self.gradiente = 0.0

    @staticmethod
    def _de(x):
        return x if isinstance(x, Escalar) else Escalar(x)

    def __add__(self, otro):
        otro = Escalar._de(otro)
        return Escalar(self.valor + otro.valor, ((self, 1.0), (otro, 1.0)))

    def __mul__(self, otro):
        otro = Escalar._de(otro)
        return Escalar(self.valor * otro.valor, ((self, otro.valor), (otro, self.valor)))

    def __neg__(self):
        return Escalar(-self.valor, ((self, -1.0),))

    def __sub__(self, otro):
        otro = Escalar._de(otro)
        return Escalar(self.valor - otro.valor, ((self, 1.0), (otro, -1.0)))

    def __truediv__(self, otro):
        otro = Escalar._de(otro)
        cociente = self.valor / otro.valor
        return Escalar(cociente, ((self, 1 / otro.valor), (otro, -cociente / otro.valor)))

    __radd__ = __add__
    __rmul__ = __mul__

    def sigmoid(self):
        if self.valor >= 0:
            s = 1 / (1 + exp(-self.valor))
        else:
            s = exp(self.valor) / (1 + exp(self.valor))
        return Escalar(s, ((self, s * (1 - s)),))

    def relu(self):
        return Escalar(max(self.valor, 0.0), ((self, 1.0 if self.valor > 0 else 0.0),))

    def exp(self):
        e = exp(self.valor)
        return Escalar(e, ((self, e),))

    def log(self):
        return Escalar(log(self.valor), ((self, 1 / self.valor),))

    def backward(self):
        orden, vistos = [], set()
        pila = [(self, False)]
        while pila:
            nodo, listo = pila.pop()
            if listo:
                orden.append(nodo)
            elif id(nodo) not in vistos:
                vistos.add(id(nodo))
                pila.append((nodo, True))
                pila.extend((padre, False) for padre, _ in nodo.padres)
        self.gradiente = 1.0
        for nodo in reversed(orden):
            for padre, local in nodo.padres:
                padre.gradiente += local * nodo.gradiente


def dense(xs, W, b):
    """xs: una lista de muestras; W[i][j]: de la entrada i a la salida j."""
    salidas = []
    for x in xs:
        fila = []
        for j in range(len(b)):
            total = b[j]
            for i in range(len(x)):
                total = total + x[i] * W[i][j]
            fila.append(total)
        salidas.append(fila)
    return salidas


def mse(ps, ts):
    """La media sobre todas las entradas de todas las muestras."""
    cuenta, total = 0, Escalar(0.0)
    for p, t in zip(ps, ts):
        for a, c in zip(p, t):
            d = a - c
            total = total + d * d
            cuenta += 1
    return total / cuenta


def cross_entropy(zs, ys):
    """zs: logits por muestra; ys: el numero de la clase de cada una."""
    total = Escalar(0.0)
    for z, y in zip(zs, ys):
        mayor = max(e.valor for e in z)
        suma = Escalar(0.0)
        for e in z:
            suma = suma + (e - mayor).exp()
        total = total + suma.log() - (z[int(y)] - mayor)
    return total / len(zs)
