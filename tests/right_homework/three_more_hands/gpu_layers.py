# layers that run on the gpu of the lab if cupy is there, at home with numpy
try:
    import cupy as xp
    GPU = True
except ImportError:
    import numpy as xp
    GPU = False


def im2col(img, kh, kw, stride, pad):
    n, c, h, w = img.shape
    oh = (h + 2 * pad - kh) // stride + 1
    ow = (w + 2 * pad - kw) // stride + 1
    if pad > 0:
        img = xp.pad(img, [(0, 0), (0, 0), (pad, pad), (pad, pad)], 'constant')
    col = xp.zeros((n, c, kh, kw, oh, ow), dtype=img.dtype)
    for y in range(kh):
        y_max = y + stride * oh
        for x in range(kw):
            x_max = x + stride * ow
            col[:, :, y, x, :, :] = img[:, :, y:y_max:stride, x:x_max:stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(n * oh * ow, -1)


def col2im(col, shape, kh, kw, stride, pad):
    n, c, h, w = shape
    oh = (h + 2 * pad - kh) // stride + 1
    ow = (w + 2 * pad - kw) // stride + 1
    col = col.reshape(n, oh, ow, c, kh, kw).transpose(0, 3, 4, 5, 1, 2)
    img = xp.zeros((n, c, h + 2 * pad, w + 2 * pad), dtype=col.dtype)
    for y in range(kh):
        y_max = y + stride * oh
        for x in range(kw):
            x_max = x + stride * ow
            img[:, :, y:y_max:stride, x:x_max:stride] += col[:, :, y, x, :, :]
    if pad == 0:
        return img
    return img[:, :, pad:-pad, pad:-pad]


class Conv:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b = W, b
        self.stride, self.pad = stride, pad
        self.dW = None
        self.db = None

    def forward(self, x):
        FN, C, FH, FW = self.W.shape
        N, _, H, W = x.shape
        oh = (H + 2 * self.pad - FH) // self.stride + 1
        ow = (W + 2 * self.pad - FW) // self.stride + 1
        self.x_shape = x.shape
        self.col = im2col(x, FH, FW, self.stride, self.pad)
        self.col_W = self.W.reshape(FN, -1).T
        out = xp.dot(self.col, self.col_W) + self.b
        return out.reshape(N, oh, ow, FN).transpose(0, 3, 1, 2)

    def backward(self, dout):
        FN, C, FH, FW = self.W.shape
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, FN)
        self.db = xp.sum(dout, axis=0)
        self.dW = xp.dot(self.col.T, dout).T.reshape(FN, C, FH, FW)
        dcol = xp.dot(dout, self.col_W.T)
        return col2im(dcol, self.x_shape, FH, FW, self.stride, self.pad)


class MaxPool:
    def __init__(self, pool_h, pool_w, stride=2):
        self.pool_h, self.pool_w, self.stride = pool_h, pool_w, stride

    def forward(self, x):
        N, C, H, W = x.shape
        oh = (H - self.pool_h) // self.stride + 1
        ow = (W - self.pool_w) // self.stride + 1
        col = im2col(x, self.pool_h, self.pool_w, self.stride, 0).reshape(-1, self.pool_h * self.pool_w)
        self.arg_max = xp.argmax(col, axis=1)
        self.x_shape = x.shape
        out = xp.max(col, axis=1)
        return out.reshape(N, oh, ow, C).transpose(0, 3, 1, 2)

    def backward(self, dout):
        N, C, H, W = self.x_shape
        _, _, oh, ow = dout.shape
        d = dout.transpose(0, 2, 3, 1).flatten()
        dmax = xp.zeros((d.size, self.pool_h * self.pool_w), dtype=dout.dtype)
        dmax[xp.arange(d.size), self.arg_max] = d
        dcol = dmax.reshape(N * oh * ow, -1)
        return col2im(dcol, self.x_shape, self.pool_h, self.pool_w, self.stride, 0)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.shape = x.shape
        self.x = x.reshape(x.shape[0], -1)
        return xp.dot(self.x, self.W) + self.b

    def backward(self, dout):
        self.dW = xp.dot(self.x.T, dout)
        self.db = xp.sum(dout, axis=0)
        return xp.dot(dout, self.W.T).reshape(self.shape)


class Relu:
    def forward(self, x):
        self.mask = (x <= 0)
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dx = dout.copy()
        dx[self.mask] = 0
        return dx


class BatchNorm:
    """only for (N, D)"""
    def __init__(self, gamma, beta, momentum=0.9):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.running_mean = None
        self.running_var = None

    def forward(self, x, train_flg=True):
        if self.running_mean is None:
            self.running_mean = xp.zeros(x.shape[1])
            self.running_var = xp.zeros(x.shape[1])
        if train_flg:
            mu = x.mean(axis=0)
            self.xc = x - mu
            var = xp.mean(self.xc ** 2, axis=0)
            self.std = xp.sqrt(var + 1e-5)
            self.xn = self.xc / self.std
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mu
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
            xn = self.xn
        else:
            xn = (x - self.running_mean) / xp.sqrt(self.running_var + 1e-5)
        return self.gamma * xn + self.beta

    def backward(self, dout):
        n = dout.shape[0]
        self.dbeta = dout.sum(axis=0)
        self.dgamma = xp.sum(self.xn * dout, axis=0)
        dxn = self.gamma * dout
        dxc = dxn / self.std
        dstd = -xp.sum((dxn * self.xc) / (self.std * self.std), axis=0)
        dvar = 0.5 * dstd / self.std
        dxc = dxc + (2.0 / n) * self.xc * dvar
        dmu = xp.sum(dxc, axis=0)
        return dxc - dmu / n


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.t = t      # class numbers
        z = x - xp.max(x, axis=1, keepdims=True)
        ez = xp.exp(z)
        s = xp.sum(ez, axis=1, keepdims=True)
        self.y = ez / s
        logy = z - xp.log(s)
        n = x.shape[0]
        self.loss = -xp.sum(logy[xp.arange(n), t]) / n
        return self.loss

    def backward(self, dout=1):
        n = self.y.shape[0]
        dx = self.y.copy()
        dx[xp.arange(n), self.t] -= 1
        return dout * dx / n


if __name__ == '__main__':
    print('GPU' if GPU else 'CPU (numpy)')
    xp.random.seed(0)
    x = xp.random.randn(4, 1, 8, 8)
    t = xp.array([0, 1, 2, 1])
    layers = [Conv(0.1 * xp.random.randn(3, 1, 3, 3), xp.zeros(3), 1, 1), Relu(), MaxPool(2, 2, 2),
              Affine(0.1 * xp.random.randn(48, 3), xp.zeros(3))]
    last = SoftmaxWithLoss()
    for it in range(10):
        h = x
        for l in layers:
            h = l.forward(h)
        loss = last.forward(h, t)
        d = last.backward()
        for l in reversed(layers):
            d = l.backward(d)
        for l in layers:
            if hasattr(l, 'dW'):
                l.W -= 0.1 * l.dW
                l.b -= 0.1 * l.db
    print('loss after 10 steps', float(loss))
