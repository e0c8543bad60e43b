"""Every function returns (output, pullback); pullback maps the cotangent of the
output to the cotangents of the inputs."""
import numpy as np


def affine(x, W, b):
    y = x @ W + b

    def pullback(ybar):
        return ybar @ W.T, x.T @ ybar, ybar.sum(axis=0)
    return y, pullback


def leaky_relu(x, slope=0.1):
    d = np.where(x > 0, 1.0, slope)
    return x * d, lambda ybar: ybar * d


def tanh(x):
    y = np.tanh(x)
    return y, lambda ybar: ybar * (1 - y ** 2)


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    y = e / e.sum(axis=-1, keepdims=True)

    def pullback(ybar):
        return y * ybar - y * np.sum(y * ybar, axis=-1, keepdims=True)
    return y, pullback


def avg_pool2d(x, k=2, stride=2):
    n, c, h, w = x.shape
    oh, ow = (h - k) // stride + 1, (w - k) // stride + 1
    y = sum(x[:, :, i:i + stride * oh:stride, j:j + stride * ow:stride]
            for i in range(k) for j in range(k)) / (k * k)

    def pullback(ybar):
        xbar = np.zeros((n, c, h, w))
        for i in range(k):
            for j in range(k):
                xbar[:, :, i:i + stride * oh:stride, j:j + stride * ow:stride] += ybar / (k * k)
        return xbar
    return y, pullback


def cross_entropy(logits, labels):
    n = len(labels)
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(n), labels].mean()

    def pullback(lbar=1.0):
        g = np.exp(logp)
        g[np.arange(n), labels] -= 1
        return lbar * g / n
    return loss, pullback


def vjp_chain(*steps):
    """compose functions of one argument, and their pullbacks"""
    def run(x):
        backs = []
        for f in steps:
            x, pb = f(x)
            backs.append(pb)

        def pullback(ybar):
            for pb in reversed(backs):
                ybar = pb(ybar)
            return ybar
        return x, pullback
    return run


if __name__ == "__main__":
    rng = np.random.default_rng(5)
    x, W, b = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), np.zeros(2)
    a, pb_a = affine(x, W, b)
    h, pb_h = vjp_chain(tanh, leaky_relu)(a)
    loss, pb_l = cross_entropy(h, np.array([0, 1, 1, 0]))
    xbar, Wbar, bbar = pb_a(pb_h(pb_l()))
    print(loss, Wbar, bbar)
