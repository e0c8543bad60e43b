import numpy as np


class Conv2D:
    def __init__(self, cfg):
        self.cfg = cfg
        self.build()

    def build(self):
        k = self.cfg["kernel_size"]
        self.w = np.random.randn(self.cfg["out_channels"], self.cfg["in_channels"], k, k)
        self.b = np.zeros(self.cfg["out_channels"])

    def forward(self, x):
        p, s, k = self.cfg["padding"], self.cfg["stride"], self.cfg["kernel_size"]
        self.x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        view = np.lib.stride_tricks.sliding_window_view(self.x, (k, k), (2, 3))[:, :, ::s, ::s]
        return np.einsum("nchwkl,fckl->nfhw", view, self.w) + self.b[:, None, None]

    def backward(self, dout):
        p, s, k = self.cfg["padding"], self.cfg["stride"], self.cfg["kernel_size"]
        view = np.lib.stride_tricks.sliding_window_view(self.x, (k, k), (2, 3))[:, :, ::s, ::s]
        self.dw = np.einsum("nchwkl,nfhw->fckl", view, dout)
        self.db = dout.sum((0, 2, 3))
        dx = np.zeros_like(self.x)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                dx[:, :, i * s : i * s + k, j * s : j * s + k] += np.einsum(
                    "nf,fckl->nckl", dout[:, :, i, j], self.w
                )
        return dx[:, :, p : dx.shape[2] - p, p : dx.shape[3] - p]
