import math
import torch
from torch.nn.functional import pad as tpad

torch.set_grad_enabled(False)


def windows(t, kh, kw, step=1):
    return t.unfold(2, kh, step).unfold(3, kw, step)      # n c i j a b


class Conv:
    """2-d convolution, everything is an einsum over windows.

    The gradient of the input is itself a convolution: put step-1 zeros between the
    entries of the upstream gradient, border it with k-1 zeros and run over it with the
    flipped kernel. Rows of the input that no window reaches get gradient 0.
    """

    def __init__(self, cin, cout, k, step=1, border=0):
        s = 1 / math.sqrt(cin * k * k)
        self.w = torch.empty(cout, cin, k, k).uniform_(-s, s)
        self.b = torch.empty(cout).uniform_(-s, s)
        self.step, self.border = step, border
        self.grads = {}

    def forward(self, x):
        self.x = tpad(x, [self.border] * 4)
        kh, kw = self.w.shape[2:]
        return torch.einsum('ncijab,ocab->noij', windows(self.x, kh, kw, self.step), self.w) \
            + self.b.view(-1, 1, 1)

    def backward(self, up):
        kh, kw = self.w.shape[2:]
        n, o, i, j = up.shape
        self.grads['b'] = torch.einsum('noij->o', up)
        self.grads['w'] = torch.einsum('noij,ncijab->ocab', up, windows(self.x, kh, kw, self.step))
        H, W = self.x.shape[2:]
        big = up.new_zeros(n, o, H - kh + 1, W - kw + 1)
        big[:, :, ::self.step, ::self.step] = up
        big = tpad(big, [kw - 1, kw - 1, kh - 1, kh - 1])
        turned = self.w.flip(2, 3)
        gx = torch.einsum('noijab,ocab->ncij', windows(big, kh, kw), turned)
        p = self.border
        return gx[:, :, p:H - p, p:W - p]


class AvgPool:
    def __init__(self, k, step=None):
        self.k, self.step = k, step or k

    def forward(self, x):
        self.size = x.shape
        return windows(x, self.k, self.k, self.step).mean((-1, -2))

    def backward(self, up):
        gx = up.new_zeros(self.size)
        i, j = up.shape[2:]
        share = up / self.k ** 2
        for a in range(self.k):
            for b in range(self.k):
                gx[:, :, a:a + (i - 1) * self.step + 1:self.step,
                   b:b + (j - 1) * self.step + 1:self.step] += share
        return gx


class Tanh:
    def forward(self, x):
        e = torch.exp(-2 * x.abs())
        self.y = torch.sign(x) * (1 - e) / (1 + e)
        return self.y

    def backward(self, up):
        return up - up * self.y.square()


class Dense:
    def __init__(self, nin, nout):
        self.w = torch.randn(nin, nout) / math.sqrt(nin)
        self.b = torch.zeros(nout)
        self.grads = {}

    def forward(self, x):
        self.x = x
        return torch.einsum('ni,io->no', x, self.w) + self.b

    def backward(self, up):
        self.grads.update(w=torch.einsum('ni,no->io', self.x, up), b=up.sum(0))
        return torch.einsum('no,io->ni', up, self.w)


if __name__ == '__main__':
    torch.manual_seed(0)
    net = [Conv(1, 4, 3, step=2, border=1), Tanh(), AvgPool(2)]
    x = torch.randn(5, 1, 12, 12)
    for l in net:
        x = l.forward(x)
    g = torch.ones_like(x)
    for l in net[::-1]:
        g = l.backward(g)
    print(x.shape, g.shape, net[0].grads['w'].abs().mean())
