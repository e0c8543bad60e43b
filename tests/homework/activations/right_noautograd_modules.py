"""nn-style modules written with plain torch tensor maths, autograd switched off."""
import torch

torch.set_grad_enabled(False)


class Module:
    def __call__(self, x):
        return self.forward(x)


class Linear(Module):
    def __init__(self, fan_in, fan_out, dtype=torch.float64):
        self.weight = torch.randn(fan_out, fan_in, dtype=dtype) / fan_in ** 0.5
        self.bias = torch.zeros(fan_out, dtype=dtype)

    def forward(self, x):
        self.inp = x
        return x @ self.weight.t() + self.bias

    def backward(self, g):
        self.g_weight = g.t() @ self.inp
        self.g_bias = g.sum(0)
        return g @ self.weight


class SELU(Module):
    def __init__(self):
        self.alpha = 1.6732632423543772848170429916717
        self.scale = 1.0507009873554804934193349852946

    def forward(self, x):
        self.out = self.scale * torch.where(x > 0, x, self.alpha * (x.exp() - 1))
        return self.out

    def backward(self, g):
        # from the output: scale*alpha*e^x = out + scale*alpha
        return torch.where(self.out > 0, g * self.scale, g * (self.out + self.scale * self.alpha))


class Mish(Module):
    def forward(self, x):
        self.inp = x
        return x * torch.tanh(self._softplus(x))

    @staticmethod
    def _softplus(x):
        return torch.relu(x) + torch.log1p(torch.exp(-x.abs()))

    def backward(self, g):
        x = self.inp
        tsp = torch.tanh(self._softplus(x))
        return g * (tsp + x * (1 - tsp.square()) * torch.sigmoid(x))


class Softplus(Module):
    def __init__(self, beta=1.0, threshold=20.0):
        self.beta, self.threshold = beta, threshold

    def forward(self, x):
        self.inp = x
        bx = self.beta * x
        soft = torch.log1p(torch.exp(bx.clamp(max=self.threshold))) / self.beta
        return torch.where(bx > self.threshold, x, soft)

    def backward(self, g):
        bx = self.beta * self.inp
        return torch.where(bx > self.threshold, g, g * torch.sigmoid(bx))


class Hardsigmoid(Module):
    def forward(self, x):
        self.y = torch.clamp(x / 6 + 0.5, 0, 1)
        return self.y

    def backward(self, g):
        return g * ((self.y > 0) & (self.y < 1)) / 6


class Hardswish(Module):
    def forward(self, x):
        self.inp = x
        return x * torch.clamp(x + 3, 0, 6) / 6

    def backward(self, g):
        x = self.inp
        d = torch.zeros_like(x)
        d = torch.where((x > -3) & (x < 3), (2 * x + 3) / 6, d)
        d = torch.where(x >= 3, torch.ones_like(x), d)
        return g * d


class Hardtanh(Module):
    def __init__(self, min_val=-1.0, max_val=1.0):
        self.min_val, self.max_val = min_val, max_val

    def forward(self, x):
        self.mask = x.gt(self.min_val) & x.lt(self.max_val)
        return x.clamp(self.min_val, self.max_val)

    def backward(self, g):
        return g.masked_fill(~self.mask, 0.0)
