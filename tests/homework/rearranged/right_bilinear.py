import numpy as np


def weights(n, s, align_corners):
    """A matrix (s n, n): which pixels every new one is made of."""
    m = s * n
    i = np.arange(m)
    if align_corners:
        at = i * (n - 1) / (m - 1) if m > 1 else i * 0.0
    else:
        at = np.clip((i + 0.5) / s - 0.5, 0, n - 1)
    low = np.minimum(np.floor(at).astype(int), n - 1)
    high = np.minimum(low + 1, n - 1)
    W = np.zeros((m, n))
    np.add.at(W, (i, low), 1 - (at - low))
    np.add.at(W, (i, high), at - low)
    return W


class BilinearUpsampling2D:
    def __init__(self, scale_factor=2, align_corners=False):
        self.s, self.align = scale_factor, align_corners

    def forward(self, x):
        self.A = weights(x.shape[2], self.s, self.align)
        self.B = weights(x.shape[3], self.s, self.align)
        return np.einsum("ih,jw,nchw->ncij", self.A, self.B, x)

    def backward(self, grad):
        return np.einsum("ih,jw,ncij->nchw", self.A, self.B, grad)


class UpsampleBilinearAligned:
    """Corners lie on corners."""

    def forward(self, x):
        self.A, self.B = weights(x.shape[2], 2, True), weights(x.shape[3], 2, True)
        return self.A @ x @ self.B.T

    def backward(self, grad):
        return self.A.T @ grad @ self.B
