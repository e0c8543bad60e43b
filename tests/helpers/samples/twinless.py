"""Layers that no twin is there for: right and wrong ones, and such as have no gradient."""

from typing import Any

import numpy as np


class LayerNorm:
    def __init__(self, size: int) -> None:
        self.gamma, self.beta = np.ones(size), np.zeros(size)

    def forward(self, x: Any) -> Any:
        self.scale = np.sqrt(x.var(-1, keepdims=True) + 1e-5)
        self.hat = (x - x.mean(-1, keepdims=True)) / self.scale
        return self.gamma * self.hat + self.beta

    def backward(self, dout: Any) -> Any:
        self.dgamma, self.dbeta = (dout * self.hat).sum(0), dout.sum(0)
        d = dout * self.gamma
        along = self.hat * (d * self.hat).mean(-1, keepdims=True)
        return (d - d.mean(-1, keepdims=True) - along) / self.scale


class ForgetfulLayerNorm(LayerNorm):
    def backward(self, dout: Any) -> Any:
        super().backward(dout)
        return dout * self.gamma / self.scale


class PReLU:
    def __init__(self, channels: int) -> None:
        self.alpha = np.full(channels, 0.25)

    def forward(self, x: Any) -> Any:
        self.x = x
        return np.where(x > 0, x, self.alpha[:, None, None] * x)

    def backward(self, dout: Any) -> Any:
        grad = dout * np.where(self.x > 0, 1, self.alpha[:, None, None])
        return grad, (dout * np.minimum(self.x, 0)).sum((0, 2, 3))


class OneSlope:
    def __init__(self) -> None:
        self.slope = 0.25

    def forward(self, x: Any) -> Any:
        self.x = x
        return np.where(x > 0, x, self.slope * x)

    def backward(self, dout: Any) -> Any:
        self.grad_slope = np.sum(dout * np.minimum(self.x, 0))
        return dout * np.where(self.x > 0, 1, self.slope)


class Gated:
    def forward(self, x: Any) -> Any:
        self.x, self.s = x, 1 / (1 + np.exp(-x))
        return x * self.s

    def backward(self, dout: Any) -> Any:
        return dout * (self.s + self.x * self.s * (1 - self.s))


class ScaleAndShift:
    def __init__(self) -> None:
        self.params = {"scale": np.ones(5), "shift": np.zeros(5)}
        self.grads: dict[str, Any] = {}

    def forward(self, x: Any) -> Any:
        self.x = x
        return x * self.params["scale"] + self.params["shift"]

    def backward(self, dout: Any) -> Any:
        self.grads = {"scale": dout.sum(0), "shift": dout.sum(0)}
        return dout * self.params["scale"]


class Maxout:
    def __init__(self) -> None:
        self.W = np.random.default_rng(0).standard_normal((2, 4, 5))

    def forward(self, x: Any) -> Any:
        self.x, z = x, x @ self.W
        self.winner = z.argmax(0)
        return z.max(0)

    def backward(self, dout: Any) -> Any:
        masked = np.stack([dout * (self.winner == piece) for piece in (0, 1)])
        self.dW = self.x.T @ masked
        return (masked @ self.W.transpose(0, 2, 1)).sum(0)


class Dropout:
    def forward(self, x: Any) -> Any:
        self.mask = np.random.random(x.shape) > 0.5
        return 2 * x * self.mask

    def backward(self, dout: Any) -> Any:
        return 2 * dout * self.mask


class OwnGenerator(Dropout):
    def __init__(self) -> None:
        self.rng = np.random.default_rng(0)

    def forward(self, x: Any) -> Any:
        self.mask = self.rng.random(x.shape) > 0.5
        return 2 * x * self.mask


class Counting(Gated):
    def __init__(self) -> None:
        self.calls = 0

    def forward(self, x: Any) -> Any:
        self.calls += 1
        return self.calls * super().forward(x)


class Accumulating:
    def __init__(self) -> None:
        self.gain, self.dgain, self.running_mean = np.ones(4), np.zeros(4), np.zeros(4)

    def forward(self, x: Any) -> Any:
        self.x = x
        self.running_mean += x.mean(0)
        return self.gain * x

    def backward(self, dout: Any) -> Any:
        self.dgain += (dout * self.x).sum(0)
        return dout * self.gain


class Updating:
    def __init__(self) -> None:
        self.gain = np.ones(4)

    def forward(self, x: Any) -> Any:
        self.x = x
        return self.gain * x

    def backward(self, dout: Any, learning_rate: float) -> Any:
        dx = dout * self.gain
        self.gain -= learning_rate * (dout * self.x).sum(0)
        return dx


class UpdatingTooSoon(Updating):
    def backward(self, dout: Any, learning_rate: float) -> Any:
        super().backward(dout, learning_rate)
        return dout * self.gain


class Lazy(Updating):
    def __init__(self) -> None:
        self.gain: Any = None

    def forward(self, x: Any) -> Any:
        if self.gain is None:
            self.gain = np.ones(x.shape[1])
        return super().forward(x)

    def backward(self, dout: Any) -> Any:
        self.dgain = (dout * self.x).sum(0)
        return dout * self.gain


class Huber:
    def forward(self, prediction: Any, target: Any) -> Any:
        self.d = prediction - target
        return np.where(abs(self.d) < 1, self.d**2 / 2, abs(self.d) - 0.5).mean()

    def backward(self) -> Any:
        return np.clip(self.d, -1, 1) / self.d.size


class Log:
    def forward(self, x: Any) -> Any:
        self.x = x
        return np.log(x)

    def backward(self, dout: Any) -> Any:
        return dout / self.x


class InSinglePrecision:
    def forward(self, x: Any) -> Any:
        self.x = x.astype(np.float32)
        return (self.x**3).astype(float)

    def backward(self, dout: Any) -> Any:
        return 3 * self.x**2 * dout


class Selfish:
    def forward(self, x: Any) -> Any:
        self.inputs = x
        return x * x

    def backward(self, dvalues: Any) -> None:
        self.dinputs = 2 * self.inputs * dvalues


class Empty:
    def forward(self, x: Any) -> Any:
        return 2 * x

    def backward(self, dout: Any) -> Any:
        raise NotImplementedError


class Picky:
    def forward(self, x: Any) -> Any:
        return x.shape[9]

    def backward(self, dout: Any) -> Any:
        return dout


class Unclear:
    def forward(self, x: Any, wibble: Any) -> Any:
        return x * wibble

    def backward(self, dout: Any) -> Any:
        return dout


class NoBackward:
    def forward(self, x: Any) -> Any:
        return x


def softplus(x: Any) -> Any:
    return np.log1p(np.exp(x)), lambda dout: (dout / (1 + np.exp(-x)),)


def channel_scale(x: Any, scale: Any) -> Any:
    return x * scale, lambda dout: (dout * scale, (dout * x).sum(0))


def half_scale(x: Any, scale: Any) -> Any:
    return x * scale, lambda dout: (dout * scale, (dout * x).sum(0) / 2)


def twice(x: Any) -> Any:
    return 2 * x


class Half:
    def forward(self, x: Any) -> Any:
        return x.astype(np.float16)

    def backward(self, dout: Any) -> Any:
        return 2 * dout


class Steps(Half):
    def forward(self, x: Any) -> Any:
        return np.sign(x)
