import numpy as np


class Conv:
    """einsum convolution, NHWC, 'same' padding for odd kernels, stride 1"""

    def __init__(self, kernel, bias):
        self.kernel = kernel        # (kh, kw, cin, cout)
        self.bias = bias

    def _patches(self, x):
        kh, kw = self.kernel.shape[:2]
        N, H, W, C = x.shape
        xp = np.pad(x, ((0, 0), (kh // 2, kh // 2), (kw // 2, kw // 2), (0, 0)))
        P = np.empty((N, H, W, kh, kw, C))
        for u in range(kh):
            for v in range(kw):
                P[:, :, :, u, v, :] = xp[:, u:u + H, v:v + W, :]
        return P

    def forward(self, x):
        self.P = self._patches(x)
        return np.einsum('nhwuvc,uvco->nhwo', self.P, self.kernel) + self.bias

    def backward(self, dy):
        self.dkernel = np.einsum('nhwuvc,nhwo->uvco', self.P, dy)
        self.dbias = dy.sum(axis=(0, 1, 2))
        # gradient wrt x = same convolution of dy with flipped kernel, channels swapped
        kh, kw = self.kernel.shape[:2]
        N, H, W, O = dy.shape
        dyp = np.pad(dy, ((0, 0), (kh // 2, kh // 2), (kw // 2, kw // 2), (0, 0)))
        dx = np.zeros((N, H, W, self.kernel.shape[2]))
        for u in range(kh):
            for v in range(kw):
                k_uv = self.kernel[kh - 1 - u, kw - 1 - v]
                dx += dyp[:, u:u + H, v:v + W, :] @ k_uv.T
        return dx


class MeanPool:
    def forward(self, x):
        self.shape = x.shape
        a = x[:, 0::2, 0::2] + x[:, 1::2, 0::2] + x[:, 0::2, 1::2] + x[:, 1::2, 0::2]
        return a / 4

    def backward(self, dy):
        dx = np.empty(self.shape)
        for u in (0, 1):
            for v in (0, 1):
                dx[:, u::2, v::2] = dy / 4
        return dx
