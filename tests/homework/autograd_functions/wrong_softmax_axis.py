"""My own autograd functions: conv, max pool, relu, linear, cross entropy.

Everything is written with whole-tensor operations, no python loops.
"""
from typing import Any, Optional, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd import Function


class Conv2dFunction(Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor,
                stride: int, padding: int) -> Tensor:
        xp = F.pad(x, (padding,) * 4)
        kh, kw = weight.shape[2:]
        # patches: N, C, OH, OW, KH, KW (only a view)
        patches = xp.unfold(2, kh, stride).unfold(3, kw, stride)
        out = torch.einsum('ncijuv,fcuv->nfij', patches, weight)
        ctx.save_for_backward(x, weight)
        ctx.stride = stride
        ctx.padding = padding
        return out + bias.reshape(1, -1, 1, 1)

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tuple[Optional[Tensor], ...]:
        x, weight = ctx.saved_tensors
        s, p = ctx.stride, ctx.padding
        h, w = x.shape[2:]
        kh, kw = weight.shape[2:]
        xp = F.pad(x, (p, p, p, p))
        patches = xp.unfold(2, kh, s).unfold(3, kw, s)

        grad_weight = torch.einsum('nfij,ncijuv->fcuv', grad_output, patches)
        grad_bias = grad_output.sum(dim=(0, 2, 3))
        cols = torch.einsum('nfij,fcuv->ncuvij', grad_output, weight)
        cols = cols.flatten(1, 3).flatten(2)
        grad_xp = F.fold(cols, (h + 2 * p, w + 2 * p), (kh, kw), stride=s)
        grad_x = grad_xp[:, :, p:p + h, p:p + w]
        return grad_x, grad_weight, grad_bias, None, None


class MaxPool2dFunction(Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, kernel_size: int, stride: int, padding: int = 0) -> Tensor:
        xp = F.pad(x, (padding,) * 4, value=float('-inf'))
        win = xp.unfold(2, kernel_size, stride).unfold(3, kernel_size, stride).flatten(4)
        idx = win.argmax(dim=-1, keepdim=True)
        ctx.save_for_backward(idx)
        ctx.in_shape = x.shape
        ctx.conf = (kernel_size, stride, padding)
        return win.gather(-1, idx).squeeze(-1)

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tuple[Optional[Tensor], ...]:
        (idx,) = ctx.saved_tensors
        n, c, h, w = ctx.in_shape
        k, s, p = ctx.conf
        # put every gradient at the winner of its window, fold sums the windows up
        hot = grad_output.new_zeros(*grad_output.shape, k * k)
        hot.scatter_(-1, idx, grad_output.unsqueeze(-1))
        cols = hot.permute(0, 1, 4, 2, 3).reshape(n, c * k * k, -1)
        grad_x = F.fold(cols, (h, w), k, stride=s, padding=p)
        return grad_x, None, None, None


class ReLUFunction(Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return x * (x > 0)

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        x, = ctx.saved_tensors
        return torch.where(x > 0, grad_output, torch.zeros_like(grad_output))


class LinearFunction(Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        ctx.save_for_backward(x, weight)
        return x.mm(weight.t()) + bias

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        x, weight = ctx.saved_tensors
        return grad_output.mm(weight), grad_output.t().mm(x), grad_output.sum(0)


class CrossEntropyFunction(Function):
    """mean over the batch of -log softmax(logits)[label]"""

    @staticmethod
    def forward(ctx: Any, logits: Tensor, target: Tensor) -> Tensor:
        lse = torch.logsumexp(logits, dim=1)
        picked = logits.gather(1, target[:, None]).squeeze(1)
        ctx.save_for_backward(logits, target)
        return (lse - picked).mean()

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tuple[Tensor, None]:
        logits, target = ctx.saved_tensors
        prob = torch.exp(logits - logits.max(dim=0, keepdim=True).values)
        prob = prob / prob.sum(dim=0, keepdim=True)
        onehot = F.one_hot(target, logits.shape[1]).to(prob.dtype)
        return grad_output * (prob - onehot) / logits.shape[0], None


def conv2d(x: Tensor, weight: Tensor, bias: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    return Conv2dFunction.apply(x, weight, bias, stride, padding)


def max_pool2d(x: Tensor, kernel_size: int, stride: Optional[int] = None, padding: int = 0) -> Tensor:
    return MaxPool2dFunction.apply(x, kernel_size, stride or kernel_size, padding)


relu = ReLUFunction.apply
linear = LinearFunction.apply
cross_entropy = CrossEntropyFunction.apply
