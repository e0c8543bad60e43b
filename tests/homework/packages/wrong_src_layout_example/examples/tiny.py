import numpy as np
from petitnet import build
from petitnet.layers.base import Module


class ReLU(Module):
    def forward(self, x):
        self.positive = x > 0
        return np.where(self.positive, x, 0.0)

    def backward(self, grad):
        return np.where(grad > 0, grad, 0.0)


net = [build("conv", in_channels=1, out_channels=4, kernel_size=3), ReLU()]
x = np.random.randn(100, 1, 28, 28)
for layer in net:
    x = layer(x)
print(x.mean())
