import numpy as np
class Conv3D:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        k = kernel_size
        self.W = np.random.randn(out_channels, in_channels, k, k, k) * 0.1
        self.b = np.zeros(out_channels)
        self.k, self.s, self.p = k, stride, padding
    def forward(self, x):
        p = self.p
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p), (p, p)))
        v = np.lib.stride_tricks.sliding_window_view(self.xp, (self.k,) * 3, axis=(2, 3, 4))
        s = self.s
        self.v = v[:, :, ::s, ::s, ::s]
        return np.einsum("ncdhwijk,fcijk->nfdhw", self.v, self.W) + self.b.reshape(1, -1, 1, 1, 1)
    def backward(self, dout):
        self.dW = np.einsum("ncdhwijk,nfdhw->fcijk", self.v, dout)
        self.db = dout.sum((0, 2, 3, 4))
        dxp = np.zeros_like(self.xp)
        s, k, p = self.s, self.k, self.p
        _, _, D, H, W = dout.shape
        for d in range(D):
            for i in range(H):
                for j in range(W):
                    dxp[:, :, d*s:d*s+k, i*s:i*s+k, j*s:j*s+k] = np.einsum("nf,fcijk->ncijk", dout[:, :, d, i, j], self.W)
        e = [slice(p, n - p) for n in dxp.shape[2:]]
        return dxp[:, :, e[0], e[1], e[2]]
