"""Tema 2 - retele convolutionale.  Straturi scrise ca functii pure, cu parametrii intr-un dictionar.

    iesire = strat_inainte(param, x)
    grad   = strat_inapoi(param, x, d_iesire)     # dictionar cu cheile 'x', 'w', 'b'

Nu se tine nicio stare: la intoarcere se recalculeaza ce trebuie.  Imagini NHWC.
"""
from functools import partial

import numpy as np


def _bordare(x, b):
    return np.pad(x, ((0, 0), (b, b), (b, b), (0, 0)))


def _decupaje(forma_w, forma_y, pas):
    """toate felierile (i, j, sel) ale imaginii bordate care ating ponderea (i, j)"""
    kh, kw = forma_w[:2]
    ho, wo = forma_y
    for i in range(kh):
        for j in range(kw):
            yield i, j, np.s_[:, i:i + pas * ho:pas, j:j + pas * wo:pas, :]


def conv_inainte(param, x):
    w, b, pas, bord = param['w'], param['b'], param.get('pas', 1), param.get('bord', 0)
    ho = (x.shape[1] + 2 * bord - w.shape[0]) // pas + 1
    wo = (x.shape[2] + 2 * bord - w.shape[1]) // pas + 1
    xb = _bordare(x, bord)
    return sum(xb[sel] @ w[i, j] for i, j, sel in _decupaje(w.shape, (ho, wo), pas)) + b


def conv_inapoi(param, x, d_iesire):
    w, pas, bord = param['w'], param.get('pas', 1), param.get('bord', 0)
    xb = _bordare(x, bord)
    dxb, dw = np.zeros(xb.shape), np.zeros(w.shape)
    cout = w.shape[-1]
    for i, j, sel in _decupaje(w.shape, d_iesire.shape[1:3], pas):
        dw[i, j] = xb[sel].reshape(-1, w.shape[2]).T @ d_iesire.reshape(-1, cout)
        dxb[sel] += d_iesire @ w[i, j].T
    dx = dxb[:, bord:bord + x.shape[1], bord:bord + x.shape[2], :]
    return {'x': dx, 'w': dw, 'b': d_iesire.sum((0, 1, 2))}


def grupare_medie_inainte(param, x):
    k, pas = param['k'], param.get('pas', param['k'])
    ho, wo = (x.shape[1] - k) // pas + 1, (x.shape[2] - k) // pas + 1
    return sum(x[sel] for _, _, sel in _decupaje((k, k), (ho, wo), pas)) / k ** 2


def grupare_medie_inapoi(param, x, d_iesire):
    k, pas = param['k'], param.get('pas', param['k'])
    dx = np.zeros(x.shape)
    for _, _, sel in _decupaje((k, k), d_iesire.shape[1:3], pas):
        dx[sel] += d_iesire / k ** 2
    return {'x': dx}


def liniar_inainte(param, x):
    return x @ param['w'] + param['b']


def liniar_inapoi(param, x, d_iesire):
    return {'x': d_iesire @ param['w'].T, 'w': x.T @ d_iesire, 'b': d_iesire.sum(0)}


def tanh_inainte(param, x):
    return np.tanh(x)


def tanh_inapoi(param, x, d_iesire):
    return {'x': d_iesire / np.cosh(np.clip(x, -300, 300)) ** 2}


def relu_inainte(param, x):
    return np.maximum(0, x)


def relu_inapoi(param, x, d_iesire):
    return {'x': d_iesire * np.heaviside(x, 0)}


def log_softmax_inainte(param, x):
    m = x.max(-1, keepdims=True)
    return x - m - np.log(np.exp(x - m).sum(-1, keepdims=True))


def log_softmax_inapoi(param, x, d_iesire):
    p = np.exp(log_softmax_inainte(param, x))
    return {'x': d_iesire - p * d_iesire.sum(-1, keepdims=True)}


def nll(logp, y):
    """pierderea pentru log-probabilitati: (valoare, gradient fata de logp)"""
    n = logp.shape[0]
    g = np.zeros(logp.shape)
    g[range(n), y] = -1.0 / n
    return -logp[range(n), y].mean(), g


STRATURI = {
    'conv': (conv_inainte, conv_inapoi),
    'medie': (grupare_medie_inainte, grupare_medie_inapoi),
    'liniar': (liniar_inainte, liniar_inapoi),
    'tanh': (tanh_inainte, tanh_inapoi),
    'relu': (relu_inainte, relu_inapoi),
    'logsoftmax': (log_softmax_inainte, log_softmax_inapoi),
}


def lant(straturi):
    """lista de (nume, param) -> lista de functii deja legate de parametri"""
    return [(partial(STRATURI[n][0], p), partial(STRATURI[n][1], p)) for n, p in straturi]
