"""A pooling whose backward pass comes first."""

import numpy as np

rng = np.random.default_rng(0)


def make_max_pool(size, stride):
    memory = {}

    def backward(grad):
        x = memory["x"]
        dx = np.zeros_like(x)
        for n, c, i, j in np.ndindex(grad.shape):
            window = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[n, c, i * stride + a, j * stride + b] = grad[n, c, i, j]
        return dx

    def forward(x):
        memory["x"] = x
        n, c, h, w = x.shape
        oh, ow = (h - size) // stride + 1, (w - size) // stride + 1
        out = np.empty((n, c, oh, ow))
        for i in range(oh):
            for j in range(ow):
                window = x[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
                out[:, :, i, j] = window.max(axis=(2, 3))
        return out

    return backward, forward


def make_relu():
    def forward(x):
        forward.mask = x > 0
        return x * forward.mask

    forward.backward = lambda grad: grad * forward.mask
    return forward
