"""A layer that gets its weights in its first call, under names of its own."""
import numpy as np


class Part:
    def __init__(self):
        self.stuff, self.slopes, self.ready = {}, {}, False

    def prepare(self, shape, rng=None):
        self.ready, self.shape = True, tuple(shape)
        return self.fill(rng or np.random.default_rng(1))

    def fill(self, rng):
        return self.shape

    def up(self, x):
        if not self.ready:
            self.prepare(x.shape[1:])
        return self._up(x)

    def down(self, grad):
        return self._down(grad)


class ConvPart(Part):
    def __init__(self, n, size, hop=1):
        super().__init__()
        self.n, self.size, self.hop = n, size, hop

    def fill(self, rng):
        height, width, channels = self.shape
        self.stuff["w"] = rng.normal(0, 0.1, (self.size, self.size, channels, self.n))
        self.stuff["b"] = np.zeros(self.n)
        self.rows, self.cols = ((side - self.size) // self.hop + 1 for side in (height, width))
        return self.rows, self.cols, self.n

    def _place(self, i, j):
        top, left = i * self.hop, j * self.hop
        return np.s_[:, top : top + self.size, left : left + self.size]

    def _up(self, x):
        self.x = x
        out = np.empty((len(x), self.rows, self.cols, self.n))
        for i in range(self.rows):
            for j in range(self.cols):
                out[:, i, j] = np.tensordot(x[self._place(i, j)], self.stuff["w"], 3)
        return out + self.stuff["b"]

    def _down(self, grad):
        dx, dw = np.zeros(self.x.shape), np.zeros(self.stuff["w"].shape)
        for i in range(self.rows):
            for j in range(self.cols):
                place = self._place(i, j)
                dw += np.einsum("nabc,nf->abcf", self.x[place], grad[:, i, j])
                dx[place] += np.einsum("nf,abcf->nabc", grad[:, i, j], self.stuff["w"])
        self.slopes = {"w": dw, "b": grad.sum(axis=(0, 1, 2))}
        return dx
