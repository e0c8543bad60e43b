import torch
import torch.nn.functional as F
from torch.autograd import Function


class MyConv2d(Function):
    """old style: ctx in forward"""

    @staticmethod
    def forward(ctx, x, weight, bias=None, stride=(1, 1), padding=(0, 0)):
        n, c, h, w = x.shape
        f, _, kh, kw = weight.shape
        ctx.save_for_backward(x, weight)
        ctx.conf = dict(kernel_size=(kh, kw), stride=stride, padding=padding)
        ctx.has_bias = bias is not None
        oh = (h + 2 * padding[0] - kh) // stride[0] + 1
        ow = (w + 2 * padding[1] - kw) // stride[1] + 1
        cols = F.unfold(x, **ctx.conf)                      # n, c*kh*kw, oh*ow
        out = weight.reshape(f, -1) @ cols
        if bias is not None:
            out = out + bias[:, None]
        return out.reshape(n, f, oh, ow)

    @staticmethod
    def backward(ctx, grad_output):
        x, weight = ctx.saved_tensors
        g = grad_output.flatten(2)                          # n, f, L
        gx = gw = gb = None
        if ctx.needs_input_grad[0]:
            gx = F.fold(weight.flatten(1).t() @ g, x.shape[2:], **ctx.conf)
        if ctx.needs_input_grad[1]:
            cols = F.unfold(x, **ctx.conf)                  # again, cheaper than keeping it
            gw = torch.einsum('nfl,nkl->fk', g, cols).view_as(weight)
        if ctx.has_bias and ctx.needs_input_grad[2]:
            gb = g.sum((0, 2))
        return gx, gw, gb, None, None


class MySiLU(Function):
    @staticmethod
    def forward(ctx, x):
        s = 1 / (1 + torch.exp(-x))
        y = x * s
        ctx.save_for_backward(s, y)
        return y

    @staticmethod
    def backward(ctx, grad_output):
        s, y = ctx.saved_tensors
        # d(x s) = s + x s (1 - s) = s + y (1 - s)
        return grad_output * (s + y * (1 - s))


class MyLinear(Function):
    """new style: forward without ctx"""

    @staticmethod
    def forward(x, weight, bias):
        return torch.addmm(bias, x, weight.t())

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, weight, _ = inputs
        ctx.save_for_backward(x, weight)

    @staticmethod
    def backward(ctx, grad_output):
        x, weight = ctx.saved_tensors
        return grad_output.mm(weight), grad_output.t().mm(x), grad_output.sum(0)


class MyMaxPool2d(Function):
    @staticmethod
    def forward(x, kernel, stride):
        win = x.unfold(2, kernel, stride).unfold(3, kernel, stride)
        best, pos = win.flatten(-2).max(-1)
        return best, pos

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, ctx.kernel, ctx.stride = inputs
        _, pos = output
        ctx.mark_non_differentiable(pos)
        ctx.save_for_backward(pos)
        ctx.in_shape = x.shape

    @staticmethod
    def backward(ctx, grad_best, _grad_pos):
        (pos,) = ctx.saved_tensors
        n, c, h, w = ctx.in_shape
        oh, ow = pos.shape[2:]
        r = torch.arange(oh)[:, None] * ctx.stride + pos // ctx.kernel
        q = torch.arange(ow)[None, :] * ctx.stride + pos % ctx.kernel
        gx = grad_best.new_zeros(n, c, h * w)
        gx.scatter_add_(2, (r * w + q).flatten(2), grad_best.flatten(2))
        return gx.view(n, c, h, w), None, None


def conv2d(x, weight, bias=None, stride=1, padding=0):
    pair = lambda v: v if isinstance(v, tuple) else (v, v)
    return MyConv2d.apply(x, weight, bias, pair(stride), pair(padding))


def silu(x):
    return MySiLU.apply(x)


def linear(x, weight, bias):
    return MyLinear.apply(x, weight, bias)


def max_pool2d(x, kernel, stride=None):
    return MyMaxPool2d.apply(x, kernel, stride or kernel)[0]


if __name__ == '__main__':
    torch.manual_seed(0)
    x = torch.randn(2, 3, 9, 8, dtype=torch.double, requires_grad=True)
    w = torch.randn(4, 3, 3, 2, dtype=torch.double, requires_grad=True)
    b = torch.randn(4, dtype=torch.double, requires_grad=True)
    print(torch.autograd.gradcheck(lambda *a: silu(conv2d(*a, 2, 1)), (x, w, b),
                                   raise_exception=False))
