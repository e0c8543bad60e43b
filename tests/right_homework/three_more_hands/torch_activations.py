import torch
from torch.autograd import Function


# every activation remembers what is cheapest for its own derivative

class SiLU(Function):
    @staticmethod
    def forward(ctx, x):
        s = 1 / (1 + torch.exp(-x))
        ctx.save_for_backward(x, s)
        return x * s

    @staticmethod
    def backward(ctx, dy):
        x, s = ctx.saved_tensors
        return dy * (s + x * s * (1 - s))


class LeakyReLU(Function):
    @staticmethod
    def forward(ctx, x, negative_slope=0.01):
        ctx.positive = x > 0
        ctx.negative_slope = negative_slope
        return torch.where(ctx.positive, x, negative_slope * x)

    @staticmethod
    def backward(ctx, dy):
        return torch.where(ctx.positive, dy, ctx.negative_slope * dy), None


class Sigmoid(Function):
    @staticmethod
    def forward(ctx, x):
        y = 1 / (1 + torch.exp(-x))
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, dy):
        y, = ctx.saved_tensors
        return dy * y * (1 - y)


class Tanh(Function):
    @staticmethod
    def forward(ctx, x):
        y = 1 - 2 / (torch.exp(2 * x) + 1)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, dy):
        y, = ctx.saved_tensors
        return dy * (1 - y ** 2)


class Linear(Function):
    """weight is (out_features, in_features), as in nn.Linear; the bias may be None"""

    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        y = x @ weight.T
        if bias is not None:
            y = y + bias
        return y

    @staticmethod
    def backward(ctx, dy):
        x, weight = ctx.saved_tensors
        dx = dy @ weight if ctx.needs_input_grad[0] else None
        dw = dy.T @ x if ctx.needs_input_grad[1] else None
        db = dy.sum(0) if len(ctx.needs_input_grad) > 2 and ctx.needs_input_grad[2] else None
        return dx, dw, db


silu, leaky_relu, sigmoid, tanh, linear = SiLU.apply, LeakyReLU.apply, Sigmoid.apply, Tanh.apply, Linear.apply
