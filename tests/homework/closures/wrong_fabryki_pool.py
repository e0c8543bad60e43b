"""Pooling i warstwa gęsta z domknięć."""
import numpy as np


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


def zbuduj_pool(k=2):
    stan = dict(x=None)

    def przod(x):
        stan['x'] = x
        n, c, h, w = x.shape
        y = x[:, :, :h // k * k, :w // k * k].reshape(n, c, h // k, k, w // k, k)
        return y.mean(axis=(3, 5))

    def tyl(delta):
        dx = np.zeros_like(stan['x'])
        rozlane = delta.repeat(k, axis=2).repeat(k, axis=3)
        dx[:, :, :rozlane.shape[2], :rozlane.shape[3]] = rozlane
        return dx

    return stan, przod, tyl
