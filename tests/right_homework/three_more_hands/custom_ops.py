"""
Custom autograd functions. Section notes: compare against nn.* with gradcheck
(remember to use double precision!).
"""
import torch
import torch.nn.functional as F
from torch.autograd import Function


class Conv2dFn(Function):
    @staticmethod
    def forward(ctx, x, weight, bias, stride=1, padding=0):
        n, c, h, w = x.shape
        f, _, kh, kw = weight.shape
        cols = F.unfold(x, (kh, kw), padding=padding, stride=stride)      # n, c*kh*kw, L
        oh = (h + 2 * padding - kh) // stride + 1
        ow = (w + 2 * padding - kw) // stride + 1
        out = weight.reshape(f, -1) @ cols + bias.reshape(1, f, 1)
        ctx.save_for_backward(cols, weight)
        ctx.geom = (h, w, stride, padding)
        return out.reshape(n, f, oh, ow)

    @staticmethod
    def backward(ctx, grad_output):
        cols, weight = ctx.saved_tensors
        h, w, stride, padding = ctx.geom
        f, _, kh, kw = weight.shape
        g = grad_output.reshape(grad_output.shape[0], f, -1)
        grad_w = torch.einsum("nfl,nkl->fk", g, cols).reshape(weight.shape)
        grad_b = g.sum(dim=(0, 2))
        grad_cols = weight.reshape(f, -1).t() @ g
        grad_x = F.fold(grad_cols, (h, w), (kh, kw), padding=padding, stride=stride)
        return grad_x, grad_w, grad_b, None, None


class MaxPool2dFn(Function):
    @staticmethod
    def forward(ctx, x, k, stride):
        win = x.unfold(2, k, stride).unfold(3, k, stride)                 # n c oh ow k k
        n, c, oh, ow = win.shape[:4]
        flat = win.reshape(n, c, oh, ow, k * k)
        best, where = flat.max(dim=-1)
        ctx.save_for_backward(where)
        ctx.info = (x.shape, k, stride)
        return best

    @staticmethod
    def backward(ctx, grad_output):
        (where,) = ctx.saved_tensors
        (n, c, h, w), k, stride = ctx.info
        oh, ow = where.shape[2:]
        rows = torch.arange(oh).reshape(-1, 1) * stride + where // k
        cols = torch.arange(ow).reshape(1, -1) * stride + where % k
        lin = (rows * w + cols).reshape(n, c, -1)
        grad_x = torch.zeros(n, c, h * w, dtype=grad_output.dtype)
        grad_x.scatter_add_(2, lin, grad_output.reshape(n, c, -1))
        return grad_x.reshape(n, c, h, w), None, None


class BatchNorm2dFn(Function):
    @staticmethod
    def forward(ctx, x, gamma, beta, eps=1e-5):
        dims = (0, 2, 3)
        mu = x.mean(dims, keepdim=True)
        var = ((x - mu) ** 2).mean(dims, keepdim=True)
        inv = 1.0 / torch.sqrt(var + eps)
        xhat = (x - mu) * inv
        ctx.save_for_backward(xhat, inv, gamma)
        return gamma.reshape(1, -1, 1, 1) * xhat + beta.reshape(1, -1, 1, 1)

    @staticmethod
    def backward(ctx, grad_output):
        xhat, inv, gamma = ctx.saved_tensors
        dims = (0, 2, 3)
        dgamma = (grad_output * xhat).sum(dims)
        dbeta = grad_output.sum(dims)
        dxhat = grad_output * gamma.reshape(1, -1, 1, 1)
        dx = inv * (dxhat - dxhat.mean(dims, keepdim=True)
                    - xhat * (dxhat * xhat).mean(dims, keepdim=True))
        return dx, dgamma, dbeta, None


class LeakyReLUFn(Function):
    @staticmethod
    def forward(ctx, x, slope=0.01):
        ctx.save_for_backward(x)
        ctx.slope = slope
        return torch.where(x > 0, x, slope * x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return torch.where(x > 0, grad_output, ctx.slope * grad_output), None


class CrossEntropyFn(Function):
    @staticmethod
    def forward(ctx, logits, target):
        z = logits - logits.max(dim=1, keepdim=True).values
        logp = z - z.exp().sum(dim=1, keepdim=True).log()
        ctx.save_for_backward(logp, target)
        return -logp[torch.arange(len(target)), target].mean()

    @staticmethod
    def backward(ctx, grad_output):
        logp, target = ctx.saved_tensors
        n = len(target)
        g = logp.exp()
        g[torch.arange(n), target] -= 1.0
        return grad_output * g / n, None


conv2d = Conv2dFn.apply
max_pool2d = MaxPool2dFn.apply
batch_norm2d = BatchNorm2dFn.apply
leaky_relu = LeakyReLUFn.apply
cross_entropy = CrossEntropyFn.apply
