"""ConvNet for small colour images:  conv - relu - 2x2 max pool - affine - relu - affine - softmax.

    net = CNN(input_dim=(3, 8, 8), num_filters=4, filter_size=3, hidden_dim=10, num_classes=5)
    loss, grads = net.loss(X, y)
"""
import numpy as np


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.m = {k: np.zeros_like(v) for k, v in params.items()}
        self.v = {k: np.zeros_like(v) for k, v in params.items()}
        self.t = 0

    def step(self, grads):
        self.t += 1
        b1, b2 = self.betas
        for k, g in grads.items():
            self.m[k] = b1 * self.m[k] + (1 - b1) * g
            self.v[k] = b2 * self.v[k] + (1 - b2) * g * g
            m_hat = self.m[k] / (1 - b1 ** self.t)
            v_hat = self.v[k] / (1 - b2 ** self.t)
            self.params[k] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class CNN:
    def __init__(self, input_dim=(3, 32, 32), num_filters=32, filter_size=3, hidden_dim=100, num_classes=10,
                 weight_scale=1e-2, reg=0.0, seed=None):
        if filter_size % 2 == 0:
            raise ValueError("filter_size must be odd")
        rng = np.random.default_rng(seed)
        C, H, W = input_dim
        self.reg = reg
        self.pad = filter_size // 2
        self.params = {
            "W1": weight_scale * rng.standard_normal((num_filters, C, filter_size, filter_size)),
            "b1": np.zeros(num_filters),
            "W2": weight_scale * rng.standard_normal((num_filters * (H // 2) * (W // 2), hidden_dim)),
            "b2": np.zeros(hidden_dim),
            "W3": weight_scale * rng.standard_normal((hidden_dim, num_classes)),
            "b3": np.zeros(num_classes),
        }

    # -- pieces ------------------------------------------------------------
    def _conv(self, X, W, b):
        p, k = self.pad, W.shape[-1]
        Xp = np.pad(X, ((0, 0), (0, 0), (p, p), (p, p)))
        cols = np.lib.stride_tricks.sliding_window_view(Xp, (k, k), axis=(2, 3))
        return np.einsum("nchwij,fcij->nfhw", cols, W, optimize=True) + b[None, :, None, None], cols

    def _pool(self, A):
        N, F, H, W = A.shape
        blocks = A.reshape(N, F, H // 2, 2, W // 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(N, F, H // 2, W // 2, 4)
        arg = blocks.argmax(-1)
        return np.take_along_axis(blocks, arg[..., None], -1)[..., 0], arg

    def _unpool(self, dP, arg):
        N, F, h, w = dP.shape
        blocks = np.zeros((N, F, h, w, 4))
        np.put_along_axis(blocks, arg[..., None], dP[..., None], -1)
        return blocks.reshape(N, F, h, w, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(N, F, 2 * h, 2 * w)

    # -- the network ---------------------------------------------------------
    def loss(self, X, y=None):
        """With labels: (loss, grads); without: the scores."""
        P = self.params
        Z1, cols = self._conv(X, P["W1"], P["b1"])
        A1 = np.maximum(Z1, 0)
        P1, arg = self._pool(A1)
        flat = P1.reshape(len(X), -1)
        Z2 = flat @ P["W2"] + P["b2"]
        A2 = np.maximum(Z2, 0)
        scores = A2 @ P["W3"] + P["b3"]
        if y is None:
            return scores

        N = len(X)
        shifted = scores - scores.max(axis=1, keepdims=True)
        logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        loss = -logp[np.arange(N), y].mean()
        loss += 0.5 * self.reg * sum(np.sum(P[k] ** 2) for k in ("W1", "W2", "W3"))

        grads = {}
        dscores = np.exp(logp)
        dscores[np.arange(N), y] -= 1
        dscores /= N
        grads["W3"] = A2.T @ dscores + self.reg * P["W3"]
        grads["b3"] = dscores.sum(axis=0)
        dZ2 = (dscores @ P["W3"].T) * (Z2 > 0)
        grads["W2"] = flat.T @ dZ2 + self.reg * P["W2"]
        grads["b2"] = dZ2.sum(axis=0)
        dP1 = (dZ2 @ P["W2"].T).reshape(P1.shape)
        dZ1 = self._unpool(dP1, arg) * (Z1 > 0)
        grads["W1"] = np.einsum("nfhw,nchwij->fcij", dZ1, cols, optimize=True) + self.reg * P["W1"]
        grads["b1"] = dZ1.sum(axis=(0, 2, 3))
        return loss, grads

    def predict(self, X):
        return self.loss(X).argmax(axis=1)


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    X, y = rng.standard_normal((20, 3, 8, 8)), rng.integers(0, 5, 20)
    net = CNN((3, 8, 8), 4, 3, 16, 5, weight_scale=0.1, reg=1e-3, seed=0)
    adam = Adam(net.params, lr=1e-2)
    for step in range(30):
        loss, grads = net.loss(X, y)
        adam.step(grads)
        if step % 10 == 0:
            print(step, loss)
