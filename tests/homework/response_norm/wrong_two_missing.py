import numpy as np

def lrn_forward(x, size=5, alpha=1e-4, beta=0.75, k=1.0):
    """As torch.nn.LocalResponseNorm: alpha times the mean of the squares."""
    N, C, H, W = x.shape
    scale = np.empty_like(x)
    for c in range(C):
        lo, hi = max(0, c - size // 2), min(C, c + size // 2 + 1)
        scale[:, c] = k + alpha / size * (x[:, lo:hi] ** 2).sum(axis=1)
    out = x / scale ** beta
    return out, (x, scale, size, alpha, beta)

def lrn_backward(dout, cache):
    x, scale, size, alpha, beta = cache
    C = x.shape[1]
    dx = dout / scale ** beta
    for c in range(C):
        common = dout[:, c] * x[:, c] * (-beta) * scale[:, c] ** (-beta - 1) * alpha / size
        for j in range(max(0, c - size // 2), min(C, c + size // 2 + 1)):
            dx[:, j] += common * x[:, j]
    return dx
