import numpy as np
class GroupNorm:
    def __init__(self, num_channels, num_groups=8, eps=1e-5, affine=True):
        assert num_channels % num_groups == 0
        self.num_groups = num_groups
        self.eps = eps
        self.weight = np.ones(num_channels)
        self.bias = np.zeros(num_channels)
    def forward(self, x):
        self.x_shape = x.shape
        n, c = x.shape[:2]
        y = x.reshape(n, self.num_groups, c // self.num_groups, *x.shape[2:])
        ax = tuple(range(2, y.ndim))
        y = (y - y.mean(ax, keepdims=True)) / np.sqrt(y.var(ax, keepdims=True) + self.eps)
        s = (1, c) + (1,) * (x.ndim - 2)
        return y.reshape(x.shape) * self.weight.reshape(s) + self.bias.reshape(s)
