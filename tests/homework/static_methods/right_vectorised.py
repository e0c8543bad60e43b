import torch


def windows(x, k, l, s):
    n, c, h, w = x.shape
    oh, ow = (h - k) // s + 1, (w - l) // s + 1
    rows = s * torch.arange(oh)[:, None] + torch.arange(k)
    cols = s * torch.arange(ow)[:, None] + torch.arange(l)
    return x[:, :, rows[:, None, :, None], cols[None, :, None, :]]


class Linear:
    @staticmethod
    def forward(x, w, b):
        return x.reshape(x.shape[0], -1) @ w + b, (x, w)

    @staticmethod
    def backward(dout, cache):
        x, w = cache
        return (dout @ w.t()).reshape(x.shape), x.reshape(x.shape[0], -1).t() @ dout, dout.sum(0)


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
        padded = torch.zeros((x.shape[0], x.shape[1], x.shape[2] + 2 * p, x.shape[3] + 2 * p), dtype=x.dtype)
        padded[:, :, p : p + x.shape[2], p : p + x.shape[3]] = x
        cols = windows(padded, w.shape[2], w.shape[3], s)
        out = torch.einsum("ncyxkl,fckl->nfyx", cols, w) + b[None, :, None, None]
        return out, (x, w, cols, conv_param)

    @staticmethod
    def backward(dout, cache):
        x, w, cols, conv_param = cache
        s, p = conv_param["stride"], conv_param["pad"]
        dw = torch.einsum("nfyx,ncyxkl->fckl", dout, cols)
        dcols = torch.einsum("nfyx,fckl->ncyxkl", dout, w)
        dx = torch.zeros((x.shape[0], x.shape[1], x.shape[2] + 2 * p, x.shape[3] + 2 * p), dtype=x.dtype)
        for y in range(dout.shape[2]):
            for z in range(dout.shape[3]):
                dx[:, :, y * s : y * s + w.shape[2], z * s : z * s + w.shape[3]] += dcols[:, :, y, z]
        return dx[:, :, p : p + x.shape[2], p : p + x.shape[3]], dw, dout.sum((0, 2, 3))


def softmax_loss(x, y):
    shifted = x - x.max(1, keepdim=True).values
    log_probs = shifted - torch.log(torch.exp(shifted).sum(1, keepdim=True))
    n = x.shape[0]
    loss = -log_probs[torch.arange(n), y].mean()
    dx = torch.exp(log_probs)
    dx[torch.arange(n), y] -= 1
    return loss, dx / n
