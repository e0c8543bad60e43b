from torch import empty, set_grad_enabled
from torch.nn.functional import fold, unfold
set_grad_enabled(False)


class Module:
    def forward(self, *input): raise NotImplementedError
    def backward(self, *gradwrtoutput): raise NotImplementedError
    def param(self): return []
    __call__ = lambda self, *a: self.forward(*a)


class Linear(Module):
    def __init__(self, i, o):
        r = i**-.5
        self.w, self.b = empty(o, i).uniform_(-r, r), empty(o).uniform_(-r, r)
        self.dw, self.db = 0*self.w, 0*self.b

    def forward(self, *input):
        self.x, = input
        return self.x @ self.w.T + self.b

    def backward(self, *gradwrtoutput):
        g, = gradwrtoutput
        self.dw[:] = g.T @ self.x
        self.db[:] = g.sum(0)
        return g @ self.w

    def param(self): return [(self.w, self.dw), (self.b, self.db)]


class Conv2d(Module):
    def __init__(self, ci, co, k, s=1, p=0):
        self.k, self.s, self.p, self.co = k, s, p, co
        r = (ci*k*k)**-.5
        self.w, self.b = empty(co, ci, k, k).uniform_(-r, r), empty(co).uniform_(-r, r)
        self.dw, self.db = 0*self.w, 0*self.b

    def forward(self, *input):
        x = input[0]
        n, _, *self.hw = x.shape
        ho, wo = ((d + 2*self.p - self.k)//self.s + 1 for d in self.hw)
        self.c = unfold(x, self.k, padding=self.p, stride=self.s)
        return (self.w.flatten(1) @ self.c + self.b[:, None]).view(n, self.co, ho, wo)

    def backward(self, *gradwrtoutput):
        g = gradwrtoutput[0].flatten(2)
        self.dw[:] = (g @ self.c.mT)[0].view_as(self.w)
        self.db[:] = g.sum((0, 2))
        return fold(self.w.flatten(1).T @ g, self.hw, self.k, padding=self.p, stride=self.s)

    def param(self): return [(self.w, self.dw), (self.b, self.db)]


class Sigmoid(Module):
    def forward(self, *input):
        self.s = 1/(1 + (-input[0]).exp())
        return self.s

    def backward(self, *gradwrtoutput):
        return gradwrtoutput[0]*self.s*(1 - self.s)


class ReLU(Module):
    def forward(self, *input):
        self.m = input[0].gt(0)
        return input[0]*self.m

    def backward(self, *gradwrtoutput): return gradwrtoutput[0]*self.m


class MSE(Module):
    def forward(self, *input):
        p, t = input
        self.e = p - t
        return self.e.pow(2).mean()

    def backward(self, *gradwrtoutput): return self.e*2/self.e.numel()


class Sequential(Module):
    def __init__(self, *l): self.l = l

    def forward(self, *input):
        x, = input
        for m in self.l: x = m.forward(x)
        return x

    def backward(self, *gradwrtoutput):
        g, = gradwrtoutput
        for m in self.l[::-1]: g = m.backward(g)
        return g

    def param(self): return sum((m.param() for m in self.l), [])
