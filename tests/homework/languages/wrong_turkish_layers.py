import numpy as np


class TamBagliKatman:
    def __init__(self, girdi_sayisi, cikti_sayisi):
        self.agirlik = np.random.randn(girdi_sayisi, cikti_sayisi)
        self.sapma = np.zeros(cikti_sayisi)

    def ileri(self, girdi):
        self.girdi = girdi
        return girdi.dot(self.agirlik) + self.sapma

    def geri(self, hata):
        self.agirlik_turevi = self.girdi.T.dot(hata)
        self.sapma_turevi = hata.mean(0)
        return hata.dot(self.agirlik.T)


class MaksHavuzlama:
    def __init__(self, boyut):
        self.boyut = boyut

    def ileri(self, girdi):
        b = self.boyut
        n, c, h, w = girdi.shape
        bloklar = girdi[:, :, : h // b * b, : w // b * b].reshape(n, c, h // b, b, w // b, b)
        self.bloklar = bloklar.transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h // b, w // b, b * b)
        self.sekil = girdi.shape
        return self.bloklar.max(-1)

    def geri(self, hata):
        b = self.boyut
        n, c, h, w = hata.shape
        secim = np.zeros_like(self.bloklar)
        np.put_along_axis(secim, self.bloklar.argmax(-1)[..., None], hata[..., None], -1)
        geri = np.zeros(self.sekil)
        kare = secim.reshape(n, c, h, w, b, b).transpose(0, 1, 2, 4, 3, 5)
        geri[:, :, : h * b, : w * b] = kare.reshape(n, c, h * b, w * b)
        return geri


class Softmax:
    def ileri(self, girdi):
        e = np.exp(girdi - girdi.max(1, keepdims=True))
        self.cikti = e / e.sum(1, keepdims=True)
        return self.cikti

    def geri(self, hata):
        return self.cikti * (1 - self.cikti) * hata
