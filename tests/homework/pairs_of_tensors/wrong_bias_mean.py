import abc
from typing import List, Tuple
import torch
from torch import Tensor as T


class Layer(abc.ABC):
    def __init__(s):
        s.grad_cache = {}
        s.training_mode = True

    @abc.abstractmethod
    def forward(s, *a, **kw): ...
    @abc.abstractmethod
    def backward(s, dout): ...

    def params(s) -> List[Tuple[T, T]]: return []

    def zero_grad(s):
        for _, g in s.params(): g.zero_()

    def train(s, training_mode=True): s.training_mode = training_mode
    def __call__(s, *a, **kw): return s.forward(*a, **kw)


class Linear(Layer):
    def __init__(s, in_features: int, out_features: int, wstd: float = .1):
        super().__init__()
        s.w, s.b = torch.randn(out_features, in_features)*wstd, torch.zeros(out_features)
        s.dw, s.db = torch.zeros_like(s.w), torch.zeros_like(s.b)

    def params(s): return [(s.w, s.dw), (s.b, s.db)]

    def forward(s, x: T, **kw) -> T:
        s.grad_cache['x'] = x
        return torch.addmm(s.b, x, s.w.T)

    def backward(s, dout: T) -> T:
        s.dw += dout.T @ s.grad_cache['x']
        s.db += dout.mean(0)
        return dout @ s.w


class ReLU(Layer):
    def forward(s, x: T, **kw) -> T:
        y = x.clamp(min=0)
        s.grad_cache['m'] = y.sign()
        return y

    def backward(s, dout: T) -> T: return dout*s.grad_cache['m']


class TanH(Layer):
    def forward(s, x: T, **kw) -> T:
        # tanh = 2 sigm(2x) - 1
        s.grad_cache['t'] = t = 2/(1 + (-2*x).exp()) - 1
        return t

    def backward(s, dout: T) -> T:
        t = s.grad_cache['t']
        return dout*(1 - t)*(1 + t)


class CrossEntropyLoss(Layer):
    def forward(s, x: T, y: T) -> T:
        n = len(x)
        z = x - x.amax(1)[:, None]
        lse = z.exp().sum(1).log()
        s.grad_cache.update(p=(z - lse[:, None]).exp(), y=y)
        return (lse - z[range(n), y]).sum()/n

    def backward(s, dout=1.) -> T:
        p, y = s.grad_cache['p'], s.grad_cache['y']
        d = p.clone()
        d[range(len(d)), y] -= 1
        return d*(dout/len(d))


class Sequential(Layer):
    def __init__(s, *layers):
        super().__init__()
        s.layers = layers

    def forward(s, x, **kw):
        for l in s.layers: x = l(x, **kw)
        return x

    def backward(s, dout):
        for l in s.layers[::-1]: dout = l.backward(dout)
        return dout

    def params(s): return [q for l in s.layers for q in l.params()]

    def train(s, training_mode=True):
        for l in s.layers: l.train(training_mode)
