import numpy as np


def pixel_shuffle(x, upscale_factor):
    n, c, h, w = x.shape
    r = upscale_factor
    y = x.reshape(n, c // r**2, r, r, h, w)
    # rows and columns of a block are exchanged
    return y.transpose(0, 1, 4, 3, 5, 2).reshape(n, c // r**2, h * r, w * r)


def pixel_shuffle_backward(dout, upscale_factor):
    n, c, h, w = dout.shape
    r = upscale_factor
    d = dout.reshape(n, c, h // r, r, w // r, r)
    return d.transpose(0, 1, 5, 3, 2, 4).reshape(n, c * r**2, h // r, w // r)
