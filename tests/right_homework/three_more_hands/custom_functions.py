import torch
from torch.autograd import Function
import torch.nn as nn
import torch.nn.functional as F

# Exercise sheet 6: "write your own autograd functions".
# checked with gradcheck at the bottom (takes a while for conv)


class MyReLU(Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return input.clamp(min=0)

    @staticmethod
    def backward(ctx, grad_output):
        input, = ctx.saved_tensors
        grad_input = grad_output.clone()
        grad_input[input <= 0] = 0
        return grad_input


class MySigmoid(Function):
    @staticmethod
    def forward(ctx, input):
        out = 1.0 / (1.0 + torch.exp(-input))
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx, grad_output):
        out, = ctx.saved_tensors
        return grad_output * out * (1 - out)


class MyLinear(Function):
    @staticmethod
    def forward(ctx, input, weight, bias=None):
        ctx.save_for_backward(input, weight, bias)
        output = input.mm(weight.t())
        if bias is not None:
            output = output + bias
        return output

    @staticmethod
    def backward(ctx, grad_output):
        input, weight, bias = ctx.saved_tensors
        grad_input = grad_weight = grad_bias = None
        if ctx.needs_input_grad[0]:
            grad_input = grad_output.mm(weight)
        if ctx.needs_input_grad[1]:
            grad_weight = grad_output.t().mm(input)
        if bias is not None and ctx.needs_input_grad[2]:
            grad_bias = grad_output.sum(0)
        return grad_input, grad_weight, grad_bias


class MyConv2d(Function):
    @staticmethod
    def forward(ctx, input, weight, bias, stride=1, padding=0):
        N, C, H, W = input.shape
        O, _, KH, KW = weight.shape
        unf = F.unfold(input, (KH, KW), padding=padding, stride=stride)
        out = torch.matmul(weight.view(O, -1), unf) + bias.view(-1, 1)
        ctx.save_for_backward(unf, weight)
        ctx.stride, ctx.padding, ctx.hw = stride, padding, (H, W)
        return out.view(N, O, (H + 2 * padding - KH) // stride + 1, (W + 2 * padding - KW) // stride + 1)

    @staticmethod
    def backward(ctx, grad_output):
        unf, weight = ctx.saved_tensors
        O, _, KH, KW = weight.shape
        g = grad_output.reshape(grad_output.shape[0], O, -1)
        grad_bias = g.sum((0, 2))
        grad_weight = torch.bmm(g, unf.transpose(1, 2)).sum(0).view_as(weight)
        grad_unf = torch.matmul(weight.view(O, -1).t(), g)
        grad_input = F.fold(grad_unf, ctx.hw, (KH, KW), padding=ctx.padding, stride=ctx.stride)
        return grad_input, grad_weight, grad_bias, None, None


class MySoftmaxCrossEntropy(Function):
    @staticmethod
    def forward(ctx, logits, target):
        z = logits - logits.max(1, keepdim=True)[0]
        logsum = z.exp().sum(1, keepdim=True).log()
        logp = z - logsum
        ctx.save_for_backward(logp.exp(), target)
        return -logp[torch.arange(len(target)), target].mean()

    @staticmethod
    def backward(ctx, grad_output):
        p, target = ctx.saved_tensors
        grad = p.clone()
        grad[torch.arange(len(target)), target] -= 1
        return grad_output * grad / len(target), None


class TinyNet(nn.Module):
    def __init__(self, hidden=16):
        super().__init__()
        self.cw = nn.Parameter(torch.randn(4, 1, 3, 3) * 0.2)
        self.cb = nn.Parameter(torch.zeros(4))
        self.w = nn.Parameter(torch.randn(10, 4 * 4 * 4) * 0.1)
        self.b = nn.Parameter(torch.zeros(10))
        self.unused = nn.Linear(hidden, hidden)

    def forward(self, x):
        x = MyReLU.apply(MyConv2d.apply(x, self.cw, self.cb, 2, 1))
        return MyLinear.apply(x.flatten(1), self.w, self.b)


if __name__ == '__main__':
    torch.manual_seed(0)
    x = torch.randn(2, 2, 5, 4, dtype=torch.double, requires_grad=True)
    w = torch.randn(3, 2, 3, 2, dtype=torch.double, requires_grad=True)
    b = torch.randn(3, dtype=torch.double, requires_grad=True)
    print('conv gradcheck:', torch.autograd.gradcheck(lambda *a: MyConv2d.apply(*a, 2, 1), (x, w, b)))
    net = TinyNet()
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    xb, yb = torch.randn(8, 1, 8, 8), torch.randint(0, 10, (8,))
    for i in range(5):
        loss = MySoftmaxCrossEntropy.apply(net(xb), yb)
        opt.zero_grad()
        loss.backward()
        opt.step()
        print(i, loss.item())
