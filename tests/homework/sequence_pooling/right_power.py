import numpy as np
class LPPool2d:
    def __init__(self, norm_type, kernel_size, stride=None):
        self.p, self.k = norm_type, kernel_size
        self.s = stride or kernel_size
    def forward(self, x):
        self.x = x
        k, s, p = self.k, self.s, self.p
        n, c, h, w = x.shape
        oh, ow = (h - k)//s + 1, (w - k)//s + 1
        self.out = np.zeros((n, c, oh, ow))
        for i in range(oh):
            for j in range(ow):
                self.out[:, :, i, j] = (np.abs(x[:, :, i*s:i*s+k, j*s:j*s+k])**p).sum((2, 3))**(1/p)
        return self.out
    def backward(self, g):
        k, s, p = self.k, self.s, self.p
        dx = np.zeros_like(self.x)
        for i in range(g.shape[2]):
            for j in range(g.shape[3]):
                w = self.x[:, :, i*s:i*s+k, j*s:j*s+k]
                o = self.out[:, :, i, j][:, :, None, None]
                dx[:, :, i*s:i*s+k, j*s:j*s+k] += g[:, :, i, j][:, :, None, None]*np.sign(w)*np.abs(w)**(p-1)*o**(1-p)
        return dx
class L2Pool1D:
    def __init__(self, size):
        self.size = size
    def forward(self, x):
        # (N, L, C)
        self.x = x
        m = x.shape[1]//self.size
        self.v = x[:, :m*self.size].reshape(x.shape[0], m, self.size, x.shape[2])
        self.y = np.sqrt((self.v**2).sum(2))
        return self.y
    def backward(self, g):
        d = (g/self.y)[:, :, None]*self.v
        out = np.zeros_like(self.x)
        out[:, :d.shape[1]*self.size] = d.reshape(d.shape[0], -1, d.shape[3])
        return out
