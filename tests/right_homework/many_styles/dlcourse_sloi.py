# Zadanie 2.1 / 2.2 - svertochnaya set, vse sloi svoimi rukami
import numpy as np


class Param:
    '''Obuchaemyj parametr: znachenie i gradient (gradient nakaplivaetsya)'''
    def __init__(self, value):
        self.value = value
        self.grad = np.zeros_like(value)


def softmax(predictions):
    sdvig = predictions - predictions.max(axis=-1, keepdims=True)
    eksp = np.exp(sdvig)
    return eksp / eksp.sum(axis=-1, keepdims=True)


def cross_entropy_loss(probs, target_index):
    '''srednee po batchu'''
    if probs.ndim == 1:
        return -np.log(probs[target_index] + 1e-15)
    nomera = np.arange(probs.shape[0])
    return -np.log(probs[nomera, np.ravel(target_index)] + 1e-15).mean()


def softmax_with_cross_entropy(predictions, target_index):
    veroyatnosti = softmax(predictions)
    poteri = cross_entropy_loss(veroyatnosti, target_index)
    dpred = veroyatnosti.copy()
    dpred[np.arange(len(dpred)), np.ravel(target_index)] -= 1
    return poteri, dpred / len(dpred)


class ReLULayer:
    def __init__(self):
        self.maska = None

    def forward(self, X):
        self.maska = X > 0
        return np.where(self.maska, X, 0)

    def backward(self, d_out):
        return d_out * self.maska

    def params(self):
        return {}


class FullyConnectedLayer:
    def __init__(self, n_input, n_output):
        self.W = Param(0.001 * np.random.randn(n_input, n_output))
        self.B = Param(0.001 * np.random.randn(1, n_output))
        self.X = None

    def forward(self, X):
        self.X = X.copy()
        return X @ self.W.value + self.B.value

    def backward(self, d_out):
        self.W.grad += self.X.T @ d_out
        self.B.grad += d_out.sum(axis=0, keepdims=True)
        return d_out @ self.W.value.T

    def params(self):
        return {'W': self.W, 'B': self.B}


class ConvolutionalLayer:
    '''NHWC; W (f, f, vhod, vyhod). V kurse shag 1, ya dobavil shag'''
    def __init__(self, in_channels, out_channels, filter_size, padding, stride=1):
        self.filter_size = filter_size
        self.in_channels, self.out_channels = in_channels, out_channels
        self.W = Param(np.random.randn(filter_size, filter_size, in_channels, out_channels))
        self.B = Param(np.zeros(out_channels))
        self.padding, self.stride = padding, stride

    def forward(self, X):
        n, vys, shir, kan = X.shape
        p, f, s = self.padding, self.filter_size, self.stride
        self.Xp = np.zeros((n, vys + 2 * p, shir + 2 * p, kan))
        self.Xp[:, p:p + vys, p:p + shir] = X
        self.razmer = (vys, shir)
        out_h, out_w = (vys + 2 * p - f) // s + 1, (shir + 2 * p - f) // s + 1
        Wm = self.W.value.reshape(-1, self.out_channels)
        rez = np.zeros((n, out_h, out_w, self.out_channels))
        for y in range(out_h):
            for x in range(out_w):
                okno = self.Xp[:, y * s:y * s + f, x * s:x * s + f, :].reshape(n, -1)
                rez[:, y, x] = okno @ Wm + self.B.value
        return rez

    def backward(self, d_out):
        n, out_h, out_w, _ = d_out.shape
        p, f, s = self.padding, self.filter_size, self.stride
        Wm = self.W.value.reshape(-1, self.out_channels)
        dXp = np.zeros_like(self.Xp)
        for y in range(out_h):
            for x in range(out_w):
                okno = self.Xp[:, y * s:y * s + f, x * s:x * s + f, :]
                d = d_out[:, y, x]
                self.W.grad += (okno.reshape(n, -1).T @ d).reshape(self.W.grad.shape)
                dXp[:, y * s:y * s + f, x * s:x * s + f, :] += (d @ Wm.T).reshape(okno.shape)
        self.B.grad += d_out.sum(axis=(0, 1, 2))
        vys, shir = self.razmer
        return dXp[:, p:p + vys, p:p + shir]

    def params(self):
        return {'W': self.W, 'B': self.B}


class MaxPoolingLayer:
    def __init__(self, pool_size, stride):
        self.pool_size, self.stride = pool_size, stride
        self.X = None
        self.maski = {}

    def forward(self, X):
        self.X = X.copy()
        self.maski = {}          # inache ostanutsya ot proshlogo vyzova
        n, vys, shir, kan = X.shape
        k, s = self.pool_size, self.stride
        oh, ow = (vys - k) // s + 1, (shir - k) // s + 1
        rez = np.zeros((n, oh, ow, kan))
        for y in range(oh):
            for x in range(ow):
                okno = X[:, y * s:y * s + k, x * s:x * s + k]
                rez[:, y, x] = okno.max(axis=(1, 2))
                ploskoe = okno.reshape(n, k * k, kan)
                m = np.zeros_like(ploskoe)
                i, c = np.indices((n, kan))
                m[i, ploskoe.argmax(axis=1), c] = 1
                self.maski[y, x] = m.reshape(okno.shape)
        return rez

    def backward(self, d_out):
        dX = np.zeros_like(self.X)
        k, s = self.pool_size, self.stride
        for (y, x), m in self.maski.items():
            dX[:, y * s:y * s + k, x * s:x * s + k] += m * d_out[:, y:y + 1, x:x + 1]
        return dX

    def params(self):
        return {}


class Flattener:
    def forward(self, X):
        self.X_shape = X.shape
        return X.reshape(X.shape[0], -1)

    def backward(self, d_out):
        return d_out.reshape(self.X_shape)

    def params(self):
        return {}


if __name__ == '__main__':
    np.random.seed(3)
    X, t = np.random.randn(8, 6, 6, 1), np.arange(8) % 2
    seti = [ConvolutionalLayer(1, 2, 3, 1), ReLULayer(), MaxPoolingLayer(2, 2), Flattener(), FullyConnectedLayer(18, 2)]
    for epoha in range(10):
        h = X
        for sloj in seti:
            for par in sloj.params().values():
                par.grad = np.zeros_like(par.value)
            h = sloj.forward(h)
        poteri, d = softmax_with_cross_entropy(h, t)
        for sloj in seti[::-1]:
            d = sloj.backward(d)
        for sloj in seti:
            for par in sloj.params().values():
                par.value -= 0.05 * par.grad
        print('epoha', epoha, 'poteri', poteri)
