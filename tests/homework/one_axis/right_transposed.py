import numpy as np
class ConvTranspose1d:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0):
        self.weight = np.random.randn(in_channels, out_channels, kernel_size) * 0.1
        self.bias = np.zeros(out_channels)
        self.k, self.s, self.p, self.op = kernel_size, stride, padding, output_padding
    def forward(self, x):
        self.x = x
        n, c, l = x.shape
        out = np.zeros((n, self.weight.shape[1], (l - 1) * self.s + self.k + self.op))
        for i in range(l):
            out[:, :, i*self.s:i*self.s+self.k] += np.einsum("nc,cfk->nfk", x[:, :, i], self.weight)
        return out[:, :, self.p:out.shape[2]-self.p] + self.bias[None, :, None]
    def backward(self, dout):
        g = np.pad(dout, ((0,0),(0,0),(self.p,self.p)))
        self.grad_bias = dout.sum((0, 2))
        self.grad_weight = np.zeros_like(self.weight)
        dx = np.zeros_like(self.x)
        for i in range(self.x.shape[2]):
            w = g[:, :, i*self.s:i*self.s+self.k]
            dx[:, :, i] = np.einsum("nfk,cfk->nc", w, self.weight)
            self.grad_weight += np.einsum("nc,nfk->cfk", self.x[:, :, i], w)
        return dx
