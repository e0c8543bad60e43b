"""Kapanış (closure) ile yazılmış katmanlar: her fabrika (ileri, geri, durum) döndürür.  Ödev 2 - Derin Öğrenme"""
import numpy as np


def evrisim_yap(giris_kanal, cikis_kanal, boyut, adim=1, dolgu=0, tohum=0):
    uretec = np.random.default_rng(tohum)
    durum = {'agirlik': uretec.normal(0, 0.1, (cikis_kanal, giris_kanal, boyut, boyut)), 'sapma': np.zeros(cikis_kanal)}
    onbellek = {}

    def dilim(i, j, yuk, gen):
        return np.s_[:, :, i:i + adim * (yuk - 1) + 1:adim, j:j + adim * (gen - 1) + 1:adim]

    def ileri(x):
        xd = np.pad(x, ((0, 0), (0, 0), (dolgu, dolgu), (dolgu, dolgu)))
        yuk, gen = (xd.shape[2] - boyut) // adim + 1, (xd.shape[3] - boyut) // adim + 1
        sonuc = np.broadcast_to(durum['sapma'][None, :, None, None], (len(x), cikis_kanal, yuk, gen)).copy()
        for i in range(boyut):
            for j in range(boyut):
                sonuc += np.einsum('fc,nchw->nfhw', durum['agirlik'][:, :, i, j], xd[dilim(i, j, yuk, gen)])
        onbellek.update(xd=xd, sekil=x.shape)
        return sonuc

    def geri(turev):
        xd, (_, _, h, w) = onbellek['xd'], onbellek['sekil']
        yuk, gen = turev.shape[2:]
        dx, dA = np.zeros_like(xd), np.zeros_like(durum['agirlik'])
        for i in range(boyut):
            for j in range(boyut):
                d = dilim(i, j, yuk, gen)
                dA[:, :, i, j] = np.einsum('nfhw,nchw->fc', turev, xd[d])
                dx[d] += np.einsum('fc,nfhw->nchw', durum['agirlik'][:, :, i, j], turev)
        durum['d_agirlik'], durum['d_sapma'] = dA, turev.sum(axis=(0, 2, 3))
        return dx[:, :, dolgu:dolgu + h, dolgu:dolgu + w]

    return ileri, geri, durum


def tam_bagli_yap(giris, cikis, tohum=0):
    uretec = np.random.default_rng(tohum)
    durum = {'agirlik': uretec.normal(0, 0.1, (giris, cikis)), 'sapma': np.zeros(cikis)}
    son = None

    def ileri(x):
        nonlocal son
        son = x
        return x @ durum['agirlik'] + durum['sapma']

    def geri(turev):
        durum['d_agirlik'] = son.T @ turev
        durum['d_sapma'] = turev.sum(axis=0)
        return turev @ durum['agirlik'].T

    return ileri, geri, durum


def havuz_yap(boyut=2, adim=2):
    konum, sekil = None, None

    def ileri(x):
        nonlocal konum, sekil
        sekil = x.shape
        pencere = np.lib.stride_tricks.sliding_window_view(x, (boyut, boyut), axis=(2, 3))[:, :, ::adim, ::adim]
        duz = pencere.reshape(*pencere.shape[:4], boyut * boyut)
        konum = duz.argmax(axis=-1)
        return duz.max(axis=-1)

    def geri(turev):
        dx = np.zeros(sekil)
        for yer in range(boyut * boyut):
            i, j = divmod(yer, boyut)
            h, w = turev.shape[2:]
            dx[:, :, i:i + adim * (h - 1) + 1:adim, j:j + adim * (w - 1) + 1:adim] += np.where(konum == yer, turev, 0)
        return dx

    return ileri, geri, {}


def etkinlestirme_yap(f, f_turev):
    """f_turev(x, y): x giriş, y çıkış"""
    kutu = []

    def ileri(x):
        y = f(x)
        kutu[:] = [x, y]
        return y

    return ileri, lambda turev: turev * f_turev(*kutu), {}


relu_yap = lambda: etkinlestirme_yap(lambda x: np.maximum(x, 0), lambda x, y: (x > 0).astype(float))
sizan_relu_yap = lambda egim=0.01: etkinlestirme_yap(lambda x: np.where(x > 0, x, egim * x), lambda x, y: np.where(x > 0, 1, egim))
sigmoid_yap = lambda: etkinlestirme_yap(lambda x: 1 / (1 + np.exp(-x)), lambda x, y: y * (1 - y))
tanh_yap = lambda: etkinlestirme_yap(np.tanh, lambda x, y: 1 - y ** 2)


def duzlestir_yap():
    sekiller = []

    def ileri(x):
        sekiller[:] = [x.shape]
        return x.reshape(len(x), -1)

    return ileri, (lambda turev: turev.reshape(sekiller[0])), {}


def kayip_yap():
    """softmax + çapraz entropi (ortalama); etiketler tam sayı"""
    olasilik = etiket = None

    def ileri(skor, t):
        nonlocal olasilik, etiket
        kaydir = skor - skor.max(axis=1, keepdims=True)
        log_p = kaydir - np.log(np.exp(kaydir).sum(axis=1, keepdims=True))
        olasilik, etiket = np.exp(log_p), t
        return -log_p[range(len(t)), t].mean()

    def geri():
        d = olasilik.copy()
        d[range(len(etiket)), etiket] -= 1
        return d / len(etiket)

    return ileri, geri


def egit(katmanlar, x, t, hiz=0.1, tur=5):
    kayip, kayip_geri = kayip_yap()
    for k in range(tur):
        y = x
        for ileri, _, _ in katmanlar:
            y = ileri(y)
        print(k, 'kayip =', round(float(kayip(y, t)), 4))
        d = kayip_geri()
        for _, geri, durum in katmanlar[::-1]:
            d = geri(d)
            for ad in ('agirlik', 'sapma'):
                if ad in durum:
                    durum[ad] = durum[ad] - hiz * durum['d_' + ad]


if __name__ == '__main__':
    r = np.random.default_rng(5)
    egit([evrisim_yap(1, 2, 3), relu_yap(), havuz_yap(), duzlestir_yap(), tam_bagli_yap(8, 2)], r.normal(size=(10, 1, 6, 6)), r.integers(0, 2, 10))
