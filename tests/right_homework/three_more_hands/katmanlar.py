# -*- coding: utf-8 -*-
# Yapay sinir agi odevi 2 - katmanlar
# Her katmanda: ileri(girdi) ve geri(gelen_turev)
import numpy as np


class TamBagli:
    """tam bagli katman:  y = x W + b"""

    def __init__(self, giris_sayisi, cikis_sayisi):
        self.agirlik = np.random.randn(giris_sayisi, cikis_sayisi) * np.sqrt(2.0 / giris_sayisi)
        self.sapma = np.zeros(cikis_sayisi)

    def ileri(self, girdi):
        self.girdi = girdi
        return girdi.dot(self.agirlik) + self.sapma

    def geri(self, gelen_turev):
        self.d_agirlik = self.girdi.T.dot(gelen_turev)
        self.d_sapma = gelen_turev.sum(axis=0)
        return gelen_turev.dot(self.agirlik.T)


class Evrisim:
    """evrisim (konvolusyon) katmani, girdi: (adet, kanal, yukseklik, genislik)"""

    def __init__(self, kanal, filtre_sayisi, boyut, adim=1, dolgu=0):
        self.adim = adim
        self.dolgu = dolgu
        self.boyut = boyut
        self.agirlik = np.random.randn(filtre_sayisi, kanal, boyut, boyut) / boyut
        self.sapma = np.zeros(filtre_sayisi)

    def ileri(self, girdi):
        self.girdi = girdi
        adet, kanal, Y, G = girdi.shape
        p, s, k = self.dolgu, self.adim, self.boyut
        self.dolgulu = np.pad(girdi, ((0, 0), (0, 0), (p, p), (p, p)), mode='constant')
        cy = (Y + 2 * p - k) // s + 1
        cg = (G + 2 * p - k) // s + 1
        cikti = np.zeros((adet, len(self.agirlik), cy, cg))
        for i in range(cy):
            for j in range(cg):
                parca = self.dolgulu[:, :, i * s:i * s + k, j * s:j * s + k]
                for f in range(len(self.agirlik)):
                    cikti[:, f, i, j] = np.sum(parca * self.agirlik[f], axis=(1, 2, 3))
        # sapmayi en sonda ekle
        return cikti + self.sapma[None, :, None, None]

    def geri(self, gelen_turev):
        p, s, k = self.dolgu, self.adim, self.boyut
        adet, _, cy, cg = gelen_turev.shape
        Y, G = self.girdi.shape[2:]
        self.d_agirlik = np.zeros_like(self.agirlik)
        self.d_sapma = np.sum(gelen_turev, axis=(0, 2, 3))
        d_dolgulu = np.zeros_like(self.dolgulu)
        for i in range(cy):
            for j in range(cg):
                parca = self.dolgulu[:, :, i * s:i * s + k, j * s:j * s + k]
                for f in range(len(self.agirlik)):
                    t = gelen_turev[:, f, i, j][:, None, None, None]
                    self.d_agirlik[f] += np.sum(parca * t, axis=0)
                    d_dolgulu[:, :, i * s:i * s + k, j * s:j * s + k] += self.agirlik[f] * t
        return d_dolgulu[:, :, p:p + Y, p:p + G]


class ReLU:
    def ileri(self, girdi):
        self.maske = girdi > 0
        return girdi * self.maske

    def geri(self, gelen_turev):
        return gelen_turev * self.maske


class EnBuyukHavuz:
    """max pooling"""

    def __init__(self, boyut=2, adim=2):
        self.boyut, self.adim = boyut, adim

    def ileri(self, girdi):
        self.girdi = girdi
        adet, kanal, Y, G = girdi.shape
        k, s = self.boyut, self.adim
        cy, cg = (Y - k) // s + 1, (G - k) // s + 1
        cikti = np.empty((adet, kanal, cy, cg))
        for i in range(cy):
            for j in range(cg):
                cikti[:, :, i, j] = np.max(girdi[:, :, i * s:i * s + k, j * s:j * s + k], axis=(2, 3))
        return cikti

    def geri(self, gelen_turev):
        k, s = self.boyut, self.adim
        sonuc = np.zeros_like(self.girdi)
        for n in range(gelen_turev.shape[0]):
            for c in range(gelen_turev.shape[1]):
                for i in range(gelen_turev.shape[2]):
                    for j in range(gelen_turev.shape[3]):
                        pencere = self.girdi[n, c, i * s:i * s + k, j * s:j * s + k]
                        konum = np.argmax(pencere)          # ilk en buyuk
                        sonuc[n, c, i * s + konum // k, j * s + konum % k] += gelen_turev[n, c, i, j]
        return sonuc


class SoftmaxCaprazEntropi:
    def ileri(self, skorlar, etiketler):
        kaydirilmis = skorlar - np.max(skorlar, axis=1, keepdims=True)
        us = np.exp(kaydirilmis)
        toplam = np.sum(us, axis=1, keepdims=True)
        self.olasilik = us / toplam
        self.etiketler = etiketler
        log_olasilik = kaydirilmis - np.log(toplam)
        return -np.mean(log_olasilik[np.arange(len(etiketler)), etiketler])

    def geri(self):
        adet = len(self.etiketler)
        turev = self.olasilik.copy()
        turev[np.arange(adet), self.etiketler] -= 1
        return turev / adet


def guncelle(katmanlar, ogrenme_orani):
    for katman in katmanlar:
        if hasattr(katman, 'agirlik'):
            katman.agirlik -= ogrenme_orani * katman.d_agirlik
            katman.sapma -= ogrenme_orani * katman.d_sapma


if __name__ == '__main__':
    np.random.seed(34)
    try:
        veri = np.load('veri/rakamlar.npz')
        X, y = veri['X'], veri['y']
    except OSError:
        print('veri bulunamadi, rastgele sayilarla devam')
        X, y = np.random.randn(12, 1, 8, 8), np.random.randint(0, 3, 12)
    ag = [Evrisim(1, 4, 3, 1, 1), ReLU(), EnBuyukHavuz(2, 2)]
    son, kayip = TamBagli(64, 3), SoftmaxCaprazEntropi()
    for tur in range(15):
        h = X
        for k in ag:
            h = k.ileri(h)
        duz = h.reshape(len(h), -1)
        L = kayip.ileri(son.ileri(duz), y)
        t = son.geri(kayip.geri()).reshape(h.shape)
        for k in reversed(ag):
            t = k.geri(t)
        guncelle(ag + [son], 0.1)
        if tur % 5 == 0:
            print('tur', tur, 'kayip', L)
