import numpy as np


def correlate2d_valid(a, k):
    H = a.shape[0] - k.shape[0] + 1
    W = a.shape[1] - k.shape[1] + 1
    res = np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            res[i, j] = np.sum(a[i:i + k.shape[0], j:j + k.shape[1]] * k)
    return res


class ConvLayer:
    """One image (depth, H, W), stride 1, 'valid'. One bias map value per kernel."""

    def __init__(self, kernels, biases):
        self.kernels = kernels          # (out_depth, in_depth, k, k)
        self.biases = biases            # (out_depth,)

    def forward(self, inp):
        self.inp = inp
        od, idp = self.kernels.shape[:2]
        maps = []
        for o in range(od):
            acc = self.biases[o]
            for d in range(idp):
                acc = acc + correlate2d_valid(inp[d], self.kernels[o, d])
            maps.append(acc)
        return np.stack(maps)

    def backward(self, grad):
        od, idp, k, _ = self.kernels.shape
        self.dk = np.zeros_like(self.kernels)
        dinp = np.zeros_like(self.inp)
        for o in range(od):
            padded = np.pad(grad[o], k - 1)     # for the 'full' mode
            for d in range(idp):
                self.dk[o, d] = correlate2d_valid(self.inp[d], grad[o])
                dinp[d] += correlate2d_valid(padded, self.kernels[o, d])
        self.dbias = grad.sum(axis=(1, 2))
        return dinp


class SigmoidLayer:
    def forward(self, z):
        self.a = np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))),
                          np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))
        return self.a

    def backward(self, grad):
        return grad * (self.a - self.a ** 2)
