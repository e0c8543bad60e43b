# pooling / normalisation practice. N C H W everywhere
# dropout is at the end, still random so no gradient check for it
import numpy as np
import time


class BatchNorm:
    """works for (N, D) and (N, C, H, W)"""
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        self.gamma = np.ones(num_features)
        self.beta = np.zeros(num_features)
        self.eps = eps
        self.momentum = momentum
        self.run_mean = np.zeros(num_features)
        self.run_var = np.ones(num_features)
        self.train = True

    def _s(self, v):
        # shape for broadcasting
        return v.reshape(self.bshape)

    def forward(self, x):
        if x.ndim == 4:
            self.axes, self.bshape = (0, 2, 3), (1, -1, 1, 1)
        else:
            self.axes, self.bshape = (0,), (1, -1)
        self.m = x.size // x.shape[1]
        if self.train:
            mu = x.mean(axis=self.axes)
            var = x.var(axis=self.axes)
            self.run_mean += self.momentum * (mu - self.run_mean)
            self.run_var += self.momentum * (var * self.m / max(self.m - 1, 1) - self.run_var)
        else:
            mu, var = self.run_mean.copy(), self.run_var.copy()
        self.inv = 1 / np.sqrt(var + self.eps)
        self.xhat = (x - self._s(mu)) * self._s(self.inv)
        return self._s(self.gamma) * self.xhat + self._s(self.beta)

    def backward(self, dy):
        self.dgamma = np.sum(dy * self.xhat, axis=self.axes)
        self.dbeta = np.sum(dy, axis=self.axes)
        g = self._s(self.gamma) * self._s(self.inv)
        if not self.train:
            return g * dy
        return g * (dy - self._s(self.dbeta) / self.m - self.xhat * self._s(self.dgamma) / self.m)


class MaxPool2D:
    def __init__(self, k=3, stride=2):
        self.k, self.stride = k, stride

    def forward(self, x):
        N, C, H, W = x.shape
        k, s = self.k, self.stride
        Ho, Wo = (H - k) // s + 1, (W - k) // s + 1
        self.in_shape = x.shape
        self.rows = np.zeros((N, C, Ho, Wo), dtype=int)
        self.cols = np.zeros((N, C, Ho, Wo), dtype=int)
        y = np.zeros((N, C, Ho, Wo))
        for n in range(N):
            for c in range(C):
                for i in range(Ho):
                    for j in range(Wo):
                        w = x[n, c, i * s:i * s + k, j * s:j * s + k]
                        p = w.argmax()
                        self.rows[n, c, i, j] = i * s + p // k
                        self.cols[n, c, i, j] = j * s + p % k
                        y[n, c, i, j] = w.flat[p]
        return y

    def backward(self, dy):
        dx = np.zeros(self.in_shape)
        N, C = dy.shape[:2]
        for n in range(N):
            for c in range(C):
                np.add.at(dx[n, c], (self.rows[n, c], self.cols[n, c]), dy[n, c])
        return dx


class AvgPool2D:
    def __init__(self, k=2, stride=None):
        self.k = k
        self.stride = k if stride is None else stride

    def forward(self, x):
        self.in_shape = x.shape
        k, s = self.k, self.stride
        Ho, Wo = (x.shape[2] - k) // s + 1, (x.shape[3] - k) // s + 1
        y = np.zeros(x.shape[:2] + (Ho, Wo))
        # add the k*k shifted pictures
        for a in range(k):
            for b in range(k):
                y += x[:, :, a:a + s * (Ho - 1) + 1:s, b:b + s * (Wo - 1) + 1:s]
        return y / k ** 2

    def backward(self, dy):
        k, s = self.k, self.stride
        Ho, Wo = dy.shape[2:]
        dx = np.zeros(self.in_shape)
        for a in range(k):
            for b in range(k):
                dx[:, :, a:a + s * (Ho - 1) + 1:s, b:b + s * (Wo - 1) + 1:s] += dy / k ** 2
        return dx


class Flatten:
    def forward(self, x):
        self.old = x.shape
        return x.reshape(x.shape[0], -1)

    def backward(self, dy):
        return dy.reshape(self.old)


class LeakyReLU:
    def __init__(self, a=0.1):
        self.a = a

    def forward(self, x):
        self.factor = np.ones_like(x)
        self.factor[x <= 0] = self.a
        return x * self.factor

    def backward(self, dy):
        return dy * self.factor


class Dropout:
    def __init__(self, p=0.5):
        self.p = p
        self.train = True

    def forward(self, x):
        if not self.train:
            return x
        self.mask = (np.random.rand(*x.shape) >= self.p) / (1 - self.p)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask if self.train else dy


if __name__ == '__main__':
    np.random.seed(5)
    x = np.random.randn(2, 3, 7, 9)
    for layer in [MaxPool2D(3, 2), AvgPool2D(2), AvgPool2D(3), BatchNorm(3), LeakyReLU(), Dropout(0.3), Flatten()]:
        t0 = time.time()
        y = layer.forward(x)
        dx = layer.backward(np.ones_like(y))
        print('%-10s' % layer.__class__.__name__, y.shape, dx.shape, '%.1f ms' % (1e3 * (time.time() - t0)))
