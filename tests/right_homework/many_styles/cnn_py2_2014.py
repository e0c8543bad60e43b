#!/usr/bin/env python
# CNN homework, 2014.  python 2.7 + numpy 1.8
import numpy as np
import sys


class ConvLayer(object):

    def __init__(self, n_filters, n_channels, fsize, stride=1, pad=0):
        self.W = 0.01 * np.random.randn(n_filters, n_channels, fsize, fsize)
        self.b = np.zeros((n_filters, 1))
        self.fsize = fsize
        self.stride = stride
        self.pad = pad

    def fprop(self, X):
        self.X = X
        p, s, f = self.pad, self.stride, self.fsize
        N, C, H, W = X.shape
        self.Xp = np.zeros((N, C, H + 2 * p, W + 2 * p))
        self.Xp[:, :, p:p + H, p:p + W] = X
        HO = (H + 2 * p - f) // s + 1
        WO = (W + 2 * p - f) // s + 1
        out = np.zeros((N, self.W.shape[0], HO, WO))
        for n in xrange(N):
            for k in xrange(self.W.shape[0]):
                for i in xrange(HO):
                    for j in xrange(WO):
                        out[n, k, i, j] = np.sum(self.Xp[n, :, i * s:i * s + f, j * s:j * s + f] * self.W[k]) + self.b[k, 0]
        return out

    def bprop(self, dout):
        p, s, f = self.pad, self.stride, self.fsize
        self.dW = np.zeros(self.W.shape)
        self.db = np.zeros(self.b.shape)
        dXp = np.zeros(self.Xp.shape)
        N, K, HO, WO = dout.shape
        for n in xrange(N):
            for k in xrange(K):
                self.db[k, 0] += dout[n, k].sum()
                for i in xrange(HO):
                    for j in xrange(WO):
                        d = dout[n, k, i, j]
                        self.dW[k] += d * self.Xp[n, :, i * s:i * s + f, j * s:j * s + f]
                        dXp[n, :, i * s:i * s + f, j * s:j * s + f] += d * self.W[k]
        return dXp[:, :, p:p + self.X.shape[2], p:p + self.X.shape[3]]


class MaxPoolLayer(object):

    def __init__(self, size, stride):
        self.size, self.stride = size, stride

    def fprop(self, X):
        N, C, H, W = X.shape
        HO = (H - self.size) // self.stride + 1
        WO = (W - self.size) // self.stride + 1
        self.shape = X.shape
        self.switches = {}
        out = np.zeros((N, C, HO, WO))
        for n in xrange(N):
            for c in xrange(C):
                for i in xrange(HO):
                    for j in xrange(WO):
                        best, where = -1e300, None
                        for a in xrange(i * self.stride, i * self.stride + self.size):
                            for b in xrange(j * self.stride, j * self.stride + self.size):
                                if X[n, c, a, b] > best:
                                    best, where = X[n, c, a, b], (a, b)
                        out[n, c, i, j] = best
                        self.switches[(n, c, i, j)] = where
        return out

    def bprop(self, dout):
        dX = np.zeros(self.shape)
        for (n, c, i, j), (a, b) in self.switches.items():
            dX[n, c, a, b] += dout[n, c, i, j]
        return dX


class FCLayer(object):

    def __init__(self, nin, nout):
        self.W = 0.01 * np.random.randn(nin, nout)
        self.b = np.zeros((1, nout))

    def fprop(self, X):
        self.shape = X.shape
        self.X = X.reshape(X.shape[0], -1)
        return np.dot(self.X, self.W) + self.b

    def bprop(self, dout):
        self.dW = np.dot(self.X.T, dout)
        self.db = np.sum(dout, axis=0, keepdims=True)
        return np.dot(dout, self.W.T).reshape(self.shape)


class ReluLayer(object):

    def fprop(self, X):
        self.on = (X > 0)
        return X * self.on

    def bprop(self, dout):
        return dout * self.on


class SigmoidLayer(object):

    def fprop(self, X):
        self.Y = 1.0 / (1.0 + np.exp(-X))
        return self.Y

    def bprop(self, dout):
        return dout * self.Y * (1.0 - self.Y)


def softmax_cost(scores, labels):
    scores = scores - scores.max(axis=1).reshape(-1, 1)
    logz = np.log(np.exp(scores).sum(axis=1)).reshape(-1, 1)
    n = scores.shape[0]
    cost = np.mean(logz[:, 0] - scores[np.arange(n), labels])
    grad = np.exp(scores - logz)
    grad[np.arange(n), labels] -= 1.0
    return cost, grad / float(n)


def gradcheck(layer, X):
    out = layer.fprop(X)
    D = np.random.randn(*out.shape)
    g = layer.bprop(D)
    h, worst = 1e-5, 0.0
    for t in xrange(5):
        ix = tuple(np.random.randint(m) for m in X.shape)
        Y = X.copy()
        Y[ix] += h
        up = np.sum(layer.fprop(Y) * D)
        Y[ix] -= 2 * h
        worst = max(worst, abs((up - np.sum(layer.fprop(Y) * D)) / (2 * h) - g[ix]))
    print 'gradcheck', layer.__class__.__name__, worst


if __name__ == '__main__':
    np.random.seed(0)
    gradcheck(ConvLayer(2, 3, 3, 1, 1), np.random.randn(2, 3, 5, 5))
    gradcheck(MaxPoolLayer(2, 2), np.random.randn(2, 3, 4, 4))
    print >>sys.stderr, 'done'
