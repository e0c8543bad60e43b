"""Functional API: parameters are a plain dict, nothing is hidden in objects.

params = init_params(seed); log_probs = forward(params, X)[0]; loss, grads = loss_and_grads(params, X, y)
"""
from typing import Dict, Tuple

import numpy as np

Params = Dict[str, np.ndarray]


def init_params(seed: int = 0, image: Tuple[int, int, int] = (1, 8, 8), filters: int = 4, k: int = 3,
                classes: int = 3) -> Params:
    c, h, w = image
    oh, ow = (h - k + 1) // 2, (w - k + 1) // 2
    rng = np.random.default_rng(seed)
    return dict(
        conv_w=rng.normal(0, 0.3, (filters, c, k, k)),
        conv_b=np.zeros(filters),
        fc_w=rng.normal(0, 0.3, (filters * oh * ow, classes)),
        fc_b=np.zeros(classes),
    )


def _im2col(X: np.ndarray, k: int) -> np.ndarray:
    n, c, h, w = X.shape
    oh, ow = h - k + 1, w - k + 1
    out = np.zeros((n, oh, ow, c, k, k))
    for i in range(oh):
        for j in range(ow):
            out[:, i, j] = X[:, :, i:i + k, j:j + k]
    return out.reshape(n, oh, ow, -1)


def forward(params: Params, X: np.ndarray):
    """conv (valid) -> sigmoid -> 2x2 average pool (odd rest dropped) -> fully connected -> log softmax"""
    filters, _, k, _ = params["conv_w"].shape
    cols = _im2col(X, k)
    z = cols @ params["conv_w"].reshape(filters, -1).T + params["conv_b"]      # n, oh, ow, f
    a = 1 / (1 + np.exp(-z))
    h2, w2 = a.shape[1] // 2, a.shape[2] // 2
    pooled = a[:, :2 * h2, :2 * w2].reshape(len(X), h2, 2, w2, 2, filters).mean(axis=(2, 4))
    flat = pooled.transpose(0, 3, 1, 2).reshape(len(X), -1)
    logits = flat @ params["fc_w"] + params["fc_b"]
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return log_probs, (cols, a, pooled.shape, flat)


def loss_and_grads(params: Params, X: np.ndarray, y: np.ndarray, l2: float = 0.0) -> Tuple[float, Params]:
    """Mean cross entropy plus l2/2 times the squared weights (not the biases)."""
    n = len(X)
    log_probs, (cols, a, pooled_shape, flat) = forward(params, X)
    loss = -log_probs[np.arange(n), y].mean()
    loss += 0.5 * l2 * (np.sum(params["conv_w"] ** 2) + np.sum(params["fc_w"] ** 2))

    d_logits = np.exp(log_probs)
    d_logits[np.arange(n), y] -= 1
    d_logits /= n
    grads = {
        "fc_w": flat.T @ d_logits + l2 * params["fc_w"],
        "fc_b": d_logits.sum(axis=0),
    }
    _, h2, w2, f = pooled_shape
    d_pooled = (d_logits @ params["fc_w"].T).reshape(n, f, h2, w2).transpose(0, 2, 3, 1)
    d_a = np.zeros_like(a)
    d_a[:, :2 * h2, :2 * w2] = np.repeat(np.repeat(d_pooled, 2, axis=1), 2, axis=2) / 4
    d_z = d_a * a * (1 - a)
    grads["conv_w"] = (
        np.tensordot(d_z, cols, axes=((0, 1, 2), (0, 1, 2))).reshape(params["conv_w"].shape) + l2 * params["conv_w"]
    )
    grads["conv_b"] = d_z.sum(axis=(0, 1, 2))
    return loss, grads


def sgd(params: Params, grads: Params, lr: float) -> Params:
    return {name: value - lr * grads[name] for name, value in params.items()}
