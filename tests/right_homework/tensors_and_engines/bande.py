# TP 3 - derivation automatique avec une bande (tape) globale
import numpy as np

BANDE = []          # liste des operations, dans l'ordre d'execution


class Noeud:
    def __init__(self, value):
        self.value = np.array(value, dtype=float)
        self.grad = np.zeros_like(self.value)

    @property
    def shape(self):
        return self.value.shape

    def __repr__(self):
        return "Noeud(%s)" % (self.value,)


def vider_bande():
    del BANDE[:]


def _noeud(a):
    return a if isinstance(a, Noeud) else Noeud(a)


def _reduire(g, shape):
    # somme sur les axes crees ou etires par le broadcasting
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for k, n in enumerate(shape):
        if n == 1 and g.shape[k] != 1:
            g = g.sum(axis=k, keepdims=True)
    return g


def add(a, b):
    a, b = _noeud(a), _noeud(b)
    r = Noeud(a.value + b.value)

    def retour():
        a.grad = a.grad + _reduire(r.grad, a.shape)
        b.grad = b.grad + _reduire(r.grad, b.shape)
    BANDE.append(retour)
    return r


def sub(a, b):
    a, b = _noeud(a), _noeud(b)
    r = Noeud(a.value - b.value)

    def retour():
        a.grad = a.grad + _reduire(r.grad, a.shape)
        b.grad = b.grad - _reduire(r.grad, b.shape)
    BANDE.append(retour)
    return r


def mul(a, b):
    a, b = _noeud(a), _noeud(b)
    r = Noeud(a.value * b.value)

    def retour():
        a.grad = a.grad + _reduire(r.grad * b.value, a.shape)
        b.grad = b.grad + _reduire(r.grad * a.value, b.shape)
    BANDE.append(retour)
    return r


def matmul(a, b):
    a, b = _noeud(a), _noeud(b)
    r = Noeud(a.value @ b.value)

    def retour():
        a.grad = a.grad + r.grad @ b.value.T
        b.grad = b.grad + a.value.T @ r.grad
    BANDE.append(retour)
    return r


def exp(a):
    a = _noeud(a)
    r = Noeud(np.exp(a.value))

    def retour():
        a.grad = a.grad + r.grad * r.value
    BANDE.append(retour)
    return r


def log(a):
    a = _noeud(a)
    r = Noeud(np.log(a.value))

    def retour():
        a.grad = a.grad + r.grad / a.value
    BANDE.append(retour)
    return r


def somme(a, axis=None):
    a = _noeud(a)
    r = Noeud(a.value.sum(axis=axis))

    def retour():
        g = r.grad
        if axis is not None:
            g = np.expand_dims(g, axis)
        a.grad = a.grad + g * np.ones_like(a.value)
    BANDE.append(retour)
    return r


def moyenne(a):
    a = _noeud(a)
    r = Noeud(a.value.mean())

    def retour():
        a.grad = a.grad + np.full(a.shape, r.grad / a.value.size)
    BANDE.append(retour)
    return r


def remonter(sortie, graine=None):
    """Parcourt la bande a l'envers."""
    sortie.grad = np.ones_like(sortie.value) if graine is None else np.asarray(graine, float)
    for retour in reversed(BANDE):
        retour()


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    X = rng.normal(size=(6, 3))
    y = X @ np.array([[1.0], [-2.0], [0.5]]) + 3
    w, b = Noeud(np.zeros((3, 1))), Noeud(np.zeros(1))
    for it in range(100):
        vider_bande()
        w.grad[...] = 0
        b.grad[...] = 0
        e = sub(add(matmul(X, w), b), y)
        perte = moyenne(mul(e, e))
        remonter(perte)
        w.value -= 0.1 * w.grad
        b.value -= 0.1 * b.grad
    print(perte.value, w.value.ravel(), b.value)
