# Mini deep-learning framework, Project 2
import math
import torch
from torch import empty
from torch.nn.functional import fold, unfold

torch.set_grad_enabled(False)


class Module(object):
    def forward(self, *input):
        raise NotImplementedError

    def backward(self, *gradwrtoutput):
        raise NotImplementedError

    def param(self):
        return []


class Linear(Module):
    def __init__(self, in_features, out_features):
        std = 1 / math.sqrt(in_features)
        self.w = empty(out_features, in_features).uniform_(-std, std)
        self.b = empty(out_features).uniform_(-std, std)
        self.dw = empty(self.w.shape).zero_()
        self.db = empty(self.b.shape).zero_()

    def forward(self, input):
        self.x = input
        return input @ self.w.t() + self.b

    def backward(self, gradwrtoutput):
        self.dw += gradwrtoutput.t() @ self.x
        self.db += gradwrtoutput.sum(0)
        return gradwrtoutput @ self.w

    def param(self):
        return [(self.w, self.dw), (self.b, self.db)]


class Conv2d(Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.k, self.s, self.p = kernel_size, stride, padding
        std = 1 / math.sqrt(in_channels * kernel_size * kernel_size)
        self.weight = empty(out_channels, in_channels, kernel_size, kernel_size).uniform_(-std, std)
        self.bias = empty(out_channels).uniform_(-std, std)
        self.dweight = empty(self.weight.shape).zero_()
        self.dbias = empty(self.bias.shape).zero_()

    def forward(self, input):
        self.input_shape = input.shape
        n, _, h, w = input.shape
        self.cols = unfold(input, kernel_size=self.k, stride=self.s, padding=self.p)
        out = self.weight.view(self.weight.size(0), -1) @ self.cols + self.bias.view(1, -1, 1)
        ho = (h + 2 * self.p - self.k) // self.s + 1
        wo = (w + 2 * self.p - self.k) // self.s + 1
        return out.view(n, -1, ho, wo)

    def backward(self, gradwrtoutput):
        n, o = gradwrtoutput.shape[:2]
        g = gradwrtoutput.reshape(n, o, -1)
        gw = 0
        for i in range(n):
            gw = gw + g[i] @ self.cols[i].t()
        self.dweight += gw.view(self.weight.shape)
        self.dbias += g.sum(dim=(0, 2))
        gcols = self.weight.view(o, -1).t() @ g
        return fold(gcols, self.input_shape[2:], kernel_size=self.k, stride=self.s, padding=self.p)

    def param(self):
        return [(self.weight, self.dweight), (self.bias, self.dbias)]


class ReLU(Module):
    def forward(self, input):
        self.x = input
        return input.clamp(min=0)

    def backward(self, gradwrtoutput):
        return gradwrtoutput * (self.x > 0).to(gradwrtoutput.dtype)


class Tanh(Module):
    def forward(self, input):
        self.out = input.tanh()
        return self.out

    def backward(self, gradwrtoutput):
        return gradwrtoutput * (1 - self.out.pow(2))


class Sigmoid(Module):
    def forward(self, input):
        self.out = 1 / (1 + (-input).exp())
        return self.out

    def backward(self, gradwrtoutput):
        return gradwrtoutput * self.out * (1 - self.out)


class LossMSE(Module):
    def forward(self, pred, target):
        self.pred, self.target = pred, target
        return (pred - target).pow(2).mean()

    def backward(self):
        return 2 * (self.pred - self.target) / self.pred.numel()


class Sequential(Module):
    def __init__(self, *modules):
        self.modules = list(modules)

    def forward(self, x):
        for m in self.modules:
            x = m.forward(x)
        return x

    def backward(self, grad):
        for m in reversed(self.modules):
            grad = m.backward(grad)
        return grad

    def param(self):
        return [p for m in self.modules for p in m.param()]


class SGD(object):
    def __init__(self, params, lr):
        self.params, self.lr = params, lr

    def step(self):
        for p, d in self.params:
            p -= self.lr * d

    def zero_grad(self):
        for _, d in self.params:
            d.zero_()


if __name__ == '__main__':
    torch.manual_seed(0)
    x = empty(200, 2).uniform_()
    y = ((x - 0.5).pow(2).sum(1, keepdim=True) < 1 / (2 * math.pi)).float()
    model = Sequential(Linear(2, 25), ReLU(), Linear(25, 25), Tanh(), Linear(25, 1), Sigmoid())
    crit, opt = LossMSE(), SGD(model.param(), 0.5)
    for e in range(100):
        loss = crit.forward(model.forward(x), y)
        opt.zero_grad()
        model.backward(crit.backward())
        opt.step()
    print(loss.item())
