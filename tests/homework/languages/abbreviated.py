import numpy as np


class FC:
    def __init__(self, ni, no):
        self.wt = 0.1 * np.random.randn(ni, no)
        self.bs = np.zeros(no)

    def fw(self, inp):
        self.inp = inp
        return inp @ self.wt + self.bs

    def bw(self, go):
        self.gw = self.inp.T @ go
        self.gb = go.sum(0)
        return go @ self.wt.T


class Conv:
    def __init__(self, ci, co, kk, st, pd):
        self.st, self.pd = st, pd
        self.kr = 0.1 * np.random.randn(co, ci, kk, kk)
        self.bs = np.zeros(co)

    def fw(self, inp):
        p, s, k = self.pd, self.st, self.kr.shape[-1]
        self.xp = np.pad(inp, ((0, 0), (0, 0), (p, p), (p, p)))
        view = np.lib.stride_tricks.sliding_window_view(self.xp, (k, k), (2, 3))[:, :, ::s, ::s]
        return np.einsum("nchwkl,fckl->nfhw", view, self.kr) + self.bs[:, None, None]

    def bw(self, go):
        p, s, k = self.pd, self.st, self.kr.shape[-1]
        view = np.lib.stride_tricks.sliding_window_view(self.xp, (k, k), (2, 3))[:, :, ::s, ::s]
        self.gkr = np.einsum("nchwkl,nfhw->fckl", view, go)
        self.gbs = go.sum((0, 2, 3))
        gx = np.zeros_like(self.xp)
        for i in range(go.shape[2]):
            for j in range(go.shape[3]):
                gx[:, :, i * s : i * s + k, j * s : j * s + k] += np.einsum(
                    "nf,fckl->nckl", go[:, :, i, j], self.kr
                )
        return gx[:, :, p : gx.shape[2] - p, p : gx.shape[3] - p]


class ReLU:
    def fw(self, inp):
        self.msk = inp > 0
        return inp * self.msk

    def bw(self, go):
        return go * self.msk
