"""A small network for grey images of 7 x 7, with all gradients worked out by hand."""

import numpy as np


class Classifier:
    def __init__(self, filters=2, classes=3, seed=4):
        rng = np.random.default_rng(seed)
        self.kernel = rng.normal(0, 0.5, (filters, 1, 2, 2))
        self.offset = np.zeros(filters)
        self.dense = rng.normal(0, 0.5, (filters * 9, classes))

    def loss(self, images, labels):
        n, _, h, w = images.shape
        maps = np.zeros((n, len(self.kernel), h - 1, w - 1))
        for r in range(2):
            for c in range(2):
                part = images[:, :, r : h - 1 + r, c : w - 1 + c]
                maps += np.einsum("nchw,fc->nfhw", part, self.kernel[:, :, r, c])
        maps += self.offset[:, None, None]
        bent = np.tanh(maps)
        half = (h - 1) // 2
        pooled = bent.reshape(n, -1, half, 2, half, 2).mean(axis=(3, 5))
        flat = pooled.reshape(n, -1)
        scores = flat @ self.dense
        scores = scores - scores.max(axis=1, keepdims=True)
        p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        loss = -np.log(p[np.arange(n), labels]).mean()

        d_scores = p.copy()
        d_scores[np.arange(n), labels] -= 1
        d_pooled = (d_scores @ self.dense.T).reshape(pooled.shape)
        d_maps = np.repeat(np.repeat(d_pooled, 2, axis=2), 2, axis=3) / 4
        d_maps = d_maps * (1 - bent**2)
        d_kernel = np.zeros_like(self.kernel)
        for r in range(2):
            for c in range(2):
                part = images[:, :, r : h - 1 + r, c : w - 1 + c]
                d_kernel[:, :, r, c] = np.einsum("nfhw,nchw->fc", d_maps, part)
        grads = {
            "kernel": d_kernel,
            "offset": d_maps.sum(axis=(0, 2, 3)),
            "dense": flat.T @ d_scores,
        }
        return loss, grads
