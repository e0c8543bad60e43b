"""Layers for signals (N, C, L), each with the axes written out."""
import numpy as np


class InstanceNorm1d:
    def __init__(self, num_features, eps=1e-5):
        self.eps = eps
        self.gamma = np.ones(num_features)
        self.beta = np.zeros(num_features)

    def forward(self, x):
        mu = x.mean(axis=(0, 2), keepdims=True)
        var = x.var(axis=(0, 2), keepdims=True)
        self.istd = 1.0 / np.sqrt(var + self.eps)
        self.xhat = (x - mu) * self.istd
        return self.gamma[:, None] * self.xhat + self.beta[:, None]

    def backward(self, dout):
        self.dgamma = (dout * self.xhat).sum(axis=(0, 2))
        self.dbeta = dout.sum(axis=(0, 2))
        dxhat = dout * self.gamma[:, None]
        centred = dxhat - dxhat.mean(axis=(0, 2), keepdims=True)
        return self.istd * (centred - self.xhat * (dxhat * self.xhat).mean(axis=(0, 2), keepdims=True))


class BatchNorm1d:
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        self.eps, self.momentum = eps, momentum
        self.gamma, self.beta = np.ones(num_features), np.zeros(num_features)
        self.running_mean, self.running_var = np.zeros(num_features), np.ones(num_features)
        self.training = True

    def forward(self, x):
        n, c, l = x.shape
        if self.training:
            mu, var = x.mean(axis=(0, 2)), x.var(axis=(0, 2))
            unbiased = var * n * l / max(n * l - 1, 1)
            self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mu
            self.running_var = (1 - self.momentum) * self.running_var + self.momentum * unbiased
        else:
            mu, var = self.running_mean, self.running_var
        self.std = np.sqrt(var + self.eps)[:, None]
        self.xhat = (x - mu[:, None]) / self.std
        return self.gamma[:, None] * self.xhat + self.beta[:, None]

    def backward(self, dout):
        n, c, l = dout.shape
        self.dgamma = np.einsum('ncl,ncl->c', dout, self.xhat)
        self.dbeta = np.einsum('ncl->c', dout)
        m = n * l
        inner = m * dout - self.dbeta[:, None] - self.xhat * self.dgamma[:, None]
        return self.gamma[:, None] / self.std * inner / m


class DepthwiseConv1d:
    def __init__(self, channels, kernel_size, stride=1, padding=0):
        self.k, self.stride, self.padding = kernel_size, stride, padding
        self.weight = np.random.randn(channels, kernel_size) * 0.1
        self.bias = np.zeros(channels)

    def forward(self, x):
        p, s, k = self.padding, self.stride, self.k
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p)))
        n_out = (self.xp.shape[2] - k) // s + 1
        y = np.empty((x.shape[0], x.shape[1], n_out))
        for t in range(n_out):
            y[:, :, t] = (self.xp[:, :, t * s:t * s + k] * self.weight).sum(axis=-1) + self.bias
        return y

    def backward(self, dout):
        p, s, k = self.padding, self.stride, self.k
        self.dweight = np.zeros_like(self.weight)
        self.dbias = dout.sum(axis=(0, 2))
        dxp = np.zeros_like(self.xp)
        for t in range(dout.shape[2]):
            g = dout[:, :, t:t + 1]
            self.dweight += (g * self.xp[:, :, t * s:t * s + k]).sum(axis=0)
            dxp[:, :, t * s:t * s + k] += g * self.weight
        return dxp[:, :, p:dxp.shape[2] - p]
