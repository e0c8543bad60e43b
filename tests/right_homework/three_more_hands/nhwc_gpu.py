"""Channel-last layers. Runs on cupy when there is a GPU, otherwise on numpy."""
from dataclasses import dataclass, field
from typing import Any

try:
    import cupy as xp
    xp.cuda.runtime.getDeviceCount()
except Exception:  # no cupy or no device
    import numpy as xp


@dataclass
class Conv2D:
    """kernel: (kh, kw, c_in, c_out), x: (n, h, w, c_in)"""
    kernel: Any
    bias: Any
    stride: int = 1
    pad: int = 0
    dkernel: Any = field(default=None, repr=False)
    dbias: Any = field(default=None, repr=False)
    _xpad: Any = field(default=None, repr=False)

    def forward(self, x):
        p, s = self.pad, self.stride
        kh, kw, _, c_out = self.kernel.shape
        xpad = xp.pad(x, ((0, 0), (p, p), (p, p), (0, 0)))
        oh = (xpad.shape[1] - kh) // s + 1
        ow = (xpad.shape[2] - kw) // s + 1
        out = xp.zeros((x.shape[0], oh, ow, c_out), dtype=x.dtype)
        # sum over kernel taps instead of over pixels
        for u in range(kh):
            for v in range(kw):
                out += xpad[:, u:u + s * oh:s, v:v + s * ow:s, :] @ self.kernel[u, v]
        self._xpad = xpad
        return out + self.bias

    def backward(self, dout):
        p, s = self.pad, self.stride
        kh, kw, c_in, c_out = self.kernel.shape
        oh, ow = dout.shape[1:3]
        dxpad = xp.zeros_like(self._xpad)
        self.dkernel = xp.zeros_like(self.kernel)
        flat = dout.reshape(-1, c_out)
        for u in range(kh):
            for v in range(kw):
                tap = (slice(None), slice(u, u + s * oh, s), slice(v, v + s * ow, s))
                self.dkernel[u, v] = self._xpad[tap].reshape(-1, c_in).T @ flat
                dxpad[tap] += dout @ self.kernel[u, v].T
        self.dbias = flat.sum(axis=0)
        h, w = dxpad.shape[1] - 2 * p, dxpad.shape[2] - 2 * p
        return dxpad[:, p:p + h, p:p + w, :]


@dataclass
class AvgPool2D:
    size: int = 2
    stride: int = 2
    _shape: tuple = ()

    def forward(self, x):
        k, s = self.size, self.stride
        self._shape = x.shape
        oh, ow = (x.shape[1] - k) // s + 1, (x.shape[2] - k) // s + 1
        out = xp.zeros((x.shape[0], oh, ow, x.shape[3]), dtype=x.dtype)
        for u in range(k):
            for v in range(k):
                out += x[:, u:u + s * oh:s, v:v + s * ow:s]
        return out / (k * k)

    def backward(self, dout):
        k, s = self.size, self.stride
        oh, ow = dout.shape[1:3]
        dx = xp.zeros(self._shape, dtype=dout.dtype)
        for u in range(k):
            for v in range(k):
                dx[:, u:u + s * oh:s, v:v + s * ow:s] += dout / (k * k)
        return dx


@dataclass
class Sigmoid:
    out: Any = None

    def forward(self, x):
        # stable for both signs
        z = xp.exp(-xp.abs(x))
        self.out = xp.where(x >= 0, 1 / (1 + z), z / (1 + z))
        return self.out

    def backward(self, dout):
        return dout * self.out * (1 - self.out)


@dataclass
class Flatten:
    _shape: tuple = ()

    def forward(self, x):
        self._shape = x.shape
        return x.reshape(x.shape[0], -1)

    def backward(self, dout):
        return dout.reshape(self._shape)


@dataclass
class Dense:
    W: Any
    b: Any
    dW: Any = None
    db: Any = None
    _x: Any = None

    def forward(self, x):
        self._x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self._x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T
