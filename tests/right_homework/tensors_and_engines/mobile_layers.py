"""Building blocks of a tiny MobileNet: depthwise and pointwise convolutions, reductions."""
import numpy as np


class GlobalAvgPool:
    """(N, C, H, W) -> (N, C)"""

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.shape = x.shape
        return x.mean(axis=(2, 3))

    def backward(self, dout: np.ndarray) -> np.ndarray:
        N, C, H, W = self.shape
        return np.broadcast_to(dout[:, :, None, None] / (H * W), self.shape).copy()


class PointwiseConv:
    """1x1 convolution, weight (C_out, C_in)"""

    def __init__(self, in_channels: int, out_channels: int):
        self.weight = np.random.randn(out_channels, in_channels) / np.sqrt(in_channels)
        self.bias = np.zeros(out_channels)

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.x = x
        return np.einsum("oc,nchw->nohw", self.weight, x) + self.bias[:, None, None]

    def backward(self, dout: np.ndarray) -> np.ndarray:
        self.dweight = np.einsum("nohw,nchw->oc", dout, self.x)
        self.dbias = dout.sum(axis=(0, 2, 3))
        return np.einsum("oc,nohw->nchw", self.weight, dout)


class DepthwiseConv:
    """one k x k filter per channel, weight (C, k, k)"""

    def __init__(self, channels: int, k: int = 3, stride: int = 1, padding: int = 1):
        self.k, self.stride, self.padding = k, stride, padding
        self.weight = np.random.randn(channels, k, k) / k
        self.bias = np.zeros(channels)

    def _windows(self, a: np.ndarray):
        s = self.stride
        for u in range(self.k):
            for v in range(self.k):
                yield u, v, a[:, :, u:u + s * self.oh:s, v:v + s * self.ow:s]

    def forward(self, x: np.ndarray) -> np.ndarray:
        p = self.padding
        self.hw = x.shape[2:]
        self.xp = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)])
        self.oh = (self.xp.shape[2] - self.k) // self.stride + 1
        self.ow = (self.xp.shape[3] - self.k) // self.stride + 1
        out = np.zeros(x.shape[:2] + (self.oh, self.ow)) + self.bias[None, :, None, None]
        for u, v, win in self._windows(self.xp):
            out += win * self.weight[None, :, u, v, None, None]
        return out

    def backward(self, dout: np.ndarray) -> np.ndarray:
        self.dweight = np.zeros_like(self.weight)
        self.dbias = dout.sum(axis=(0, 2, 3))
        dxp = np.zeros_like(self.xp)
        for u, v, win in self._windows(self.xp):
            self.dweight[:, u, v] = (dout * win).sum(axis=(0, 2, 3))
        for u, v, win in self._windows(dxp):
            win += dout * self.weight[None, :, u, v, None, None]
        p, (h, w) = self.padding, self.hw
        return dxp[:, :, p:p + h, p:p + w]


class MeanOver:
    """mean over one axis"""

    def __init__(self, axis: int):
        self.axis = axis

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.shape = x.shape
        return x.mean(axis=self.axis)

    def backward(self, dout: np.ndarray) -> np.ndarray:
        n = self.shape[self.axis]
        return np.repeat(np.expand_dims(dout, self.axis), n, axis=self.axis) / n


class SumOver:
    """sum over one axis"""

    def __init__(self, axis: int):
        self.axis = axis

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.shape = x.shape
        return x.sum(axis=self.axis)

    def backward(self, dout: np.ndarray) -> np.ndarray:
        return np.repeat(np.expand_dims(dout, self.axis), self.shape[self.axis], axis=self.axis)


class ReLU6Free:
    """plain relu; the clipped one was optional"""

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.on = x > 0
        return np.where(self.on, x, 0.0)

    def backward(self, dout: np.ndarray) -> np.ndarray:
        return np.where(self.on, dout, 0.0)


if __name__ == "__main__":
    np.random.seed(0)
    x = np.random.randn(2, 3, 7, 9)
    net = [DepthwiseConv(3, stride=2), ReLU6Free(), PointwiseConv(3, 5), GlobalAvgPool()]
    for layer in net:
        x = layer.forward(x)
    g = np.ones_like(x)
    for layer in net[::-1]:
        g = layer.backward(g)
    print(x.shape, g.shape, net[0].dweight.shape, net[2].dweight.shape)
