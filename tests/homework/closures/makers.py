"""Layers without classes: each maker returns what it has closed over."""

from types import SimpleNamespace

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
                dxp[:, :, rows, cols] += np.tensordot(g, params["W"], axes=(1, 0))
        grads["W"] = dW
        grads["b"] = grad.sum(axis=(0, 2, 3))
        return dxp[:, :, pad : pad + h, pad : pad + w]

    return {"forward": forward, "backward": backward, "params": params, "grads": grads}


def make_linear(d_in, d_out):
    params = [rng.normal(0, 0.1, (d_in, d_out)), np.zeros(d_out)]
    grads = [None, None]
    x = None

    def forward(batch):
        nonlocal x
        x = batch
        weight, bias = params
        return batch @ weight + bias

    def backward(upstream):
        grads[0] = x.T @ upstream
        grads[1] = upstream.sum(axis=0)
        return upstream @ params[0].T

    return SimpleNamespace(params=params, grads=grads, forward=forward, backward=backward)


def make_max_pool(size, stride):
    memory = {}

    def backward(grad):
        x = memory["x"]
        dx = np.zeros_like(x)
        for n, c, i, j in np.ndindex(grad.shape):
            window = x[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[n, c, i * stride + a, j * stride + b] += grad[n, c, i, j]
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


def make_flatten():
    shape = ()

    def forward(x):
        nonlocal shape
        shape = x.shape
        return x.reshape(len(x), -1)

    def backward(grad):
        return grad.reshape(shape)

    return [forward, backward]


def make_softmax_cross_entropy():
    kept = {}

    def loss(scores, labels):
        shifted = scores - scores.max(axis=1, keepdims=True)
        log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        kept["probs"], kept["labels"] = np.exp(log_probs), labels
        return -log_probs[np.arange(len(labels)), labels].mean()

    def gradient():
        d = kept["probs"].copy()
        d[np.arange(len(d)), kept["labels"]] -= 1
        return d / len(d)

    return loss, gradient


if __name__ == "__main__":
    layers = [make_conv(1, 4, 3, pad=1), make_linear(16, 10)]
    print(len(layers), "layers")
