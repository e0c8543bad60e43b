'''
Rete convoluzionale, una immagine per volta. Progetto di Metodi Numerici per il ML.
convoluzione(immagine, filtri, bias, passo)
'''
import numpy as np


def convoluzione(immagine, filtri, bias, s=1):
    (n_f, n_c_f, f, _) = filtri.shape
    n_c, alt, larg = immagine.shape
    alt_out = (alt - f) // s + 1
    larg_out = (larg - f) // s + 1
    assert n_c == n_c_f, "i canali devono coincidere"
    uscita = np.zeros((n_f, alt_out, larg_out))
    for k in range(n_f):
        y = riga = 0
        while y + f <= alt:
            x = col = 0
            while x + f <= larg:
                uscita[k, riga, col] = np.sum(filtri[k] * immagine[:, y:y + f, x:x + f]) + bias[k, 0]
                x += s
                col += 1
            y += s
            riga += 1
    return uscita


def convoluzione_indietro(dconv, conv_in, filtri, s):
    (n_f, n_c, f, _) = filtri.shape
    _, alt, larg = conv_in.shape
    din = np.zeros(conv_in.shape)
    dfilt = np.zeros(filtri.shape)
    dbias = np.zeros((n_f, 1))
    for k in range(n_f):
        y = riga = 0
        while y + f <= alt:
            x = col = 0
            while x + f <= larg:
                dfilt[k] += dconv[k, riga, col] * conv_in[:, y:y + f, x:x + f]
                din[:, y:y + f, x:x + f] += dconv[k, riga, col] * filtri[k]
                x += s
                col += 1
            y += s
            riga += 1
        dbias[k] = np.sum(dconv[k])
    return din, dfilt, dbias


def maxpool(immagine, f=2, s=2):
    n_c, a, l = immagine.shape
    ris = np.zeros((n_c, (a - f) // s + 1, (l - f) // s + 1))
    for c in range(n_c):
        for i in range(ris.shape[1]):
            for j in range(ris.shape[2]):
                ris[c, i, j] = np.max(immagine[c, i * s:i * s + f, j * s:j * s + f])
    return ris


def nanargmax(arr):
    idx = np.nanargmax(arr)
    return np.unravel_index(idx, arr.shape)


def maxpool_indietro(dpool, orig, f, s):
    dout = np.zeros(orig.shape)
    for c in range(orig.shape[0]):
        for i in range(dpool.shape[1]):
            for j in range(dpool.shape[2]):
                (a, b) = nanargmax(orig[c, i * s:i * s + f, j * s:j * s + f])
                dout[c, i * s + a, j * s + b] += dpool[c, i, j]
    return dout


def densa(z, w, b):
    return w.dot(z) + b


def densa_indietro(dout, z, w):
    return w.T.dot(dout), dout.dot(z.T), np.sum(dout, axis=1).reshape(-1, 1)


def relu(z):
    r = np.array(z, dtype=float)
    r[r <= 0] = 0
    return r


def relu_indietro(dr, z):
    dz = np.array(dr, dtype=float)
    dz[z <= 0] = 0
    return dz


def softmax(X):
    out = np.exp(X - np.max(X))
    return out / np.sum(out)


def entropiaCrociata(probs, label):
    # label one-hot in colonna; una sola immagine, quindi la somma e' anche la media
    return -np.sum(label * np.log(probs + 1e-12))


def softmax_entropia_indietro(probs, label):
    return probs - label


if __name__ == '__main__':
    img = np.random.rand(1, 8, 8)
    fl, bi = np.random.randn(2, 1, 3, 3) * .1, np.zeros((2, 1))
    print('forma:', convoluzione(img, fl, bi, 1).shape)
