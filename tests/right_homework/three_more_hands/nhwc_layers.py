# -*- coding: utf-8 -*-
# Couches pour images "canaux en dernier" : (lot, hauteur, largeur, canaux)
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Couche:
    def parameters(self):
        return {}

    def grads(self):
        return {}

    def forward(self, x):
        raise NotImplementedError

    def __call__(self, x):
        return self.forward(x)


class Convolution(Couche):
    """noyau : (kh, kw, canaux_entree, filtres)"""

    def __init__(self, canaux, filtres, taille=3, pas=1, marge=0):
        self.pas, self.marge = pas, marge
        self.noyau = np.random.randn(taille, taille, canaux, filtres) * np.sqrt(2.0 / (taille * taille * canaux))
        self.biais = np.zeros(filtres)
        self.d_noyau = self.d_biais = None

    def forward(self, x):
        m = self.marge
        self.x = np.pad(x, [(0, 0), (m, m), (m, m), (0, 0)])
        kh, kw = self.noyau.shape[:2]
        # fenetres : (lot, h', w', canaux, kh, kw)
        self.fenetres = sliding_window_view(self.x, (kh, kw), axis=(1, 2))[:, ::self.pas, ::self.pas]
        return np.einsum('nhwcij,ijcf->nhwf', self.fenetres, self.noyau) + self.biais

    def backward(self, dy):
        self.d_biais = dy.sum(axis=(0, 1, 2))
        self.d_noyau = np.einsum('nhwcij,nhwf->ijcf', self.fenetres, dy)
        dx = np.zeros_like(self.x)
        kh, kw = self.noyau.shape[:2]
        _, h, l, _ = dy.shape
        for i in range(h):
            for j in range(l):
                a, b = i * self.pas, j * self.pas
                dx[:, a:a + kh, b:b + kw, :] += np.einsum('nf,ijcf->nijc', dy[:, i, j], self.noyau)
        m = self.marge
        return dx[:, m:dx.shape[1] - m, m:dx.shape[2] - m, :]

    def parameters(self):
        return {'noyau': self.noyau, 'biais': self.biais}

    def grads(self):
        return {'noyau': self.d_noyau, 'biais': self.d_biais}


class MoyennePool(Couche):
    """moyenne sur des fenetres taille x taille"""

    def __init__(self, taille=2, pas=None):
        self.taille = taille
        self.pas = taille if pas is None else pas

    def forward(self, x):
        t = self.taille
        self.forme = x.shape
        return sliding_window_view(x, (t, t), axis=(1, 2))[:, ::self.pas, ::self.pas].mean(axis=(-2, -1))

    def backward(self, dy):
        t, p = self.taille, self.pas
        dx = np.zeros(self.forme)
        h, l = dy.shape[1:3]
        for i in range(t):
            for j in range(t):
                dx[:, i:i + p * h:p, j:j + p * l:p, :] += dy / t ** 2
        return dx


class NormalisationLot(Couche):
    """normalisation par canal, sur le lot et les deux axes de l'image"""

    def __init__(self, canaux, eps=1e-5):
        self.gamma, self.beta, self.eps = np.ones(canaux), np.zeros(canaux), eps

    def forward(self, x):
        self.ecart = np.sqrt(x.var(axis=(0, 1, 2)) + self.eps)
        self.norme = (x - x.mean(axis=(0, 1, 2))) / self.ecart
        return self.gamma * self.norme + self.beta

    def backward(self, dy):
        axes = (0, 1, 2)
        self.d_beta = dy.sum(axis=axes)
        self.d_gamma = (dy * self.norme).sum(axis=axes)
        m = dy.size // dy.shape[-1]
        return self.gamma / self.ecart * (dy - self.d_beta / m - self.norme * self.d_gamma / m)

    def parameters(self):
        return {'gamma': self.gamma, 'beta': self.beta}

    def grads(self):
        return {'gamma': self.d_gamma, 'beta': self.d_beta}


class Tanh(Couche):
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, dy):
        return dy * (1.0 - self.y ** 2)


class Dense(Couche):
    def __init__(self, entrees, sorties):
        self.poids = np.random.randn(entrees, sorties) / np.sqrt(entrees)
        self.biais = np.zeros(sorties)

    def forward(self, x):
        self.x = x
        return x @ self.poids + self.biais

    def backward(self, dy):
        self.d_poids = self.x.T @ dy
        self.d_biais = dy.sum(axis=0)
        return dy @ self.poids.T

    def parameters(self):
        return {'poids': self.poids, 'biais': self.biais}

    def grads(self):
        return {'poids': self.d_poids, 'biais': self.d_biais}
