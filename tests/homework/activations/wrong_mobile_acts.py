# MobileNetV3 building blocks without autograd (all maths on plain tensors)
import torch


class ReLU6:
    def forward(self, x):
        self.x = x
        return torch.clamp(x, min=0.0, max=6.0)

    def backward(self, dy):
        dx = dy.clone()
        dx[self.x <= 0] = 0
        return dx


class HSigmoid:
    def forward(self, x):
        self.x = x
        return torch.clamp(x + 3.0, 0.0, 6.0) / 6.0

    def backward(self, dy):
        mask = (self.x > -3.0) & (self.x < 3.0)
        return dy * mask.to(dy.dtype) / 6.0


class HSwish:
    def forward(self, x):
        self.gate = torch.clamp(x + 3.0, 0.0, 6.0) / 6.0
        return x * self.gate

    def backward(self, dy):
        return dy * self.gate


class LeakyReLU:
    def __init__(self, negative_slope=0.01):
        self.negative_slope = negative_slope

    def forward(self, x):
        self.x = x
        return torch.where(x > 0, x, self.negative_slope * x)

    def backward(self, dy):
        return torch.where(self.x > 0, dy, self.negative_slope * dy)


class Pointwise:
    """1x1 convolution"""

    def __init__(self, c_in, c_out):
        self.w = torch.randn(c_out, c_in, dtype=torch.float64) / c_in ** 0.5

    def forward(self, x):
        self.x = x
        return torch.einsum("nchw,oc->nohw", x, self.w)

    def backward(self, dy):
        self.dw = torch.einsum("nohw,nchw->oc", dy, self.x)
        return torch.einsum("nohw,oc->nchw", dy, self.w)


class SqueezeExcite:
    """channel gate: global average -> 1x1 -> relu6 -> 1x1 -> hard sigmoid (forward only)"""

    def __init__(self, c, r=4):
        self.stages = [Pointwise(c, max(1, c // r)), ReLU6(), Pointwise(max(1, c // r), c), HSigmoid()]

    def forward(self, x):
        g = x.mean(dim=(2, 3), keepdim=True)
        for stage in self.stages:
            g = stage.forward(g)
        return x * g


if __name__ == "__main__":
    torch.manual_seed(0)
    x = torch.randn(2, 8, 4, 4, dtype=torch.float64) * 3
    for layer in (ReLU6(), HSigmoid(), HSwish(), LeakyReLU(), Pointwise(8, 16)):
        y = layer.forward(x)
        dx = layer.backward(torch.ones_like(y))
        print(type(layer).__name__, tuple(y.shape), float(dx.mean()))
    print("SE", tuple(SqueezeExcite(8).forward(x).shape))
