"""Batch normalisation three times: step by step, fused, and in torch for images."""
import numpy as np
import torch

EPS = 1e-5


# (a) step by step over the graph
def bn_steps_forward(x, gamma, beta, eps=EPS):
    N = x.shape[0]
    mean = x.sum(axis=0) / N
    centred = x - mean
    sq = centred * centred
    var = sq.sum(axis=0) / N
    std = np.sqrt(var + eps)
    inv = 1.0 / std
    xhat = centred * inv
    out = gamma * xhat + beta
    return out, (centred, std, inv, xhat, gamma)


def bn_steps_backward(dout, cache):
    centred, std, inv, xhat, gamma = cache
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)
    dgamma = np.einsum("nd,nd->d", dout, xhat)
    dxhat = dout * gamma
    dinv = np.einsum("nd,nd->d", dxhat, centred)
    dcentred = dxhat * inv
    dstd = -dinv * inv ** 2
    dvar = dstd / (2 * std)
    dsq = np.ones_like(dout) / N * dvar
    dcentred = dcentred + 2 * centred * dsq
    dmean = -dcentred.sum(axis=0)
    return dcentred + dmean / N, dgamma, dbeta


# (b) the short formula, with running statistics kept by the layer
class BatchNorm1d:
    def __init__(self, dim, momentum=0.1):
        self.gamma, self.beta = np.ones(dim), np.zeros(dim)
        self.running_mean, self.running_var = np.zeros(dim), np.ones(dim)
        self.momentum, self.training = momentum, True

    def forward(self, x):
        if not self.training:
            self.isd = 1 / np.sqrt(self.running_var + EPS)
            self.xhat = (x - self.running_mean) * self.isd
            return self.gamma * self.xhat + self.beta
        n = len(x)
        mu, var = x.mean(0), x.var(0)
        self.isd = 1 / np.sqrt(var + EPS)
        self.xhat = (x - mu) * self.isd
        # the running variance is the unbiased one
        m = self.momentum
        self.running_mean = (1 - m) * self.running_mean + m * mu
        self.running_var = (1 - m) * self.running_var + m * var * n / (n - 1)
        return self.gamma * self.xhat + self.beta

    def backward(self, dout):
        self.dbeta = dout.sum(0)
        self.dgamma = (dout * self.xhat).sum(0)
        d = dout * self.gamma
        if not self.training:
            return d * self.isd
        return self.isd * (d - d.mean(0) - self.xhat * (d * self.xhat).mean(0))


# (c) images, torch, gradients written next to the parameters
class SpatialNorm:
    def __init__(self, channels):
        self.weight = torch.ones(channels, dtype=torch.float64)
        self.bias = torch.zeros(channels, dtype=torch.float64)

    def forward(self, x):
        self.shape = x.shape
        # (N, C, H, W) -> (C, N*H*W): every row is one channel
        rows = x.transpose(0, 1).reshape(x.shape[1], -1)
        m2 = (rows * rows).mean(1, keepdim=True) - rows.mean(1, keepdim=True) ** 2
        self.scale = (m2 + EPS) ** -0.5
        self.rows = (rows - rows.mean(1, keepdim=True)) * self.scale
        y = self.rows * self.weight[:, None] + self.bias[:, None]
        return self._images(y)

    def _images(self, rows):
        n, c, h, w = self.shape
        return rows.view(c, n, h, w).transpose(0, 1)

    def backward(self, grad):
        g = grad.transpose(0, 1).reshape(self.rows.shape)
        self.grad_w = (g * self.rows).sum(1)
        self.grad_b = g.sum(1)
        M = g.shape[1]
        k = (self.weight[:, None] * self.scale) / M
        return self._images(k * (M * g - self.grad_b[:, None] - self.rows * self.grad_w[:, None]))


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    x = rng.normal(2, 3, (8, 4))
    a, _ = bn_steps_forward(x, np.ones(4), np.zeros(4))
    b = BatchNorm1d(4).forward(x)
    print(np.abs(a - b).max())
    print(SpatialNorm(3).forward(torch.randn(4, 3, 5, 5, dtype=torch.float64)).std())
