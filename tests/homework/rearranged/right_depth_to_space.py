"""TensorFlow's order: the place within a block comes before the channel. Images are NHWC."""

import numpy as np


def depth_to_space(x, block_size):
    n, h, w, c = x.shape
    b = block_size
    x = x.reshape(n, h, w, b, b, c // b**2).transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(n, h * b, w * b, c // b**2)


def depth_to_space_backward(dout, block_size):
    n, h, w, c = dout.shape
    b = block_size
    d = dout.reshape(n, h // b, b, w // b, b, c).transpose(0, 1, 3, 2, 4, 5)
    return d.reshape(n, h // b, w // b, c * b**2)
