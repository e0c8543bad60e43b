"""
CS 189 HW6
Layers hold an activation; Conv2D and pooling are NHWC.
"""
from abc import ABC, abstractmethod
from collections import OrderedDict
from typing import Callable, List, Literal, Tuple, Union
import numpy as np


class ActivationFn(ABC):
    @abstractmethod
    def forward(self, Z): ...
    @abstractmethod
    def backward(self, Z, dY): ...
    def __call__(self, Z):
        return self.forward(Z)


class LinearAct(ActivationFn):
    def forward(self, Z): return Z
    def backward(self, Z, dY): return dY


class ReLU(ActivationFn):
    def forward(self, Z: np.ndarray) -> np.ndarray:
        return np.maximum(Z, 0)

    def backward(self, Z: np.ndarray, dY: np.ndarray) -> np.ndarray:
        return dY * (Z > 0)


class TanH(ActivationFn):
    def forward(self, Z):
        return 2 / (1 + np.exp(-2 * np.clip(Z, -350, 350))) - 1

    def backward(self, Z, dY):
        return dY * (1 - self.forward(Z) ** 2)


class SoftMax(ActivationFn):
    def forward(self, Z):
        m = np.max(Z, axis=-1, keepdims=True)
        e = np.exp(Z - m)
        return e / np.sum(e, axis=-1, keepdims=True)

    def backward(self, Z, dY):
        Y = self.forward(Z)
        # J = diag(y) - y y^T for each row
        J = np.einsum('ij,jk->ijk', Y, np.eye(Y.shape[1])) - np.einsum('ij,ik->ijk', Y, Y)
        return np.einsum('ijk,ik->ij', J, dY)


ACTIVATIONS = {"linear": LinearAct, "relu": ReLU, "tanh": TanH, "softmax": SoftMax}


class Layer(ABC):
    def __init__(self):
        self.parameters, self.cache, self.gradients = OrderedDict(), OrderedDict(), OrderedDict()
        self.n_in = None

    def clear_gradients(self):
        self.cache = OrderedDict({a: [] for a in self.cache})
        self.gradients = OrderedDict({a: np.zeros_like(b) for a, b in self.gradients.items()})


class FullyConnected(Layer):
    def __init__(self, n_out: int, activation: str = "linear"):
        super().__init__()
        self.n_out = n_out
        self.activation = ACTIVATIONS[activation]()

    def _init_parameters(self, X_shape):
        self.n_in = X_shape[1]
        self.parameters = OrderedDict({"W": np.random.randn(self.n_in, self.n_out) * .1, "b": np.zeros((1, self.n_out))})

    def forward(self, X):
        if self.n_in is None:
            self._init_parameters(X.shape)
        Z = X @ self.parameters["W"] + self.parameters["b"]
        self.cache["X"], self.cache["Z"] = X, Z
        return self.activation(Z)

    def backward(self, dLdY):
        dZ = self.activation.backward(self.cache["Z"], dLdY)
        self.gradients["W"] = self.cache["X"].T @ dZ
        self.gradients["b"] = dZ.sum(axis=0, keepdims=True)
        return dZ @ self.parameters["W"].T


class Conv2D(Layer):
    def __init__(self, n_out: int, kernel_shape: Tuple[int, int], activation: str = "linear", stride: int = 1, pad: Union[Literal["same", "valid"], int] = "valid"):
        super().__init__()
        self.n_out, self.kernel_shape, self.stride, self.pad = n_out, kernel_shape, stride, pad
        self.activation = ACTIVATIONS[activation]()

    def _init_parameters(self, X_shape):
        self.n_in = X_shape[3]
        kh, kw = self.kernel_shape
        self.parameters = OrderedDict({"W": np.random.randn(kh, kw, self.n_in, self.n_out) * .1, "b": np.zeros((1, self.n_out))})

    def _pads(self):
        kh, kw = self.kernel_shape
        if self.pad == "same":
            assert kh % 2 and kw % 2 and self.stride == 1, "same: odd kernels and stride 1 only"
            return kh // 2, kw // 2
        p = 0 if self.pad == "valid" else self.pad
        return p, p

    def forward(self, X):
        if self.n_in is None:
            self._init_parameters(X.shape)
        W, b = self.parameters["W"], self.parameters["b"]
        kh, kw, _, _ = W.shape
        ph, pw = self._pads()
        Xp = np.pad(X, ((0, 0), (ph, ph), (pw, pw), (0, 0)))
        oh, ow = (Xp.shape[1] - kh) // self.stride + 1, (Xp.shape[2] - kw) // self.stride + 1
        Z = np.empty((X.shape[0], oh, ow, self.n_out))
        for i in range(oh):
            for j in range(ow):
                r, c = i * self.stride, j * self.stride
                Z[:, i, j, :] = np.tensordot(Xp[:, r:r + kh, c:c + kw, :], W, axes=3) + b
        self.cache["X"], self.cache["Z"] = X, Z
        return self.activation(Z)

    def backward(self, dLdY):
        X, Z = self.cache["X"], self.cache["Z"]
        dZ = self.activation.backward(Z, dLdY)
        W = self.parameters["W"]
        kh, kw, _, _ = W.shape
        ph, pw = self._pads()
        Xp = np.pad(X, ((0, 0), (ph, ph), (pw, pw), (0, 0)))
        dXp, dW = np.zeros_like(Xp), np.zeros_like(W)
        for i in range(dZ.shape[1]):
            for j in range(dZ.shape[2]):
                r, c = i * self.stride, j * self.stride
                dW += np.tensordot(Xp[:, r:r + kh, c:c + kw, :], dZ[:, i, j, :], axes=(0, 0))
                dXp[:, r:r + kh, c:c + kw, :] += np.tensordot(dZ[:, i, j, :], W, axes=(1, 3))
        self.gradients["W"] = dW
        self.gradients["b"] = dZ.sum(axis=(0, 1, 2)).reshape(1, -1)
        return dXp[:, ph:ph + X.shape[1], pw:pw + X.shape[2], :]


class Pool2D(Layer):
    def __init__(self, kernel_shape: Tuple[int, int], mode: str = "max", stride: int = 1):
        super().__init__()
        self.kernel_shape, self.stride, self.mode = kernel_shape, stride, mode
        self.pool_fn = {"max": np.max, "average": np.mean}[mode]

    def forward(self, X):
        kh, kw = self.kernel_shape
        n, h, w, c = X.shape
        oh, ow = (h - kh) // self.stride + 1, (w - kw) // self.stride + 1
        out = np.empty((n, oh, ow, c))
        for i in range(oh):
            for j in range(ow):
                out[:, i, j] = self.pool_fn(X[:, i * self.stride:i * self.stride + kh, j * self.stride:j * self.stride + kw], axis=(1, 2))
        self.cache["X"] = X
        return out

    def backward(self, dLdY):
        X = self.cache["X"]
        kh, kw = self.kernel_shape
        n, oh, ow, c = dLdY.shape
        dX = np.zeros_like(X)
        for i in range(oh):
            for j in range(ow):
                sl = np.s_[:, i * self.stride:i * self.stride + kh, j * self.stride:j * self.stride + kw]
                if self.mode == "average":
                    dX[sl] += dLdY[:, i:i + 1, j:j + 1] / (kh * kw)
                else:
                    flat = X[sl].reshape(n, kh * kw, c)
                    first = np.arange(kh * kw)[None, :, None] == flat.argmax(axis=1)[:, None, :]
                    dX[sl] += first.reshape(n, kh, kw, c) * dLdY[:, i:i + 1, j:j + 1]
        return dX


class Flatten(Layer):
    def forward(self, X):
        self.cache["shape"] = X.shape
        return X.reshape(X.shape[0], -1)

    def backward(self, dLdY):
        return dLdY.reshape(self.cache["shape"])


class CrossEntropy:
    def __call__(self, Y, Y_hat):
        return self.forward(Y, Y_hat)

    def forward(self, Y, Y_hat):
        """-1/m sum y log(yhat)"""
        return -np.sum(Y * np.log(Y_hat + 1e-12)) / Y.shape[0]

    def backward(self, Y, Y_hat):
        return -(Y / (Y_hat + 1e-12)) / Y.shape[0]
