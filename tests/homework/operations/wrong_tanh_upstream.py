import numpy as np


class Op:
    def __call__(self, inp):
        self.inp = inp
        self.out = self.compute(inp)
        return self.out

    def backward(self, out_grad):
        self.inp_grad = self.pull(out_grad)
        return self.inp_grad


class ConvOp(Op):
    """A convolution that keeps the size of an image."""

    def __init__(self, W):
        self.W = W
        self.p, self.q = W.shape[2] // 2, W.shape[3] // 2

    def compute(self, inp):
        n, _, h, w = inp.shape
        self.padded = np.pad(inp, ((0, 0), (0, 0), (self.p, self.p), (self.q, self.q)))
        out = np.zeros((n, self.W.shape[0], h, w))
        for i in range(self.W.shape[2]):
            for j in range(self.W.shape[3]):
                out += np.einsum("nchw,fc->nfhw", self.padded[:, :, i:i + h, j:j + w], self.W[:, :, i, j])
        return out

    def pull(self, out_grad):
        h, w = out_grad.shape[2:]
        grad = np.zeros_like(self.padded)
        self.W_grad = np.zeros_like(self.W)
        for i in range(self.W.shape[2]):
            for j in range(self.W.shape[3]):
                self.W_grad[:, :, i, j] = np.einsum("nfhw,nchw->fc", out_grad, self.padded[:, :, i:i + h, j:j + w])
                grad[:, :, i:i + h, j:j + w] += np.einsum("nfhw,fc->nchw", out_grad, self.W[:, :, i, j])
        return grad[:, :, self.p:self.p + h, self.q:self.q + w]


class Tanh(Op):
    def compute(self, inp):
        return np.tanh(inp)

    def pull(self, out_grad):
        return 1 - self.out ** 2
