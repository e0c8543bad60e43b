"""TP 2 : couches d'activation, passe avant et passe arrière.

Convention : la passe avant renvoie (sortie, memoire) et la passe arrière
prend (dsortie, memoire).
"""
import numpy as np


def lineaire(x, w, b):
    return x @ w + b, (x, w)


def lineaire_arriere(dsortie, memoire):
    x, w = memoire
    return dsortie @ w.T, x.T @ dsortie, dsortie.sum(0)


def tanh(x):
    s = np.tanh(x)
    return s, s


def tanh_arriere(dsortie, memoire):
    return dsortie * (1 - memoire ** 2)


def elu(x, alpha=1.0):
    negatif = x < 0
    s = np.array(x, dtype=np.float64)
    s[negatif] = alpha * np.exp(s[negatif])
    return s, (x, alpha)


def elu_arriere(dsortie, memoire):
    x, alpha = memoire
    pente = np.ones(x.shape)
    pente[x < 0] = alpha * np.exp(x[x < 0])
    return dsortie * pente


def celu(x, alpha=0.75):
    e = np.exp(np.minimum(x, 0) / alpha)
    return np.maximum(x, 0) + alpha * (e - 1), e


def celu_arriere(dsortie, memoire):
    return dsortie * memoire


def softplus(x):
    return np.logaddexp(x, 0.0), x


def softplus_arriere(dsortie, memoire):
    x = memoire
    return dsortie * np.exp(-np.logaddexp(0.0, -x))


def hardtanh(x, bas=-1.0, haut=1.0):
    return np.clip(x, bas, haut), (x, bas, haut)


def hardtanh_arriere(dsortie, memoire):
    x, bas, haut = memoire
    dx = np.zeros_like(dsortie)
    dedans = np.logical_and(bas < x, x < haut)
    dx[dedans] = dsortie[dedans]
    return dx


if __name__ == "__main__":
    x = np.linspace(-2.2, 2.2, 6)
    for avant, arriere in [(tanh, tanh_arriere), (elu, elu_arriere), (celu, celu_arriere),
                           (softplus, softplus_arriere), (hardtanh, hardtanh_arriere)]:
        s, memoire = avant(x)
        print(avant.__name__, s.round(3), arriere(np.ones_like(x), memoire).round(3))
