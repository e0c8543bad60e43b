from typing import Optional, Tuple, Union
import numpy as np

Pad = Union[int, str, Tuple[int, int, int, int]]


def calc_pad(pad: Pad, kh: int, kw: int) -> Tuple[int, int, int, int]:
    """(top, bottom, left, right).  'same' is meant for stride 1."""
    if pad == "valid":
        return 0, 0, 0, 0
    if pad == "same":
        return (kh - 1) // 2, kh // 2, (kw - 1) // 2, kw // 2
    if isinstance(pad, int):
        return pad, pad, pad, pad
    if len(pad) == 2:
        return pad[0], pad[0], pad[1], pad[1]
    return tuple(pad)


def pad2D(X: np.ndarray, p) -> np.ndarray:
    return np.pad(X, ((0, 0), (p[0], p[1]), (p[2], p[3]), (0, 0)))


class LayerBase:
    def __init__(self):
        self.X, self.gradients, self.parameters, self.trainable = [], {}, {}, True

    def flush_gradients(self):
        for k in self.gradients:
            self.gradients[k] = np.zeros_like(self.gradients[k])
        self.X = []


class FullyConnected(LayerBase):
    def __init__(self, n_in: int, n_out: int):
        super().__init__()
        self.parameters = {"W": np.random.randn(n_in, n_out), "b": np.zeros((1, n_out))}
        self.gradients = {k: np.zeros_like(v) for k, v in self.parameters.items()}

    def forward(self, X):
        self.X = [X]
        return X @ self.parameters["W"] + self.parameters["b"]

    def backward(self, dLdy):
        X = self.X[0]
        self.gradients["W"] += X.T @ dLdy
        self.gradients["b"] += dLdy.sum(axis=0, keepdims=True)
        return dLdy @ self.parameters["W"].T


class Conv2D(LayerBase):
    def __init__(self, in_ch: int, out_ch: int, kernel_shape: Tuple[int, int], pad: Pad = 0, stride: int = 1):
        super().__init__()
        self.pad, self.stride, self.kernel_shape = pad, stride, kernel_shape
        fr, fc = kernel_shape
        self.parameters = {"W": np.random.randn(fr, fc, in_ch, out_ch), "b": np.zeros((1, 1, 1, out_ch))}
        self.gradients = {k: np.zeros_like(v) for k, v in self.parameters.items()}

    def _cols(self, Xp):
        """fancy-index im2col for channel-last volumes -> (N, oh*ow, fr*fc*C) plus the index arrays"""
        fr, fc = self.kernel_shape
        n, H, W, C = Xp.shape
        oh, ow = 1 + (H - fr) // self.stride, 1 + (W - fc) // self.stride
        r = np.repeat(np.arange(oh), ow)[:, None] * self.stride + np.repeat(np.arange(fr), fc)[None]
        c = np.tile(np.arange(ow), oh)[:, None] * self.stride + np.tile(np.arange(fc), fr)[None]
        return Xp[:, r, c, :].reshape(n, oh * ow, -1), r, c, oh, ow

    def forward(self, X):
        W, b = self.parameters["W"], self.parameters["b"]
        Xp = pad2D(X, calc_pad(self.pad, *self.kernel_shape))
        cols, _, _, oh, ow = self._cols(Xp)
        self.X = [X]
        return (cols @ W.reshape(-1, W.shape[-1])).reshape(X.shape[0], oh, ow, -1) + b

    def backward(self, dLdy):
        X, W = self.X[0], self.parameters["W"]
        p = calc_pad(self.pad, *self.kernel_shape)
        Xp = pad2D(X, p)
        cols, r, c, oh, ow = self._cols(Xp)
        n, out_ch = X.shape[0], W.shape[-1]
        d = dLdy.reshape(n, oh * ow, out_ch)
        self.gradients["W"] += np.einsum("npk,npo->ko", cols, d).reshape(W.shape)
        self.gradients["b"] += d.sum(axis=(0, 1)).reshape(1, 1, 1, -1)
        dcols = (d @ W.reshape(-1, out_ch).T).reshape(n, oh * ow, r.shape[1], X.shape[3])
        dXp = np.zeros_like(Xp)
        np.add.at(dXp, (slice(None), r, c), dcols)
        return dXp[:, p[0]:Xp.shape[1] - p[1], p[2]:Xp.shape[2] - p[3], :]


class Pool2D(LayerBase):
    def __init__(self, kernel_shape, stride=1, pad: Pad = 0, mode="max"):
        super().__init__()
        assert mode in ("max", "average")
        self.kernel_shape, self.stride, self.pad, self.mode = kernel_shape, stride, pad, mode

    def forward(self, X):
        self.X = [X]
        fr, fc = self.kernel_shape
        p = calc_pad(self.pad, fr, fc)
        fill = -np.inf if self.mode == "max" else 0.0
        Xp = np.pad(X, ((0, 0), p[:2], p[2:], (0, 0)), constant_values=fill)
        v = np.lib.stride_tricks.sliding_window_view(Xp, (fr, fc), axis=(1, 2))[:, ::self.stride, ::self.stride]
        self._xp, self._p = Xp, p
        return v.max(axis=(-1, -2)) if self.mode == "max" else v.mean(axis=(-1, -2))

    def backward(self, dLdY):
        X, p, Xp = self.X[0], self._p, self._xp
        fr, fc = self.kernel_shape
        s = self.stride
        dXp = np.zeros(Xp.shape)
        n, oh, ow, c = dLdY.shape
        for m in range(n):
            for i in range(oh):
                for j in range(ow):
                    for k in range(c):
                        if self.mode == "max":
                            a, b = np.unravel_index(np.argmax(Xp[m, i * s:i * s + fr, j * s:j * s + fc, k]), (fr, fc))
                            dXp[m, i * s + a, j * s + b, k] += dLdY[m, i, j, k]
                        else:
                            dXp[m, i * s:i * s + fr, j * s:j * s + fc, k] += dLdY[m, i, j, k] / (fr * fc)
        return dXp[:, p[0]:Xp.shape[1] - p[1], p[2]:Xp.shape[2] - p[3], :]


class BatchNorm2D(LayerBase):
    """channel-last; scaler, intercept"""
    def __init__(self, ch: int, epsilon: float = 1e-5):
        super().__init__()
        self.epsilon = epsilon
        self.parameters = {"scaler": np.ones(ch), "intercept": np.zeros(ch)}
        self.gradients = {"scaler": np.zeros(ch), "intercept": np.zeros(ch)}

    def forward(self, X):
        self.X = [X]
        mu, var = X.mean(axis=(0, 1, 2)), X.var(axis=(0, 1, 2))
        return self.parameters["scaler"] * (X - mu) / np.sqrt(var + self.epsilon) + self.parameters["intercept"]

    def backward(self, dLdy):
        X = self.X[0].reshape(-1, dLdy.shape[-1])
        d = dLdy.reshape(X.shape)
        m = len(X)
        sd = np.sqrt(X.var(axis=0) + self.epsilon)
        N = (X - X.mean(axis=0)) / sd
        self.gradients["scaler"] += (d * N).sum(axis=0)
        self.gradients["intercept"] += d.sum(axis=0)
        dN = d * self.parameters["scaler"]
        return ((m * dN - dN.sum(axis=0) - N * (dN * N).sum(axis=0)) / (m * sd)).reshape(dLdy.shape)


class Softmax(LayerBase):
    def __init__(self, dim=-1):
        super().__init__()
        self.dim = dim

    def forward(self, X):
        self.X = [X]
        e = np.exp(X - np.max(X, axis=self.dim, keepdims=True))
        return e / e.sum(axis=self.dim, keepdims=True)

    def backward(self, dLdy):
        y = self.forward(self.X[0])
        return y * (dLdy - np.sum(dLdy * y, axis=self.dim, keepdims=True))


class CrossEntropy:
    """sum over the batch, not the mean (as in the library)"""
    def loss(self, y, y_pred):
        return -np.sum(y * np.log(y_pred + np.finfo(float).eps))

    @staticmethod
    def grad(y, y_pred):
        """gradient w.r.t. the *logits* of the softmax that gave y_pred"""
        return y_pred - y


class SquaredError:
    @staticmethod
    def loss(y, y_pred):
        return 0.5 * np.linalg.norm(y_pred - y) ** 2

    @staticmethod
    def grad(y, y_pred):
        return y_pred - y
