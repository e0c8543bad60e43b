import numpy as np


class MaxUnpool2D:
    def __init__(self, pool_size):
        self.pool_size = pool_size

    def forward(self, x, idx):
        n, c, h, w = x.shape
        H, W = h * self.pool_size, w * self.pool_size
        self.idx, self.shape = idx, x.shape
        y = np.zeros((n, c, H, W))
        for a in range(n):
            for b in range(c):
                y[a, b].reshape(-1)[idx[a, b].reshape(-1)] = x[a, b].reshape(-1)
        return y

    def backward(self, dy):
        dx = np.zeros(self.shape)
        H = dy.shape[2]
        for place in np.ndindex(*self.shape):
            p = self.idx[place]
            dx[place] = dy[place[0], place[1], p // H, p % H]
        return dx
