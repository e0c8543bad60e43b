"""
Layers for the convolutional network of A3. No autograd: every backward is written by hand.
"""
import torch


class Linear(object):

    @staticmethod
    def forward(x, w, b):
        """x: (N, d_1, ..., d_k), w: (D, M), b: (M,)"""
        out = x.reshape(x.shape[0], -1).mm(w) + b
        cache = (x, w, b)
        return out, cache

    @staticmethod
    def backward(dout, cache):
        x, w, b = cache
        dx = dout.mm(w.t()).reshape(x.shape)
        dw = x.reshape(x.shape[0], -1).t().mm(dout)
        db = dout.sum(dim=0)
        return dx, dw, db


class ReLU(object):

    @staticmethod
    def forward(x):
        out = x.clone()
        out[out < 0] = 0
        return out, x

    @staticmethod
    def backward(dout, cache):
        x = cache
        dx = dout.clone()
        dx[x <= 0] = 0
        return dx


class Linear_ReLU(object):

    @staticmethod
    def forward(x, w, b):
        a, fc_cache = Linear.forward(x, w, b)
        out, relu_cache = ReLU.forward(a)
        return out, (fc_cache, relu_cache)

    @staticmethod
    def backward(dout, cache):
        fc_cache, relu_cache = cache
        da = ReLU.backward(dout, relu_cache)
        return Linear.backward(da, fc_cache)


class Conv(object):

    @staticmethod
    def forward(x, w, b, conv_param):
        """conv_param: dictionary with 'stride' and 'pad'"""
        stride, pad = conv_param['stride'], conv_param['pad']
        N, C, H, W = x.shape
        F, _, HH, WW = w.shape
        Hout = 1 + (H + 2 * pad - HH) // stride
        Wout = 1 + (W + 2 * pad - WW) // stride
        xpad = torch.nn.functional.pad(x, (pad, pad, pad, pad))
        out = torch.zeros((N, F, Hout, Wout), dtype=x.dtype, device=x.device)
        for n in range(N):
            for f in range(F):
                for i in range(Hout):
                    for j in range(Wout):
                        win = xpad[n, :, i * stride:i * stride + HH, j * stride:j * stride + WW]
                        out[n, f, i, j] = torch.sum(win * w[f]) + b[f]
        cache = (x, w, b, conv_param)
        return out, cache

    @staticmethod
    def backward(dout, cache):
        x, w, b, conv_param = cache
        stride, pad = conv_param['stride'], conv_param['pad']
        N, F, Hout, Wout = dout.shape
        HH, WW = w.shape[2:]
        H, W = x.shape[2:]
        xpad = torch.nn.functional.pad(x, (pad, pad, pad, pad))
        dxpad = torch.zeros_like(xpad)
        dw = torch.zeros_like(w)
        db = dout.sum(dim=(0, 2, 3))
        for n in range(N):
            for f in range(F):
                for i in range(Hout):
                    for j in range(Wout):
                        r, c = i * stride, j * stride
                        dw[f] += dout[n, f, i, j] * xpad[n, :, r:r + HH, c:c + WW]
                        dxpad[n, :, r:r + HH, c:c + WW] += dout[n, f, i, j] * w[f]
        dx = dxpad[:, :, pad:pad + H, pad:pad + W]
        return dx, dw, db


class MaxPool(object):

    @staticmethod
    def forward(x, pool_param):
        """pool_param: 'pool_height', 'pool_width', 'stride'"""
        ph, pw, s = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
        N, C, H, W = x.shape
        Hout, Wout = 1 + (H - ph) // s, 1 + (W - pw) // s
        out = torch.zeros((N, C, Hout, Wout), dtype=x.dtype, device=x.device)
        for i in range(Hout):
            for j in range(Wout):
                win = x[:, :, i * s:i * s + ph, j * s:j * s + pw]
                out[:, :, i, j] = win.reshape(N, C, -1).max(dim=2)[0]
        return out, (x, pool_param)

    @staticmethod
    def backward(dout, cache):
        x, pool_param = cache
        ph, pw, s = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
        N, C, Hout, Wout = dout.shape
        dx = torch.zeros_like(x)
        for n in range(N):
            for c in range(C):
                for i in range(Hout):
                    for j in range(Wout):
                        win = x[n, c, i * s:i * s + ph, j * s:j * s + pw]
                        k = int(torch.argmax(win.reshape(-1)))
                        dx[n, c, i * s + k // pw, j * s + k % pw] += dout[n, c, i, j]
        return dx


def softmax_loss(x, y):
    """x: (N, C) scores, y: (N,) labels; returns loss, dx"""
    shifted = x - x.max(dim=1, keepdim=True).values
    Z = shifted.exp().sum(dim=1, keepdim=True)
    log_probs = shifted - Z.log()
    N = x.shape[0]
    rows = torch.arange(N)
    loss = -log_probs[rows, y].mean().item()
    dx = log_probs.exp()
    dx[rows, y] -= 1
    dx /= N
    return loss, dx


if __name__ == '__main__':
    torch.manual_seed(1)
    x = torch.randn(2, 3, 6, 6, dtype=torch.float64)
    w = torch.randn(4, 3, 3, 3, dtype=torch.float64)
    b = torch.zeros(4, dtype=torch.float64)
    out, cache = Conv.forward(x, w, b, {'stride': 1, 'pad': 1})
    out, pcache = MaxPool.forward(out, {'pool_height': 2, 'pool_width': 2, 'stride': 2})
    dx, dw, db = Conv.backward(MaxPool.backward(torch.ones_like(out), pcache), cache)
    print(out.shape, dx.shape, dw.shape, db.shape)
