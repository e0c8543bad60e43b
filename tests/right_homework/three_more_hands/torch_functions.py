"""Custom autograd Functions for a small CNN. Checked with gradcheck during development."""
from typing import Optional, Tuple, Union

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

IntPair = Union[int, Tuple[int, int]]


def _pair(v: IntPair) -> Tuple[int, int]:
    return (v, v) if isinstance(v, int) else (int(v[0]), int(v[1]))


class Conv2dFunction(Function):
    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor, bias: Optional[Tensor], stride: IntPair = 1,
                padding: IntPair = 0, dilation: IntPair = 1, groups: int = 1) -> Tensor:
        stride, padding, dilation = _pair(stride), _pair(padding), _pair(dilation)
        n, c, h, w = x.shape
        f, c_per_group, kh, kw = weight.shape
        if c != c_per_group * groups or f % groups:
            raise ValueError(f"groups={groups} does not fit {c} -> {f} channels")
        oh = (h + 2 * padding[0] - dilation[0] * (kh - 1) - 1) // stride[0] + 1
        ow = (w + 2 * padding[1] - dilation[1] * (kw - 1) - 1) // stride[1] + 1

        cols = F.unfold(x, (kh, kw), dilation=dilation, padding=padding, stride=stride)
        cols = cols.view(n, groups, c_per_group * kh * kw, oh * ow)
        w_mat = weight.view(groups, f // groups, -1)
        out = torch.einsum("gok,ngkl->ngol", w_mat, cols).reshape(n, f, oh, ow)
        if bias is not None:
            out = out + bias.view(1, -1, 1, 1)

        ctx.save_for_backward(cols, weight)
        ctx.conf = (stride, padding, dilation, groups)
        ctx.in_size = (h, w)
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_out: Tensor):
        cols, weight = ctx.saved_tensors
        stride, padding, dilation, groups = ctx.conf
        n, f = grad_out.shape[:2]
        kh, kw = weight.shape[2:]
        g = grad_out.reshape(n, groups, f // groups, -1)

        grad_x = grad_w = grad_b = None
        if ctx.needs_input_grad[0]:
            w_mat = weight.view(groups, f // groups, -1)
            grad_cols = torch.einsum("gok,ngol->ngkl", w_mat, g).reshape(n, -1, g.shape[-1])
            grad_x = F.fold(grad_cols, ctx.in_size, (kh, kw), dilation=dilation, padding=padding, stride=stride)
        if ctx.needs_input_grad[1]:
            grad_w = torch.einsum("ngol,ngkl->gok", g, cols).reshape(weight.shape)
        if ctx.needs_input_grad[2]:
            grad_b = grad_out.sum(dim=(0, 2, 3))
        return grad_x, grad_w, grad_b, None, None, None, None


class MaxPool2dFunction(Function):
    @staticmethod
    def forward(ctx, x: Tensor, kernel_size: IntPair = 2, stride: Optional[IntPair] = None,
                padding: IntPair = 0) -> Tuple[Tensor, Tensor]:
        """Returns the maxima and, beside them, where in its window each one was found."""
        k = _pair(kernel_size)
        s = k if stride is None else _pair(stride)
        p = _pair(padding)
        n, c, h, w = x.shape
        xp = F.pad(x, (p[1], p[1], p[0], p[0]), value=float("-inf"))
        oh, ow = (xp.shape[2] - k[0]) // s[0] + 1, (xp.shape[3] - k[1]) // s[1] + 1
        windows = xp.unfold(2, k[0], s[0]).unfold(3, k[1], s[1]).reshape(n, c, oh * ow, k[0] * k[1])
        values, where = windows.max(dim=-1)
        ctx.save_for_backward(where)
        ctx.conf = (k, s, p, (h, w))
        where = where.view(n, c, oh, ow)
        ctx.mark_non_differentiable(where)
        return values.view(n, c, oh, ow), where

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_out: Tensor, _grad_where):
        (where,) = ctx.saved_tensors
        k, s, p, (h, w) = ctx.conf
        n, c, l = where.shape
        area = k[0] * k[1]
        grad_win = torch.zeros(n, c, l, area, dtype=grad_out.dtype, device=grad_out.device)
        grad_win.scatter_(3, where.unsqueeze(-1), grad_out.reshape(n, c, l, 1))
        grad_win = grad_win.permute(0, 1, 3, 2).reshape(n, c * area, l)
        return F.fold(grad_win, (h, w), k, padding=p, stride=s), None, None, None


class BatchNorm2dFunction(Function):
    @staticmethod
    def forward(ctx, x: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
        dims = (0, 2, 3)
        mean = x.mean(dims, keepdim=True)
        var = ((x - mean) ** 2).mean(dims, keepdim=True)
        inv_std = (var + eps).rsqrt()
        x_hat = (x - mean) * inv_std
        ctx.save_for_backward(x_hat, inv_std, gamma)
        return gamma.view(1, -1, 1, 1) * x_hat + beta.view(1, -1, 1, 1)

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_out: Tensor):
        x_hat, inv_std, gamma = ctx.saved_tensors
        dims = (0, 2, 3)
        grad_x = grad_gamma = grad_beta = None
        if ctx.needs_input_grad[0]:
            g = grad_out * gamma.view(1, -1, 1, 1)
            grad_x = inv_std * (g - g.mean(dims, keepdim=True) - x_hat * (g * x_hat).mean(dims, keepdim=True))
        if ctx.needs_input_grad[1]:
            grad_gamma = (grad_out * x_hat).sum(dims)
        if ctx.needs_input_grad[2]:
            grad_beta = grad_out.sum(dims)
        return grad_x, grad_gamma, grad_beta, None


class ReLUFunction(Function):
    @staticmethod
    def forward(ctx, x: Tensor) -> Tensor:
        out = x.clamp(min=0)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx, grad_out: Tensor) -> Tensor:
        (out,) = ctx.saved_tensors
        return grad_out.masked_fill(out <= 0, 0.0)


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return Conv2dFunction.apply(x, weight, bias, stride, padding, dilation, groups)


def max_pool2d(x, kernel_size=2, stride=None, padding=0, return_indices=False):
    out, where = MaxPool2dFunction.apply(x, kernel_size, stride, padding)
    return (out, where) if return_indices else out


def batch_norm2d(x, gamma, beta, eps=1e-5):
    return BatchNorm2dFunction.apply(x, gamma, beta, eps)


relu = ReLUFunction.apply
