import torch
from torch.nn import functional as F


class ReLU:
    @staticmethod
    def forward(x): return x * (m := x > 0), m

    @staticmethod
    def backward(dout, m): return dout * m


class Conv:
    @staticmethod
    def forward(x, w, b, conv_param):
        s, p = conv_param['stride'], conv_param['pad']
        N, C, H, W = x.shape
        K, _, h, v = w.shape
        c = F.unfold(x, (h, v), padding=p, stride=s)  # N, C*h*v, L
        y = (w.reshape(K, -1) @ c).view(N, K, (H + 2*p - h)//s + 1, -1) + b[:, None, None]
        return y, (x.shape, c, w, s, p)

    @staticmethod
    def backward(dout, cache):
        xs, c, w, s, p = cache
        g = dout.flatten(2)
        dw = torch.einsum('nkl,ndl->kd', g, c).view(w.shape)
        db = g.sum((0, 2))
        dc = w.flatten(1).T @ g
        return F.fold(dc, xs[2:], w.shape[2:], padding=p, stride=s), dw, db


class MaxPool:
    @staticmethod
    def forward(x, pool_param):
        h, v, s = [pool_param[k] for k in ('pool_height', 'pool_width', 'stride')]
        t = x.unfold(2, h, s).unfold(3, v, s).flatten(4)
        a = t.argmax(-1)
        I, J = t.shape[2:4]
        q = (torch.arange(I)[:, None]*s + a//v)*x.shape[3] + torch.arange(J)*s + a % v
        return t.amax(-1), (x, q)

    @staticmethod
    def backward(dout, cache):
        x, q = cache
        d = torch.zeros_like(x).flatten(2)
        d.scatter_(2, q.flatten(2), dout.flatten(2))
        return d.view_as(x)


class BatchNorm:
    @staticmethod
    def forward(x, gamma, beta, bn_param):
        e, mo = bn_param.get('eps', 1e-5), bn_param.get('momentum', .9)
        D = x.shape[1]
        rm = bn_param.get('running_mean', x.new_zeros(D))
        rv = bn_param.get('running_var', x.new_zeros(D))
        if bn_param['mode'] == 'test':
            return (x - rm)/(rv + e)**.5*gamma + beta, None
        m, u = x.mean(0), x.var(0, unbiased=False)
        bn_param['running_mean'], bn_param['running_var'] = mo*rm + (1-mo)*m, mo*rv + (1-mo)*u
        r = (u + e)**-.5
        z = (x - m)*r
        return gamma*z + beta, (z, r, gamma)

    @staticmethod
    def backward(dout, cache):
        z, r, gamma = cache
        dg, db = (dout*z).sum(0), dout.sum(0)
        n = len(z)
        dx = gamma*r*(dout - db/n - z*dg/n)
        return dx, dg, db


class SpatialBatchNorm:
    # same thing, axes 0 2 3
    @staticmethod
    def forward(x, gamma, beta, bn_param):
        A = 0, 2, 3
        e, mo = bn_param.get('eps', 1e-5), bn_param.get('momentum', .9)
        C = x.shape[1]
        c = lambda t: t.view(1, -1, 1, 1)
        rm = bn_param.get('running_mean', x.new_zeros(C))
        rv = bn_param.get('running_var', x.new_zeros(C))
        if bn_param['mode'] == 'test':
            return (x - c(rm))/c(rv + e)**.5*c(gamma) + c(beta), None
        m, u = x.mean(A), x.var(A, unbiased=False)
        bn_param['running_mean'], bn_param['running_var'] = mo*rm + (1-mo)*m, mo*rv + (1-mo)*u
        r = c((u + e)**-.5)
        z = (x - c(m))*r
        return c(gamma)*z + c(beta), (z, r, c(gamma))

    @staticmethod
    def backward(dout, cache):
        z, r, g = cache
        A = 0, 2, 3
        n = z.numel()//z.shape[1]
        dg, db = (dout*z).sum(A), dout.sum(A)
        k = dout - (db/n)[:, None, None] - z*(dg/n)[:, None, None]
        return g*r*k, dg, db
