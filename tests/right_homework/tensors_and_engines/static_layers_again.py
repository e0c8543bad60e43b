"""
Assignment: layers as collections of static methods (torch tensors, no autograd).
Every forward returns (out, cache) with cache a dict; every backward takes (dout, cache).
"""
import torch
import torch.nn.functional as F


class Linear:
    @staticmethod
    def forward(x, w, b):
        # x is (N, d1, ..., dk), w is (D, M)
        out = x.flatten(1).matmul(w) + b
        return out, dict(x=x, w=w)

    @staticmethod
    def backward(dout, cache):
        x, w = cache['x'], cache['w']
        dx = dout.matmul(w.T).view(x.shape)
        dw = x.flatten(1).T.matmul(dout)
        db = dout.sum(dim=0)
        return dx, dw, db


class LeakyReLU:
    @staticmethod
    def forward(x, options=None):
        slope = (options or {}).get('slope', 0.01)
        factor = torch.ones_like(x).masked_fill(x <= 0, slope)
        return x * factor, {'factor': factor}

    @staticmethod
    def backward(dout, cache):
        return dout * cache['factor']


class Conv:
    @staticmethod
    def forward(x, w, b, options):
        stride, pad = options.get('stride', 1), options.get('pad', 0)
        N, C, H, W = x.shape
        K, _, R, S = w.shape
        Ho = 1 + (H + 2 * pad - R) // stride
        Wo = 1 + (W + 2 * pad - S) // stride
        xp = F.pad(x, (pad, pad, pad, pad))
        # one big matrix of patches: (N, Ho, Wo, C, R, S)
        patches = xp.unfold(2, R, stride).unfold(3, S, stride).permute(0, 2, 3, 1, 4, 5)
        mat = patches.reshape(N * Ho * Wo, C * R * S)
        out = (mat @ w.reshape(K, -1).T + b).reshape(N, Ho, Wo, K).permute(0, 3, 1, 2)
        cache = {'x_shape': x.shape, 'w': w, 'mat': mat, 'stride': stride, 'pad': pad}
        return out.contiguous(), cache

    @staticmethod
    def backward(dout, cache):
        N, C, H, W = cache['x_shape']
        w, stride, pad = cache['w'], cache['stride'], cache['pad']
        K, _, R, S = w.shape
        Ho, Wo = dout.shape[2:]
        d = dout.permute(0, 2, 3, 1).reshape(-1, K)
        db = d.sum(0)
        dw = (d.T @ cache['mat']).reshape(w.shape)
        dpatch = (d @ w.reshape(K, -1)).reshape(N, Ho, Wo, C, R, S)
        dxp = dout.new_zeros(N, C, H + 2 * pad, W + 2 * pad)
        for i in range(Ho):
            for j in range(Wo):
                a, c = i * stride, j * stride
                dxp[:, :, a:a + R, c:c + S] += dpatch[:, i, j]
        return dxp[:, :, pad:pad + H, pad:pad + W], dw, db


class BatchNorm:
    @staticmethod
    def forward(x, gamma, beta, options):
        eps, mom = options.get('eps', 1e-5), options.get('momentum', 0.9)
        D = x.shape[1]
        options.setdefault('running_mean', x.new_zeros(D))
        options.setdefault('running_var', x.new_zeros(D))
        if options['mode'] == 'test':
            xhat = (x - options['running_mean']) / (options['running_var'] + eps).sqrt()
            return gamma * xhat + beta, None
        mu = x.mean(0)
        var = x.var(0, unbiased=False)
        istd = (var + eps).rsqrt()
        xhat = (x - mu) * istd
        options['running_mean'] = mom * options['running_mean'] + (1 - mom) * mu
        options['running_var'] = mom * options['running_var'] + (1 - mom) * var
        return gamma * xhat + beta, {'xhat': xhat, 'gamma': gamma, 'istd': istd}

    @staticmethod
    def backward(dout, cache):
        xhat, gamma, istd = cache['xhat'], cache['gamma'], cache['istd']
        dbeta = dout.sum(0)
        dgamma = (dout * xhat).sum(0)
        N = dout.shape[0]
        # dbeta and dgamma are the two sums that the fused formula needs anyway
        dx = gamma * istd * (dout - (dbeta + xhat * dgamma) / N)
        return dx, dgamma, dbeta


if __name__ == '__main__':
    torch.manual_seed(1)
    x = torch.randn(3, 2, 6, 5).double()
    w, b = torch.randn(4, 2, 3, 3).double(), torch.zeros(4).double()
    y, c1 = Conv.forward(x, w, b, {'stride': 2, 'pad': 1})
    z, c2 = LeakyReLU.forward(y, {'slope': 0.1})
    d = LeakyReLU.backward(torch.ones_like(z), c2)
    for t in Conv.backward(d, c1):
        print(tuple(t.shape))
