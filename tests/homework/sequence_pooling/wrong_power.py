import numpy as np

def lp_pool_forward(x, k, p):
    n, c, h, w = x.shape
    out = np.zeros((n, c, h // k, w // k))
    for i in range(h // k):
        for j in range(w // k):
            out[:, :, i, j] = (x[:, :, i*k:i*k+k, j*k:j*k+k] ** p).sum((2, 3))
    return out

class LPPool1d:
    def __init__(self, p, kernel_size, stride):
        self.p, self.k, self.s = p, kernel_size, stride
    def forward(self, x):
        self.x = x
        k, s, p = self.k, self.s, self.p
        m = (x.shape[2] - k) // s + 1
        self.out = np.stack([(x[:, :, i*s:i*s+k] ** p).sum(2) ** (1 / p) for i in range(m)], 2)
        return self.out
    def backward(self, g):
        k, s, p = self.k, self.s, self.p
        dx = np.zeros_like(self.x)
        for i in range(g.shape[2]):
            w = self.x[:, :, i*s:i*s+k]
            dx[:, :, i*s:i*s+k] += g[:, :, i:i+1] * w ** (p - 1)
        return dx
