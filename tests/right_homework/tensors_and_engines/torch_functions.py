import math

import torch
from torch import nn
from torch.autograd import Function
import torch.nn.functional as F


class MyConv2d(Function):
    @staticmethod
    def forward(ctx, x, weight, bias=None, stride=1, padding=0):
        N, C, H, W = x.shape
        O, _, kH, kW = weight.shape
        cols = F.unfold(x, (kH, kW), padding=padding, stride=stride)       # N, C*k*k, L
        out = weight.reshape(O, -1) @ cols
        if bias is not None:
            out = out + bias.view(1, -1, 1)
        oH = (H + 2 * padding - kH) // stride + 1
        oW = (W + 2 * padding - kW) // stride + 1
        ctx.save_for_backward(cols, weight)
        ctx.stride, ctx.padding, ctx.size = stride, padding, (H, W)
        ctx.has_bias = bias is not None
        return out.reshape(N, O, oH, oW)

    @staticmethod
    def backward(ctx, grad_output):
        cols, weight = ctx.saved_tensors
        O, _, kH, kW = weight.shape
        g = grad_output.reshape(grad_output.shape[0], O, -1)
        grad_w = (g @ cols.transpose(1, 2)).sum(0).reshape(weight.shape)
        grad_cols = weight.reshape(O, -1).t() @ g
        grad_x = F.fold(grad_cols, ctx.size, (kH, kW), padding=ctx.padding, stride=ctx.stride)
        grad_b = g.sum((0, 2)) if ctx.has_bias else None
        return grad_x, grad_w, grad_b, None, None


class MyBatchNorm(Function):
    """training mode, per channel statistics over N, H, W"""

    @staticmethod
    def forward(ctx, x, gamma, beta, eps=1e-5):
        mu = x.mean((0, 2, 3), keepdim=True)
        var = ((x - mu) ** 2).mean((0, 2, 3), keepdim=True)
        inv = (var + eps).rsqrt()
        xhat = (x - mu) * inv
        ctx.save_for_backward(xhat, gamma, inv)
        return gamma[None, :, None, None] * xhat + beta[None, :, None, None]

    @staticmethod
    def backward(ctx, gy):
        xhat, gamma, inv = ctx.saved_tensors
        dims = (0, 2, 3)
        d_gamma = (gy * xhat).sum(dims)
        d_beta = gy.sum(dims)
        gh = gy * gamma[None, :, None, None]
        gx = inv * (gh - gh.mean(dims, keepdim=True) - xhat * (gh * xhat).mean(dims, keepdim=True))
        return gx, d_gamma, d_beta, None


class MyMaxPool(Function):
    @staticmethod
    def forward(ctx, x, k, stride=None, padding=0):
        stride = stride or k
        N, C, H, W = x.shape
        xp = F.pad(x, (padding,) * 4, value=-math.inf)
        Hp, Wp = xp.shape[2:]
        win = xp.unfold(2, k, stride).unfold(3, k, stride)
        oH, oW = win.shape[2:4]
        val, idx = win.reshape(N, C, oH, oW, k * k).max(-1)
        rows = torch.arange(oH).view(-1, 1) * stride + torch.div(idx, k, rounding_mode="floor")
        cols = torch.arange(oW).view(1, -1) * stride + idx % k
        ctx.save_for_backward((rows * Wp + cols).reshape(N, C, -1))
        ctx.geom = (H, W, Hp, Wp, padding)
        return val

    @staticmethod
    def backward(ctx, gy):
        (flat,) = ctx.saved_tensors
        H, W, Hp, Wp, p = ctx.geom
        N, C = gy.shape[:2]
        gx = gy.new_zeros(N, C, Hp * Wp)
        gx.scatter_add_(2, flat, gy.reshape(N, C, -1))
        gx = gx.view(N, C, Hp, Wp)[:, :, p:p + H, p:p + W]
        return gx, None, None, None


class MySiLU(Function):
    @staticmethod
    def forward(ctx, x):
        s = 1 / (1 + torch.exp(-x))
        ctx.save_for_backward(x, s)
        return x * s

    @staticmethod
    def backward(ctx, gy):
        x, s = ctx.saved_tensors
        return gy * (s + x * s * (1 - s))


class MyCrossEntropy(Function):
    @staticmethod
    def forward(ctx, logits, target):
        z = logits - logits.max(dim=1, keepdim=True).values
        e = z.exp()
        p = e / e.sum(1, keepdim=True)
        ctx.save_for_backward(p, target)
        n = torch.arange(len(target))
        return (e.sum(1).log() - z[n, target]).mean()

    @staticmethod
    def backward(ctx, gy):
        p, target = ctx.saved_tensors
        d = p.clone()
        d[torch.arange(len(target)), target] -= 1
        return gy * d / len(target), None


class Conv2d(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        super().__init__()
        bound = 1 / math.sqrt(in_channels * kernel_size ** 2)
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels, kernel_size, kernel_size).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.zeros(out_channels)) if bias else None
        self.stride, self.padding = stride, padding

    def forward(self, x):
        return MyConv2d.apply(x, self.weight, self.bias, self.stride, self.padding)


class SiLU(nn.Module):
    def forward(self, x):
        return MySiLU.apply(x)


if __name__ == "__main__":
    torch.manual_seed(0)
    net = nn.Sequential(Conv2d(3, 4, 3, padding=1), SiLU())
    x = torch.randn(2, 3, 8, 8)
    h = MyMaxPool.apply(MyBatchNorm.apply(net(x), torch.ones(4), torch.zeros(4)), 4)
    loss = MyCrossEntropy.apply(h.mean((2, 3)), torch.tensor([1, 3]))
    loss.backward()
    print(loss.item(), net[0].weight.grad.norm().item())
