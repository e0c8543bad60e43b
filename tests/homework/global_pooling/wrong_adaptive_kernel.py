import numpy as np


class AdaptiveMaxPool:
    def __init__(self, out_size):
        self.out_size = out_size

    def forward(self, x):
        self.inp = x
        b, c, h, w = x.shape
        kh, kw = h // self.out_size, w // self.out_size
        self.k = (kh, kw)
        y = np.zeros((b, c, self.out_size, self.out_size))
        for i in range(self.out_size):
            for j in range(self.out_size):
                y[:, :, i, j] = x[:, :, i * kh:(i + 1) * kh, j * kw:(j + 1) * kw].max(axis=(2, 3))
        return y

    def backward(self, dy):
        kh, kw = self.k
        b, c, _, _ = self.inp.shape
        dx = np.zeros_like(self.inp)
        for n in range(b):
            for ch in range(c):
                for i in range(self.out_size):
                    for j in range(self.out_size):
                        win = self.inp[n, ch, i * kh:(i + 1) * kh, j * kw:(j + 1) * kw]
                        p, q = np.unravel_index(win.argmax(), win.shape)
                        dx[n, ch, i * kh + p, j * kw + q] += dy[n, ch, i, j]
        return dx
