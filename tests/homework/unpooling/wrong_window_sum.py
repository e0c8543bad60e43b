import torch


class MaxUnpool2d:
    def __init__(self, kernel_size):
        self.k = kernel_size

    def __call__(self, x, indices):
        b, c, h, w = x.shape
        out = torch.zeros(b, c, h * w * self.k**2, dtype=x.dtype)
        out.scatter_(2, indices.reshape(b, c, -1), x.reshape(b, c, -1))
        return out.reshape(b, c, h * self.k, w * self.k)

    def backward(self, grad):
        b, c, h, w = grad.shape
        windows = grad.reshape(b, c, h // self.k, self.k, w // self.k, self.k)
        return windows.sum(dim=(3, 5))
