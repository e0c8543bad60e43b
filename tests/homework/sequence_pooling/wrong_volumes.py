import numpy as np

class MaxPool3d:
    def __init__(self, kernel_size, stride=None):
        self.k = kernel_size
        self.s = stride or kernel_size
    def _windows(self, shape):
        n = [(side - self.k) // self.s + 1 for side in shape]
        for d, h, w in np.ndindex(*n):
            yield (d, h, w), tuple(slice(i * self.s, i * self.s + self.k) for i in (d, h, w))
    def forward(self, x):
        self.x = x
        self.out = np.zeros(x.shape[:2] + tuple((side - self.k) // self.s + 1 for side in x.shape[2:]))
        for i, w in self._windows(x.shape[2:]):
            self.out[(..., *i)] = x[(..., *w)].max((2, 3, 4))
        return self.out
    def backward(self, dout):
        dx = np.zeros_like(self.x)
        for i, w in self._windows(self.x.shape[2:]):
            top = self.out[(..., *i)][..., None, None, None]
            dx[(..., *w)] += (self.x[(..., *w)] == top) * dout[(..., *i)][..., None, None, None]
        return dx

class AvgPool3d(MaxPool3d):
    def forward(self, x):
        self.x = x
        out = np.zeros(x.shape[:2] + tuple((side - self.k) // self.s + 1 for side in x.shape[2:]))
        for i, w in self._windows(x.shape[2:]):
            out[(..., *i)] = x[(..., *w)].mean((2, 3, 4))
        return out
    def backward(self, dout):
        dx = np.zeros_like(self.x)
        for i, w in self._windows(self.x.shape[2:]):
            dx[(..., *w)] = dout[(..., *i)][..., None, None, None] / self.k ** 3
        return dx
