"""Warstwy z domknięć: fabryka zwraca funkcje, a wagi zostają w środku."""
import numpy as np


class Warstwa:
    pass


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
                okno(dx, i, j)[...] += np.einsum('nf,fckl->nckl', delta[:, :, i, j], W)
        return dx, dW, delta.sum((0, 2, 3))

    return przod, tyl


def zbuduj_gesta(wej, wyj):
    wagi = [np.random.randn(wej, wyj) * 0.1, np.zeros((1, wyj))]
    pamiec = []

    def licz(x):
        pamiec[:] = [x]
        return x @ wagi[0] + wagi[1]

    def cofnij(delta):
        x, = pamiec
        return {'x': delta @ wagi[0].T, 'W': x.T @ delta, 'b': delta.sum(0, keepdims=True)}

    return {'wagi': wagi, 'licz': licz, 'cofnij': cofnij}


def zbuduj_gesta_z(W, b):
    """Wagi z zewnatrz."""
    x = dW = db = None

    def przod(we):
        nonlocal x
        x = we
        return np.dot(we, W) + b

    def tyl(delta):
        nonlocal dW, db
        dW, db = np.dot(x.T, delta), delta.sum(axis=0)
        return np.dot(delta, W.T)

    return (przod, tyl), (W, b), lambda: (dW, db)


def aktywacja(f, pochodna):
    w = Warstwa()

    def przod(x):
        w.x = x
        return f(x)

    w.przod = przod
    w.tyl = lambda delta: delta * pochodna(w.x)
    return w


def zbuduj_sigmoide():
    s = lambda x: 1 / (1 + np.exp(-x))
    return aktywacja(s, lambda x: s(x) * (1 - s(x)))


def zbuduj_tanh():
    return aktywacja(np.tanh, lambda x: 1 - np.tanh(x) ** 2)


def zbuduj_pool(k=2):
    stan = dict(x=None)

    def przod(x):
        stan['x'] = x
        n, c, h, w = x.shape
        y = x[:, :, :h // k * k, :w // k * k].reshape(n, c, h // k, k, w // k, k)
        return y.mean(axis=(3, 5))

    def tyl(delta):
        dx = np.zeros_like(stan['x'])
        rozlane = delta.repeat(k, axis=2).repeat(k, axis=3) / k ** 2
        dx[:, :, :rozlane.shape[2], :rozlane.shape[3]] = rozlane
        return dx

    return stan, przod, tyl


def zbuduj_mse():
    r = None

    def przod(wynik, cel):
        nonlocal r
        r = wynik - cel
        return (r ** 2).mean()

    return przod, lambda: 2 * r / r.size
