import numpy as np


def windows(x, k, l, s):
    n, c, h, w = x.shape
    oh, ow = (h - k) // s + 1, (w - l) // s + 1
    rows = s * np.arange(oh)[:, None] + np.arange(k)
    cols = s * np.arange(ow)[:, None] + np.arange(l)
    return x[:, :, rows[:, None, :, None], cols[None, :, None, :]]


class Linear:
    @staticmethod
    def forward(x, w, b):
        return x.reshape(x.shape[0], -1) @ w + b, (x, w)

    @staticmethod
    def backward(dout, cache):
        x, w = cache
        return (dout @ w.T).reshape(x.shape), x.reshape(x.shape[0], -1).T @ dout, dout.sum(0)


class ReLU:
    @staticmethod
    def forward(x):
        return x * (x > 0), x

    @staticmethod
    def backward(dout, cache):
        return dout * (cache > 0)


class Conv:
    @staticmethod
    def forward(x, w, b, conv_param):
        s, p = conv_param["stride"], conv_param["pad"]
        padded = np.zeros((x.shape[0], x.shape[1], x.shape[2] + 2 * p, x.shape[3] + 2 * p))
        padded[:, :, p : p + x.shape[2], p : p + x.shape[3]] = x
        cols = windows(padded, w.shape[2], w.shape[3], s)
        out = np.einsum("ncyxkl,fckl->nfyx", cols, w) + b[None, :, None, None]
        return out, (x, w, cols, conv_param)

    @staticmethod
    def backward(dout, cache):
        x, w, cols, conv_param = cache
        s, p = conv_param["stride"], conv_param["pad"]
        dw = np.einsum("nfyx,ncyxkl->fckl", dout, cols)
        dcols = np.einsum("nfyx,fckl->ncyxkl", dout, w)
        dx = np.zeros((x.shape[0], x.shape[1], x.shape[2] + 2 * p, x.shape[3] + 2 * p))
        for y in range(dout.shape[2]):
            for z in range(dout.shape[3]):
                dx[:, :, y * s : y * s + w.shape[2], z * s : z * s + w.shape[3]] += dcols[:, :, y, z]
        return dx[:, :, p : p + x.shape[2], p : p + x.shape[3]], dw, dout.sum((0, 2, 3))


def softmax_loss(x, y):
    shifted = x - x.max(1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    n = x.shape[0]
    loss = -log_probs[np.arange(n), y].mean()
    dx = np.exp(log_probs)
    dx[np.arange(n), y] -= 1
    return loss, dx / n
