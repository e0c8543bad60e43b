import numpy as np


class PixelShuffle:
    def __init__(self, upscale_factor):
        self.r = upscale_factor

    def forward(self, x):
        n, c, h, w = x.shape
        r = self.r
        x = x.reshape(n, c // (r * r), r, r, h, w)
        return x.transpose(0, 1, 4, 2, 5, 3).reshape(n, c // (r * r), h * r, w * r)

    def backward(self, grad):
        n, c, h, w = grad.shape
        r = self.r
        grad = grad.reshape(n, c, h // r, r, w // r, r)
        return grad.transpose(0, 1, 3, 5, 2, 4).reshape(n, c * r * r, h // r, w // r)


class PixelUnshuffle:
    def __init__(self, downscale_factor):
        self.r = downscale_factor

    def forward(self, x):
        n, c, h, w = x.shape
        r = self.r
        x = x.reshape(n, c, h // r, r, w // r, r)
        return x.transpose(0, 1, 3, 5, 2, 4).reshape(n, c * r * r, h // r, w // r)

    def backward(self, grad):
        n, c, h, w = grad.shape
        r = self.r
        grad = grad.reshape(n, c // (r * r), r, r, h, w)
        return grad.transpose(0, 1, 4, 2, 5, 3).reshape(n, c // (r * r), h * r, w * r)
