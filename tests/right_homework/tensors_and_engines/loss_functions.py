"""losses; each returns (value, gradient with respect to the first argument)"""
import numpy as np


def _log_softmax(z):
    z = z - np.max(z, axis=1, keepdims=True)
    return z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))


def softmax_ce(logits, target, reduction="mean"):
    """target: class numbers (N,), or one-hot rows / probabilities (N, C)"""
    n, c = logits.shape
    if target.ndim == 1:
        q = np.zeros((n, c))
        q[np.arange(n), target] = 1.0
    else:
        q = target
    logp = _log_softmax(logits)
    loss = -(q * logp).sum()
    # rows of q need not sum to one (all-zero rows are "no label")
    grad = np.exp(logp) * q.sum(axis=1, keepdims=True) - q
    if reduction == "mean":
        loss, grad = loss / n, grad / n
    return loss, grad


def bce_with_logits(z, t):
    """mean over all entries; log(1 + e^z) - t z without overflow"""
    loss = np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))
    e = np.exp(-np.abs(z))
    s = np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    return loss.mean(), (s - t) / z.size


def mse(pred, target):
    """sum over the features, mean over the batch, with the usual 1/2"""
    diff = pred - target
    return 0.5 * (diff ** 2).sum() / len(pred), diff / len(pred)


def nll(logp, labels):
    """logp are log probabilities already"""
    rows = np.arange(labels.size)
    g = np.zeros(logp.shape)
    g[rows, labels] = -1.0 / labels.size
    return (g * logp).sum(), g


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(5, 3)), np.array([0, 2, 1, 1, 0])
    print(softmax_ce(z, y)[0], softmax_ce(z, np.eye(3)[y])[0], nll(_log_softmax(z), y)[0])
    print(bce_with_logits(1000 * z, (z > 0) * 1.0)[0], mse(z, z + 1)[0])
