from abc import ABC, abstractmethod
from typing import Iterator, List, Tuple
import numpy as np


class Parameter:
    def __init__(self, value: np.ndarray) -> None:
        self.value = value
        self.grad = np.zeros_like(value)


class Layer(ABC):
    @abstractmethod
    def forward(self, x: np.ndarray) -> np.ndarray: ...

    @abstractmethod
    def backward(self, dy: np.ndarray) -> np.ndarray: ...

    def params(self) -> List[Parameter]:
        return [v for v in vars(self).values() if isinstance(v, Parameter)]

    def zero_grad(self) -> None:
        for p in self.params():
            p.grad[...] = 0

    def __call__(self, x: np.ndarray) -> np.ndarray:
        return self.forward(x)


class Linear(Layer):
    """y = W x + b for every row x; gradients add up until zero_grad."""

    def __init__(self, n_in: int, n_out: int, rng=np.random.default_rng(0)) -> None:
        self.W = Parameter(rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in)))
        self.b = Parameter(np.zeros((1, n_out)))

    def forward(self, x):
        self._x = x
        return x @ self.W.value.T + self.b.value

    def backward(self, dy):
        self.W.grad += dy.T @ self._x
        self.b.grad += dy.sum(axis=0, keepdims=True)
        return dy @ self.W.value


class Conv2D(Layer):
    def __init__(self, c_in: int, c_out: int, kernel: Tuple[int, int], stride: int = 1,
                 rng=np.random.default_rng(1)) -> None:
        self.W = Parameter(rng.normal(0, 0.2, (c_out, c_in, *kernel)))
        self.b = Parameter(np.zeros(c_out))
        self.stride = stride

    def _taps(self, shape) -> Iterator[Tuple[int, int, slice, slice]]:
        kh, kw = self.W.value.shape[2:]
        oh = (shape[2] - kh) // self.stride + 1
        ow = (shape[3] - kw) // self.stride + 1
        for a in range(kh):
            for b in range(kw):
                yield (a, b, slice(a, a + (oh - 1) * self.stride + 1, self.stride),
                       slice(b, b + (ow - 1) * self.stride + 1, self.stride))

    def forward(self, x):
        self._x = x
        y = self.b.value[None, :, None, None]
        for a, b, rows, cols in self._taps(x.shape):
            y = y + np.einsum("nchw,fc->nfhw", x[:, :, rows, cols], self.W.value[:, :, a, b])
        return y

    def backward(self, dy):
        dx = np.zeros(self._x.shape)
        for a, b, rows, cols in self._taps(self._x.shape):
            self.W.grad[:, :, a, b] += np.einsum("nfhw,nchw->fc", dy, self._x[:, :, rows, cols])
            dx[:, :, rows, cols] += np.einsum("nfhw,fc->nchw", dy, self.W.value[:, :, a, b])
        self.b.grad += np.einsum("nfhw->f", dy)
        return dx


class ReLU(Layer):
    def forward(self, x):
        self._dead = x <= 0
        return np.where(self._dead, 0.0, x)

    def backward(self, dy):
        dx = dy.copy()
        dx[self._dead] = 0
        return dx


class Flatten(Layer):
    def forward(self, x):
        self._shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dy):
        return dy.reshape(self._shape)


class SoftmaxCrossEntropy:
    def forward(self, logits: np.ndarray, labels: np.ndarray) -> float:
        z = logits - logits.max(axis=1, keepdims=True)
        logsum = np.log(np.exp(z).sum(axis=1))
        self._p, self._labels = np.exp(z - logsum[:, None]), labels
        return float(np.mean(logsum - z[np.arange(len(z)), labels]))

    def backward(self) -> np.ndarray:
        d = self._p / len(self._labels)
        d[np.arange(len(d)), self._labels] -= 1 / len(self._labels)
        return d


class SGD:
    def __init__(self, layers: List[Layer], lr: float) -> None:
        self.layers, self.lr = layers, lr

    def step(self) -> None:
        for layer in self.layers:
            for p in layer.params():
                p.value -= self.lr * p.grad
            layer.zero_grad()


if __name__ == "__main__":
    rng = np.random.default_rng(5)
    X, y = rng.normal(size=(16, 1, 7, 7)), rng.integers(0, 3, 16)
    net = [Conv2D(1, 4, (3, 3), stride=2), ReLU(), Flatten(), Linear(36, 3)]
    loss_fn, opt = SoftmaxCrossEntropy(), SGD(net, 0.1)
    for epoch in range(20):
        h = X
        for l in net:
            h = l(h)
        loss = loss_fn.forward(h, y)
        g = loss_fn.backward()
        for l in reversed(net):
            g = l.backward(g)
        opt.step()
    print(loss)
