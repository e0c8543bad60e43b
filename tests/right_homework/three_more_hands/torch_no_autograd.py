#!/usr/bin/env python3
# Mini project 2: own framework. Only basic tensor operations are allowed, no autograd.
import math
import torch

torch.set_grad_enabled(False)


class Module(object):
    def forward(self, x):
        raise NotImplementedError

    def backward(self, grad):
        raise NotImplementedError

    def param(self):
        return []


class Linear(Module):
    def __init__(self, in_features, out_features):
        bound = 1 / math.sqrt(in_features)
        self.w = torch.empty(out_features, in_features).uniform_(-bound, bound)
        self.b = torch.empty(out_features).uniform_(-bound, bound)
        self.grad_w = torch.zeros_like(self.w)
        self.grad_b = torch.zeros_like(self.b)

    def forward(self, x):
        self.x = x
        return x @ self.w.t() + self.b

    def backward(self, grad):
        self.grad_w = grad.t() @ self.x
        self.grad_b = grad.sum(0)
        return grad @ self.w

    def param(self):
        return [(self.w, self.grad_w), (self.b, self.grad_b)]


class Conv2d(Module):
    """the slow one, with loops"""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.k = kernel_size
        self.stride = stride
        self.padding = padding
        bound = 1 / math.sqrt(in_channels * kernel_size ** 2)
        self.w = torch.empty(out_channels, in_channels, kernel_size, kernel_size).uniform_(-bound, bound)
        self.b = torch.empty(out_channels).uniform_(-bound, bound)
        self.grad_w = torch.zeros_like(self.w)
        self.grad_b = torch.zeros_like(self.b)

    def forward(self, x):
        B, C, H, W = x.shape
        p, s, k = self.padding, self.stride, self.k
        self.shape = x.shape
        xp = torch.zeros(B, C, H + 2 * p, W + 2 * p, dtype=x.dtype)
        xp[:, :, p:p + H, p:p + W] = x
        self.xp = xp
        Ho = (H + 2 * p - k) // s + 1
        Wo = (W + 2 * p - k) // s + 1
        y = torch.zeros(B, self.w.shape[0], Ho, Wo, dtype=x.dtype)
        for i in range(Ho):
            for j in range(Wo):
                win = xp[:, :, i * s:i * s + k, j * s:j * s + k]
                for o in range(self.w.shape[0]):
                    y[:, o, i, j] = (win * self.w[o]).sum((1, 2, 3)) + self.b[o]
        return y

    def backward(self, grad):
        B, C, H, W = self.shape
        p, s, k = self.padding, self.stride, self.k
        self.grad_w = torch.zeros_like(self.w)
        self.grad_b = torch.zeros_like(self.b)
        dxp = torch.zeros_like(self.xp)
        for n in range(B):
            for o in range(grad.shape[1]):
                self.grad_b[o] += grad[n, o].sum()
                for i in range(grad.shape[2]):
                    for j in range(grad.shape[3]):
                        g = grad[n, o, i, j]
                        self.grad_w[o] += g * self.xp[n, :, i * s:i * s + k, j * s:j * s + k]
                        dxp[n, :, i * s:i * s + k, j * s:j * s + k] += g * self.w[o]
        return dxp[:, :, p:p + H, p:p + W]

    def param(self):
        return [(self.w, self.grad_w), (self.b, self.grad_b)]


class ReLU(Module):
    def forward(self, x):
        self.x = x
        return x.clamp(min=0)

    def backward(self, grad):
        return grad * (self.x > 0).to(grad.dtype)


class SiLU(Module):
    # a.k.a. swish
    def forward(self, x):
        self.x = x
        self.s = 1 / (1 + torch.exp(-x))
        return x * self.s

    def backward(self, grad):
        return grad * (self.s + self.x * self.s * (1 - self.s))


class Tanh(Module):
    def forward(self, x):
        self.y = x.tanh()
        return self.y

    def backward(self, grad):
        return grad * (1 - self.y.pow(2))


class MSELoss(Module):
    def forward(self, pred, target):
        self.diff = pred - target
        return (self.diff ** 2).mean()

    def backward(self):
        return 2 * self.diff / self.diff.numel()


class Sequential(Module):
    def __init__(self, *modules):
        self.modules = list(modules)

    def forward(self, x):
        for m in self.modules:
            x = m.forward(x)
        return x

    def backward(self, grad):
        for m in self.modules[::-1]:
            grad = m.backward(grad)
        return grad

    def param(self):
        return [p for m in self.modules for p in m.param()]


def disc_set(nb):
    x = torch.rand(nb, 2)
    inside = ((x - 0.5) ** 2).sum(1) < 1 / (2 * math.pi)
    return x, inside.float().view(-1, 1)


if __name__ == '__main__':
    torch.manual_seed(3)
    x, t = disc_set(200)
    model = Sequential(Linear(2, 25), Tanh(), Linear(25, 25), ReLU(), Linear(25, 1))
    crit = MSELoss()
    for e in range(60):
        loss = crit.forward(model.forward(x), t)
        model.backward(crit.backward())
        for p, g in model.param():
            p -= 0.1 * g
        if e % 20 == 0:
            print(e, round(loss.item(), 4))
    c = Conv2d(3, 4, 3, stride=2, padding=1)
    y = c.forward(torch.randn(2, 3, 8, 8))
    print(y.shape, c.backward(torch.ones_like(y)).shape)
