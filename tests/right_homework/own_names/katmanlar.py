# Odev 2 - Evrisimli sinir agi katmanlari
# im2col ile yazildi. Girdi: (N, C, H, W)
import numpy as np


def sutunlara_ac(x, fh, fw, adim, dolgu):
    """(N,C,H,W) -> (C*fh*fw, N*oh*ow)"""
    N, C, H, W = x.shape
    oh = (H + 2 * dolgu - fh) // adim + 1
    ow = (W + 2 * dolgu - fw) // adim + 1
    xp = np.pad(x, ((0, 0), (0, 0), (dolgu, dolgu), (dolgu, dolgu)))
    i0 = np.tile(np.repeat(np.arange(fh), fw), C)
    j0 = np.tile(np.arange(fw), fh * C)
    i1 = adim * np.repeat(np.arange(oh), ow)
    j1 = adim * np.tile(np.arange(ow), oh)
    i = i0[:, None] + i1[None, :]
    j = j0[:, None] + j1[None, :]
    k = np.repeat(np.arange(C), fh * fw)[:, None]
    sutun = xp[:, k, i, j]                       # (N, C*fh*fw, oh*ow)
    return sutun.transpose(1, 0, 2).reshape(C * fh * fw, -1), (k, i, j), oh, ow


def sutunlardan_topla(sutun, sekil, indisler, dolgu):
    N, C, H, W = sekil
    xp = np.zeros((N, C, H + 2 * dolgu, W + 2 * dolgu))
    k, i, j = indisler
    parca = sutun.reshape(sutun.shape[0], N, -1).transpose(1, 0, 2)
    np.add.at(xp, (slice(None), k, i, j), parca)
    if dolgu == 0:
        return xp
    return xp[:, :, dolgu:-dolgu, dolgu:-dolgu]


class Evrisim(object):
    def __init__(self, girdi_kanal, filtre_sayisi, filtre_boyu, adim=1, dolgu=0):
        fh, fw = filtre_boyu if isinstance(filtre_boyu, tuple) else (filtre_boyu, filtre_boyu)
        self.adim, self.dolgu = adim, dolgu
        self.agirlik = np.random.randn(filtre_sayisi, girdi_kanal, fh, fw) * 0.05
        self.yanlilik = np.zeros((filtre_sayisi, 1))

    def ileri(self, x):
        F, C, fh, fw = self.agirlik.shape
        self.sekil = x.shape
        self.sutun, self.indisler, oh, ow = sutunlara_ac(x, fh, fw, self.adim, self.dolgu)
        y = self.agirlik.reshape(F, -1) @ self.sutun + self.yanlilik
        return y.reshape(F, x.shape[0], oh, ow).transpose(1, 0, 2, 3)

    def geri(self, dy):
        F = self.agirlik.shape[0]
        duz = dy.transpose(1, 0, 2, 3).reshape(F, -1)
        self.d_yanlilik = duz.sum(axis=1, keepdims=True)
        self.d_agirlik = (duz @ self.sutun.T).reshape(self.agirlik.shape)
        return sutunlardan_topla(self.agirlik.reshape(F, -1).T @ duz, self.sekil, self.indisler, self.dolgu)


class OrtalamaHavuz(object):
    def __init__(self, boy=2, adim=2):
        self.boy, self.adim = boy, adim

    def ileri(self, x):
        N, C, H, W = x.shape
        self.sekil = x.shape
        sutun, self.indisler, oh, ow = sutunlara_ac(x.reshape(N * C, 1, H, W), self.boy, self.boy, self.adim, 0)
        return sutun.mean(axis=0).reshape(N, C, oh, ow)

    def geri(self, dy):
        N, C, H, W = self.sekil
        b2 = self.boy * self.boy
        sutun = np.repeat(dy.reshape(1, -1), b2, axis=0) / float(b2)
        return sutunlardan_topla(sutun, (N * C, 1, H, W), self.indisler, 0).reshape(self.sekil)


class EnBuyukHavuz(OrtalamaHavuz):
    def ileri(self, x):
        N, C, H, W = x.shape
        self.sekil = x.shape
        sutun, self.indisler, oh, ow = sutunlara_ac(x.reshape(N * C, 1, H, W), self.boy, self.boy, self.adim, 0)
        self.kazanan = sutun.argmax(axis=0)
        return sutun[self.kazanan, np.arange(sutun.shape[1])].reshape(N, C, oh, ow)

    def geri(self, dy):
        N, C, H, W = self.sekil
        sutun = np.zeros((self.boy * self.boy, dy.size))
        sutun[self.kazanan, np.arange(dy.size)] = dy.reshape(-1)
        return sutunlardan_topla(sutun, (N * C, 1, H, W), self.indisler, 0).reshape(self.sekil)


class SizintiliReLU(object):
    def __init__(self, egim=0.1):
        self.egim = egim

    def ileri(self, x):
        self.pozitif = x > 0
        return np.where(self.pozitif, x, self.egim * x)

    def geri(self, dy):
        return np.where(self.pozitif, dy, self.egim * dy)


class TamBagli(object):
    def __init__(self, girdi, cikti):
        self.agirlik = np.random.randn(girdi, cikti) * 0.05
        self.yanlilik = np.zeros(cikti)

    def ileri(self, x):
        # resim gelirse burada duzlestirilir
        self.sekil = x.shape
        self.x = x.reshape(x.shape[0], -1)
        return self.x.dot(self.agirlik) + self.yanlilik

    def geri(self, dy):
        self.d_agirlik = self.x.T.dot(dy)
        self.d_yanlilik = dy.sum(axis=0)
        return dy.dot(self.agirlik.T).reshape(self.sekil)


class LogSoftmax(object):
    def ileri(self, x):
        t = x - x.max(axis=1, keepdims=True)
        self.y = t - np.log(np.sum(np.exp(t), axis=1, keepdims=True))
        return self.y

    def geri(self, dy):
        return dy - np.exp(self.y) * dy.sum(axis=1, keepdims=True)
