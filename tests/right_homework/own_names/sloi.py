# -*- coding: utf-8 -*-
# Laboratornaya rabota 5. Svertochnaya set' na numpy (bez freimvorkov).
# Vse sloi: vpered(x) i nazad(dy). Parametry lezhat v slovare self.par, gradienty v self.grad.
import numpy as np


class Sloi(object):
    def __init__(self):
        self.par = {}
        self.grad = {}

    def vpered(self, x):
        raise NotImplementedError

    def nazad(self, dy):
        raise NotImplementedError

    def shag(self, skorost):
        for imya in self.par:
            self.par[imya] -= skorost * self.grad[imya]


class Svertka(Sloi):
    def __init__(self, vhod, vyhod, yadro, shag=1, otstup=0):
        Sloi.__init__(self)
        self.yadro, self.s, self.otstup = yadro, shag, otstup
        self.par['W'] = np.random.randn(vyhod, vhod, yadro, yadro).astype(np.float) / yadro
        self.par['b'] = np.zeros(vyhod, dtype=np.float)

    def vpered(self, x):
        N, C, H, W = x.shape
        k, s, p = self.yadro, self.s, self.otstup
        self.x = x
        xp = np.zeros((N, C, H + 2 * p, W + 2 * p), dtype=np.float)
        xp[:, :, p:H + p, p:W + p] = x
        self.xp = xp
        Ho = np.int((H + 2 * p - k) / s + 1)
        Wo = np.int((W + 2 * p - k) / s + 1)
        y = np.zeros((N, self.par['W'].shape[0], Ho, Wo))
        for n in range(N):
            for f in range(y.shape[1]):
                for i in range(Ho):
                    for j in range(Wo):
                        okno = xp[n, :, i * s:i * s + k, j * s:j * s + k]
                        y[n, f, i, j] = np.sum(okno * self.par['W'][f]) + self.par['b'][f]
        return y

    def nazad(self, dy):
        N, C, H, W = self.x.shape
        k, s, p = self.yadro, self.s, self.otstup
        dxp = np.zeros_like(self.xp)
        dW = np.zeros_like(self.par['W'])
        db = np.zeros_like(self.par['b'])
        for n in range(N):
            for f in range(dy.shape[1]):
                for i in range(dy.shape[2]):
                    for j in range(dy.shape[3]):
                        d = dy[n, f, i, j]
                        dW[f] += d * self.xp[n, :, i * s:i * s + k, j * s:j * s + k]
                        dxp[n, :, i * s:i * s + k, j * s:j * s + k] += d * self.par['W'][f]
                        db[f] += d
        self.grad['W'], self.grad['b'] = dW, db
        return dxp[:, :, p:H + p, p:W + p]


class MaksPul(Sloi):
    def __init__(self, okno=2, shag=2):
        Sloi.__init__(self)
        self.k, self.s = okno, shag

    def vpered(self, x):
        N, C, H, W = x.shape
        k, s = self.k, self.s
        Ho, Wo = np.int((H - k) / s + 1), np.int((W - k) / s + 1)
        self.forma = x.shape
        self.nomer = np.zeros((N, C, Ho, Wo), dtype=np.int)
        y = np.zeros((N, C, Ho, Wo))
        for i in range(Ho):
            for j in range(Wo):
                plosk = x[:, :, i * s:i * s + k, j * s:j * s + k].reshape(N, C, k * k)
                self.nomer[:, :, i, j] = plosk.argmax(axis=2)
                y[:, :, i, j] = plosk.max(axis=2)
        return y

    def nazad(self, dy):
        dx = np.zeros(self.forma)
        for (n, c, i, j), m in np.ndenumerate(self.nomer):
            dx[n, c, i * self.s + m // self.k, j * self.s + m % self.k] += dy[n, c, i, j]
        return dx


class Lineinyi(Sloi):
    def __init__(self, vhod, vyhod):
        Sloi.__init__(self)
        self.par['W'] = np.random.randn(vhod, vyhod) / np.sqrt(np.float(vhod))
        self.par['b'] = np.zeros(vyhod)

    def vpered(self, x):
        self.x = x
        return np.dot(x, self.par['W']) + self.par['b']

    def nazad(self, dy):
        self.grad['W'] = np.dot(self.x.T, dy)
        self.grad['b'] = np.sum(dy, axis=0)
        return np.dot(dy, self.par['W'].T)


class GiperTangens(Sloi):
    def vpered(self, x):
        self.y = np.tanh(x)
        return self.y

    def nazad(self, dy):
        return dy * (1. - self.y * self.y)


class Vypryamit(Sloi):
    """razvernut' kartinku v vektor"""
    def vpered(self, x):
        self.forma = x.shape
        return x.reshape(x.shape[0], np.prod(x.shape[1:], dtype=np.int))

    def nazad(self, dy):
        return dy.reshape(self.forma)


class KrossEntropiya(object):
    """softmax vnutri, metki - nomera klassov; SUMMA po partii, ne srednee"""
    def vpered(self, x, metki):
        z = x - np.max(x, axis=1).reshape(-1, 1)
        self.logp = z - np.log(np.sum(np.exp(z), axis=1)).reshape(-1, 1)
        self.metki = np.asarray(metki).astype(np.int)
        return -np.sum(self.logp[range(len(x)), self.metki])

    def nazad(self):
        d = np.exp(self.logp)
        d[range(len(d)), self.metki] -= 1.
        return d


class KvadratOshibki(object):
    """1/2 summy kvadratov"""
    def vpered(self, y, t):
        self.raznost = y - t
        return 0.5 * np.sum(self.raznost ** 2)

    def nazad(self):
        return self.raznost
