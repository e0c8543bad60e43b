"""Re-implementing some torch.autograd.Function classes by hand.

No autograd is used: `apply` records a context and `backward` is called by us.
"""
import math

import torch


class Context:
    def __init__(self):
        self.saved_tensors = ()

    def save_for_backward(self, *tensors):
        self.saved_tensors = tensors


class ELUFunction:
    @staticmethod
    def forward(ctx, x, alpha=1.0):
        out = torch.where(x > 0, x, alpha * torch.expm1(x))
        ctx.alpha = alpha
        ctx.save_for_backward(x)
        return out

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        grad = torch.where(x > 0, torch.ones_like(x), ctx.alpha * torch.exp(x))
        return grad_output * grad


class CELUFunction:
    @staticmethod
    def forward(ctx, x, alpha=0.5):
        ctx.save_for_backward(x)
        ctx.alpha = alpha
        return x.clamp(min=0) + (alpha * torch.expm1(x / alpha)).clamp(max=0)

    @staticmethod
    def backward(ctx, grad_output):
        x, = ctx.saved_tensors
        # exp(min(x,0)/alpha) is already 1 on the positive side
        return grad_output * torch.exp(x.clamp(max=0) / ctx.alpha)


class GELUFunction:
    @staticmethod
    def forward(ctx, x):
        cdf = 0.5 * (1 + torch.erf(x / math.sqrt(2)))
        ctx.save_for_backward(x, cdf)
        return x * cdf

    @staticmethod
    def backward(ctx, grad_output):
        x, cdf = ctx.saved_tensors
        pdf = torch.exp(-0.5 * x.pow(2)) / math.sqrt(2 * math.pi)
        return grad_output * (cdf + x * pdf)


class LogSigmoidFunction:
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(max=0) - torch.log1p(torch.exp(-x.abs()))

    @staticmethod
    def backward(ctx, grad_output):
        x, = ctx.saved_tensors
        return grad_output * (1 - 1 / (1 + torch.exp(-x)))


class ReLU6Function:
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(0, 6)

    @staticmethod
    def backward(ctx, grad_output):
        x, = ctx.saved_tensors
        grad_input = grad_output.clone()
        grad_input[x <= 0] = 0
        grad_input[x >= 6] = 0
        return grad_input


if __name__ == "__main__":
    torch.manual_seed(0)
    x = torch.randn(3, 5, dtype=torch.float64) * 4
    for fn in (ELUFunction, CELUFunction, GELUFunction, LogSigmoidFunction, ReLU6Function):
        ctx = Context()
        y = fn.forward(ctx, x)
        dx = fn.backward(ctx, torch.ones_like(y))
        print(fn.__name__, y.sum().item(), dx.sum().item())
