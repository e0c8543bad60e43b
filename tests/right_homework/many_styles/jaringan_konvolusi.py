# Tugas Besar Pembelajaran Mesin: CNN dari nol. Kelompok 7
import numpy as np


class LapisanKonvolusi:
    """masukan: (jumlah, tinggi, lebar, kanal)"""

    def __init__(self, jumlah_filter, ukuran_filter, jumlah_kanal, langkah=1, bantalan=0, aktivasi='linear'):
        self.tinggi_f, self.lebar_f = ukuran_filter
        self.langkah, self.bantalan = langkah, bantalan
        self.bobot = np.random.uniform(-0.2, 0.2, (jumlah_filter, self.tinggi_f, self.lebar_f, jumlah_kanal))
        self.bias = np.zeros(jumlah_filter)
        self.aktivasi = aktivasi

    def _aktif(self, z):
        return {'linear': z, 'relu': np.maximum(z, 0)}[self.aktivasi]

    def maju(self, masukan):
        b = self.bantalan
        self.bentuk = masukan.shape
        self.m = np.pad(masukan, ((0, 0), (b, b), (b, b), (0, 0)))
        n, T, L, _ = self.m.shape
        self.t_keluar = (T - self.tinggi_f) // self.langkah + 1
        self.l_keluar = (L - self.lebar_f) // self.langkah + 1
        z = np.zeros((n, self.t_keluar, self.l_keluar, len(self.bobot)))
        for f, (bobot, bias) in enumerate(zip(self.bobot, self.bias)):
            for baris in range(self.t_keluar):
                for kolom in range(self.l_keluar):
                    y, x = baris * self.langkah, kolom * self.langkah
                    z[:, baris, kolom, f] = (self.m[:, y:y + self.tinggi_f, x:x + self.lebar_f] * bobot).sum((1, 2, 3)) + bias
        self.z = z
        return self._aktif(z)

    def mundur(self, galat):
        if self.aktivasi == 'relu':
            galat = galat * (self.z > 0)
        self.d_bobot = np.zeros_like(self.bobot)
        self.d_bias = np.array([galat[..., f].sum() for f in range(len(self.bobot))])
        dm = np.zeros_like(self.m)
        for f in range(len(self.bobot)):
            for baris in range(self.t_keluar):
                for kolom in range(self.l_keluar):
                    y, x = baris * self.langkah, kolom * self.langkah
                    g = galat[:, baris, kolom, f].reshape(-1, 1, 1, 1)
                    self.d_bobot[f] += (g * self.m[:, y:y + self.tinggi_f, x:x + self.lebar_f]).sum(0)
                    dm[:, y:y + self.tinggi_f, x:x + self.lebar_f] += g * self.bobot[f]
        b = self.bantalan
        return dm[:, b:b + self.bentuk[1], b:b + self.bentuk[2]]

    def perbarui(self, laju):
        self.bobot -= laju * self.d_bobot
        self.bias -= laju * self.d_bias


class LapisanPooling:
    def __init__(self, ukuran, langkah, mode='maks'):
        self.ukuran, self.langkah, self.mode = ukuran, langkah, mode

    def maju(self, masukan):
        self.masukan = masukan
        n, T, L, k = masukan.shape
        u, s = self.ukuran, self.langkah
        hasil = np.zeros((n, (T - u) // s + 1, (L - u) // s + 1, k))
        for i in range(hasil.shape[1]):
            for j in range(hasil.shape[2]):
                jendela = masukan[:, i * s:i * s + u, j * s:j * s + u]
                hasil[:, i, j] = jendela.max((1, 2)) if self.mode == 'maks' else jendela.mean((1, 2))
        return hasil

    def mundur(self, galat):
        d = np.zeros(self.masukan.shape)
        u, s = self.ukuran, self.langkah
        for c in range(galat.shape[0]):
            for i in range(galat.shape[1]):
                for j in range(galat.shape[2]):
                    for k in range(galat.shape[3]):
                        if self.mode == 'maks':
                            jendela = self.masukan[c, i * s:i * s + u, j * s:j * s + u, k]
                            posisi = np.argwhere(jendela == jendela.max())[0]
                            d[c, i * s + posisi[0], j * s + posisi[1], k] += galat[c, i, j, k]
                        else:
                            d[c, i * s:i * s + u, j * s:j * s + u, k] += galat[c, i, j, k] / u ** 2
        return d


class Ratakan:
    def maju(self, masukan):
        self.bentuk = masukan.shape
        return masukan.reshape(masukan.shape[0], -1)

    def mundur(self, galat):
        return galat.reshape(self.bentuk)


class LapisanPadat:
    def __init__(self, masuk, keluar):
        self.bobot = np.random.uniform(-0.2, 0.2, (masuk, keluar))
        self.bias = np.zeros((1, keluar))

    def maju(self, masukan):
        self.masukan = masukan
        return masukan @ self.bobot + self.bias

    def mundur(self, galat):
        self.d_bobot = self.masukan.T @ galat
        self.d_bias = galat.sum(0, keepdims=True)
        return galat @ self.bobot.T

    def perbarui(self, laju):
        self.bobot -= laju * self.d_bobot
        self.bias -= laju * self.d_bias


class Softmax:
    def maju(self, masukan):
        pangkat = np.exp(masukan - masukan.max(1, keepdims=True))
        self.keluaran = pangkat / pangkat.sum(1, keepdims=True)
        return self.keluaran

    def mundur(self, galat):
        hasil = np.zeros_like(galat)
        for i, s in enumerate(self.keluaran):
            jacobi = np.diag(s) - np.outer(s, s)
            hasil[i] = jacobi @ galat[i]
        return hasil


def kerugian(prediksi, target):
    """cross entropy rata-rata, prediksi = probabilitas, target one-hot"""
    return -(target * np.log(prediksi + 1e-10)).sum() / target.shape[0]


def turunan_kerugian(prediksi, target):
    return -target / (prediksi + 1e-10) / target.shape[0]


def galat_kuadrat(prediksi, target):
    return ((prediksi - target) ** 2).sum() / 2


def turunan_galat_kuadrat(prediksi, target):
    return prediksi - target


np.random.seed(10)
gambar = np.random.rand(8, 6, 6, 1)
kelas = np.eye(2)[(gambar[:, :3].sum((1, 2, 3)) > gambar[:, 3:].sum((1, 2, 3))).astype(int)]
jaringan = [LapisanKonvolusi(2, (3, 3), 1, aktivasi='relu'), LapisanPooling(2, 2), Ratakan(), LapisanPadat(8, 2), Softmax()]
for putaran in range(4):
    k = gambar
    for lapisan in jaringan:
        k = lapisan.maju(k)
    g = turunan_kerugian(k, kelas)
    for lapisan in jaringan[::-1]:
        g = lapisan.mundur(g)
        if hasattr(lapisan, 'perbarui'):
            lapisan.perbarui(0.5)
    print('putaran', putaran, 'kerugian', kerugian(k, kelas))
