import numpy as np
class Conv2DTranspose:
    """Keras: kernel (kh, kw, out, in), images last, padding valid or same."""
    def __init__(self, in_channels, filters, kernel_size, strides=1, padding="valid"):
        self.kernel = np.random.randn(kernel_size, kernel_size, filters, in_channels) * 0.1
        self.bias = np.zeros(filters)
        self.s, self.k, self.padding = strides, kernel_size, padding
    def forward(self, x):
        self.x = x
        n, h, w, c = x.shape
        k, s = self.k, self.s
        out = np.zeros((n, (h-1)*s+max(k, s), (w-1)*s+max(k, s), self.bias.size))
        for i in range(h):
            for j in range(w):
                out[:, i*s:i*s+k, j*s:j*s+k] += np.einsum("nc,klfc->nklf", x[:, i, j], self.kernel)
        if self.padding == "same":
            t = (k - s) // 2
            out = out[:, t:t+h*s, t:t+w*s]
        return out + self.bias
    def backward(self, dout):
        n, h, w, c = self.x.shape
        k, s = self.k, self.s
        if self.padding == "same":
            t = (k - s) // 2
            full = np.zeros((n, (h-1)*s+k, (w-1)*s+k, dout.shape[3]))
            full[:, t:t+h*s, t:t+w*s] = dout
        else:
            full = dout
        dx = np.zeros_like(self.x)
        self.dkernel = np.zeros_like(self.kernel)
        self.dbias = dout.sum((0,1,2))
        for i in range(h):
            for j in range(w):
                g = full[:, i*s:i*s+k, j*s:j*s+k]
                dx[:, i, j] = np.einsum("nklf,klfc->nc", g, self.kernel)
                self.dkernel += np.einsum("nklf,nc->klfc", g, self.x[:, i, j])
        return dx
