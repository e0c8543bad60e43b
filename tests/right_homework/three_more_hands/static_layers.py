import torch

torch.set_grad_enabled(False)

# Layers without state. forward gives (out, cache), backward gives a dict with
# one entry per gradient, e.g. {"x": ..., "w": ..., "b": ...}


class Linear:
    @staticmethod
    def forward(x, w, b):
        out = x.reshape(x.shape[0], -1) @ w + b
        return out, (x, w)

    @staticmethod
    def backward(dout, cache):
        x, w = cache
        x2 = x.reshape(x.shape[0], -1)
        return {"x": (dout @ w.t()).reshape(x.shape), "w": x2.t() @ dout, "b": dout.sum(0)}


class Conv:
    @staticmethod
    def forward(x, w, b, conv_param):
        s, p = conv_param["stride"], conv_param["pad"]
        N, C, H, W = x.shape
        K, _, R, S = w.shape
        xp = torch.zeros(N, C, H + 2 * p, W + 2 * p, dtype=x.dtype)
        xp[:, :, p:p + H, p:p + W] = x
        OH = 1 + (H + 2 * p - R) // s
        OW = 1 + (W + 2 * p - S) // s
        out = torch.zeros(N, K, OH, OW, dtype=x.dtype)
        for i in range(OH):
            for j in range(OW):
                patch = xp[:, :, i * s:i * s + R, j * s:j * s + S]
                out[:, :, i, j] = torch.einsum("ncrs,kcrs->nk", patch, w) + b
        return out, (x, xp, w, conv_param)

    @staticmethod
    def backward(dout, cache):
        x, xp, w, conv_param = cache
        s, p = conv_param["stride"], conv_param["pad"]
        H, W = x.shape[2:]
        R, S = w.shape[2:]
        dxp, dw = torch.zeros_like(xp), torch.zeros_like(w)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                rows, cols = slice(i * s, i * s + R), slice(j * s, j * s + S)
                d = dout[:, :, i, j]
                dw += torch.einsum("nk,ncrs->kcrs", d, xp[:, :, rows, cols])
                dxp[:, :, rows, cols] += torch.einsum("nk,kcrs->ncrs", d, w)
        return {"x": dxp[:, :, p:p + H, p:p + W], "w": dw, "b": dout.sum(dim=(0, 2, 3))}


class AvgPool:
    @staticmethod
    def forward(x, pool_param):
        k, s = pool_param["size"], pool_param["stride"]
        OH = (x.shape[2] - k) // s + 1
        OW = (x.shape[3] - k) // s + 1
        out = torch.zeros(x.shape[0], x.shape[1], OH, OW, dtype=x.dtype)
        for i in range(OH):
            for j in range(OW):
                out[:, :, i, j] = x[:, :, i * s:i * s + k, j * s:j * s + k].mean(dim=(2, 3))
        return out, (x.shape, pool_param)

    @staticmethod
    def backward(dout, cache):
        shape, pool_param = cache
        k, s = pool_param["size"], pool_param["stride"]
        dx = torch.zeros(shape, dtype=dout.dtype)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                share = dout[:, :, i, j, None, None] / (k * k)
                dx[:, :, i * s:i * s + k, j * s:j * s + k] += share
        return {"x": dx}


class SiLU:
    @staticmethod
    def forward(x):
        sig = 1 / (1 + torch.exp(-x))
        return x * sig, (x, sig)

    @staticmethod
    def backward(dout, cache):
        x, sig = cache
        return {"x": dout * (sig + x * sig * (1 - sig))}


class MSE:
    @staticmethod
    def forward(pred, target):
        diff = pred - target
        return (diff ** 2).mean(), diff

    @staticmethod
    def backward(cache):
        return {"pred": 2 * cache / cache.numel()}
