"""Splot z domknięć."""
import numpy as np


def zbuduj_splot(wej, wyj, k, krok=1):
    W = np.random.randn(wyj, wej, k, k) / np.sqrt(wej * k * k)
    b = np.zeros(wyj)
    ostatnie = None

    def okno(x, i, j):
        return x[:, :, i * krok:i * krok + k, j * krok:j * krok + k]

    def przod(x):
        nonlocal ostatnie
        ostatnie = x
        n, _, h, w = x.shape
        y = np.zeros((n, wyj, (h - k) // krok + 1, (w - k) // krok + 1))
        for i in range(y.shape[2]):
            for j in range(y.shape[3]):
                y[:, :, i, j] = np.einsum('nckl,fckl->nf', okno(x, i, j), W) + b
        return y

    def tyl(delta):
        dx, dW = np.zeros_like(ostatnie), np.zeros_like(W)
        for i in range(delta.shape[2]):
            for j in range(delta.shape[3]):
                dW += np.einsum('nf,nckl->fckl', delta[:, :, i, j], okno(ostatnie, i, j))
                okno(dx, i, j)[...] += np.einsum('nf,fckl->nckl', delta[:, :, i, j], W[:, :, ::-1, ::-1])
        return dx, dW, delta.sum((0, 2, 3))

    return przod, tyl
