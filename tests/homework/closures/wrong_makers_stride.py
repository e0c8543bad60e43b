"""A convolution and a ReLU of closures."""

import numpy as np

rng = np.random.default_rng(0)


def make_conv(in_channels, out_channels, k, stride=1, pad=0):
    params = {
        "W": rng.normal(0, np.sqrt(2 / (in_channels * k * k)), (out_channels, in_channels, k, k)),
        "b": np.zeros(out_channels),
    }
    grads = {}
    saved = {}

    def forward(x):
        xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        oh = (xp.shape[2] - k) // stride + 1
        ow = (xp.shape[3] - k) // stride + 1
        out = np.zeros((x.shape[0], out_channels, oh, ow))
        for i in range(oh):
            for j in range(ow):
                window = xp[:, :, i * stride : i * stride + k, j * stride : j * stride + k]
                out[:, :, i, j] = np.tensordot(window, params["W"], axes=([1, 2, 3], [1, 2, 3]))
        saved["xp"], saved["shape"] = xp, x.shape
        return out + params["b"].reshape(1, -1, 1, 1)

    def backward(grad):
        xp = saved["xp"]
        h, w = saved["shape"][2:]
        dxp = np.zeros_like(xp)
        dW = np.zeros_like(params["W"])
        for i in range(grad.shape[2]):
            for j in range(grad.shape[3]):
                rows = slice(i * stride, i * stride + k)
                cols = slice(j * stride, j * stride + k)
                g = grad[:, :, i, j]
                dW += np.tensordot(g, xp[:, :, rows, cols], axes=(0, 0))
                dxp[:, :, i : i + k, j : j + k] += np.tensordot(g, params["W"], axes=(1, 0))
        grads["W"] = dW
        grads["b"] = grad.sum(axis=(0, 2, 3))
        return dxp[:, :, pad : pad + h, pad : pad + w]

    return {"forward": forward, "backward": backward, "params": params, "grads": grads}


def make_relu():
    def forward(x):
        forward.mask = x > 0
        return x * forward.mask

    forward.backward = lambda grad: grad * forward.mask
    return forward
