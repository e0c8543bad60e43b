"""A convolutional network in one class: conv, ReLU, pooling and a dense layer, all inside `loss`."""

import numpy as np


class ConvNet:
    def __init__(self, input_dim=(3, 32, 32), num_filters=8, filter_size=3, num_classes=10, weight_scale=1e-2, reg=0.0):
        C, H, W = input_dim
        self.reg = reg
        self.params = {}
        oh, ow = (H - filter_size + 1) // 2, (W - filter_size + 1) // 2
        self.params["W1"] = weight_scale * np.random.randn(num_filters, C, filter_size, filter_size)
        self.params["b1"] = np.zeros(num_filters)
        self.params["W2"] = weight_scale * np.random.randn(num_filters * oh * ow, num_classes)
        self.params["b2"] = np.zeros(num_classes)

    def loss(self, X, y=None):
        W1, b1, W2, b2 = (self.params[k] for k in ("W1", "b1", "W2", "b2"))
        N, _, H, W = X.shape
        F, _, k, _ = W1.shape
        h, w = H - k + 1, W - k + 1
        conv = np.zeros((N, F, h, w))
        for i in range(h):
            for j in range(w):
                conv[:, :, i, j] = np.tensordot(X[:, :, i : i + k, j : j + k], W1, ([1, 2, 3], [1, 2, 3])) + b1
        act = np.maximum(conv, 0)
        cut = act[:, :, : h // 2 * 2, : w // 2 * 2]
        pooled = cut.reshape(N, F, h // 2, 2, w // 2, 2).mean(axis=(3, 5))
        flat = pooled.reshape(N, -1)
        scores = flat @ W2 + b2
        if y is None:
            return scores
        scores = scores - scores.max(axis=1, keepdims=True)
        p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        loss = -np.log(p[np.arange(N), y]).mean()
        loss += 0.5 * self.reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
        d = p.copy()
        d[np.arange(N), y] -= 1
        d /= N
        grads = {"W2": flat.T @ d + self.reg * W2, "b2": d.sum(axis=0)}
        dpool = (d @ W2.T).reshape(pooled.shape) / 4
        dact = np.zeros_like(act)
        dact[:, :, : h // 2 * 2, : w // 2 * 2] = dpool.repeat(2, axis=2).repeat(2, axis=3)
        dconv = dact * (conv > 0)
        dW1 = np.zeros_like(W1)
        for i in range(h):
            for j in range(w):
                dW1 += np.tensordot(dconv[:, :, i, j], X[:, :, i : i + k, j : j + k], ([0], [0]))
        grads["W1"] = dW1 + self.reg * W1
        grads["b1"] = dconv.sum(axis=(0, 2, 3))
        return loss, grads
