# TP3 : petit moteur de gradient, puis un perceptron multicouche
import math
import random


class Value:
    def __init__(self, data, enfants=()):
        self.data = data
        self.grad = 0.0
        self._enfants = enfants
        self._backward = None          # None pour une feuille

    def __add__(self, autre):
        autre = autre if isinstance(autre, Value) else Value(autre)
        out = Value(self.data + autre.data, (self, autre))

        def recule():
            for v in out._enfants:
                v.grad += out.grad
        out._backward = recule
        return out

    def __mul__(self, autre):
        autre = autre if isinstance(autre, Value) else Value(autre)
        out = Value(self.data * autre.data, (self, autre))

        def recule():
            self.grad += out.grad * autre.data
            autre.grad += out.grad * self.data
        out._backward = recule
        return out

    def __radd__(self, autre):
        return self + autre

    def __rmul__(self, autre):
        return self * autre

    def __neg__(self):
        return self * -1.0

    def __sub__(self, autre):
        return self + (-autre)

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def recule():
            self.grad += (1.0 + t) * (1.0 - t) * out.grad
        out._backward = recule
        return out

    def backward(self):
        vus, ordre = set(), []

        def visite(v):
            if v not in vus:
                vus.add(v)
                for e in v._enfants:
                    visite(e)
                ordre.append(v)
        visite(self)
        self.grad = 1.0
        while ordre:
            v = ordre.pop()
            if v._backward is not None:
                v._backward()


class Neuron:
    """Le biais est le dernier poids : on ajoute une entrée constante égale à 1."""

    def __init__(self, n_in, lineaire=False):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(n_in)] + [Value(0.0)]
        self.lineaire = lineaire

    def __call__(self, x):
        s = sum(wi * xi for wi, xi in zip(self.w, list(x) + [1.0]))
        return s if self.lineaire else s.tanh()

    def parameters(self):
        return self.w


class Layer:
    def __init__(self, n_in, n_out, **kw):
        self.neurones = [Neuron(n_in, **kw) for _ in range(n_out)]

    def __call__(self, x):
        return [n(x) for n in self.neurones]

    def parameters(self):
        return [p for n in self.neurones for p in n.parameters()]


class MLP:
    def __init__(self, n_in, tailles):
        dims = [n_in] + tailles
        self.couches = [Layer(a, b, lineaire=(i == len(tailles) - 1))
                        for i, (a, b) in enumerate(zip(dims, dims[1:]))]

    def __call__(self, x):
        for c in self.couches:
            x = c(x)
        return x[0] if len(x) == 1 else x

    def parameters(self):
        return [p for c in self.couches for p in c.parameters()]

    def zero_grad(self):
        for p in self.parameters():
            p.grad = 0.0


if __name__ == "__main__":
    random.seed(0)
    reseau = MLP(2, [4, 1])
    xs, ys = [(0, 0), (0, 1), (1, 0), (1, 1)], [-1.0, 1.0, 1.0, -1.0]
    for k in range(100):
        perte = Value(0.0)
        for x, y in zip(xs, ys):
            e = reseau(x) - Value(y)
            perte = perte + e * e
        reseau.zero_grad()
        perte.backward()
        for p in reseau.parameters():
            p.data -= 0.05 * p.grad
    print("perte", round(perte.data, 4))
