import numpy as np


class Weight:
    def __init__(self, data):
        self.data = np.array(data, dtype=float)
        self.grad = None


def softmax_with_cross_entropy(preds, target_index):
    z = preds - preds.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    rows = np.arange(len(preds))
    loss = (np.log(np.exp(z).sum(axis=1)) - z[rows, target_index]).mean()
    p[rows, target_index] -= 1
    return loss, p / len(preds)


class Dense:
    def __init__(self, n_in, n_out):
        self.kernel = Weight(np.random.randn(n_in, n_out))
        self.bias = Weight(np.zeros(n_out))

    def forward(self, inputs):
        self.inputs = inputs
        return inputs.dot(self.kernel.data) + self.bias.data

    def backward(self, grads):
        self.kernel.grad = self.inputs.T.dot(grads)
        self.bias.grad = grads.sum(axis=0)
        return grads.dot(self.kernel.data.T)


class MaxPool:
    def __init__(self, pool_size, stride):
        self.pool_size, self.stride = pool_size, stride

    def forward(self, inputs):
        self.inputs = inputs
        n, h, w, c = inputs.shape
        k, s = self.pool_size, self.stride
        out = np.zeros((n, (h - k) // s + 1, (w - k) // s + 1, c))
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                out[:, i, j] = inputs[:, i * s:i * s + k, j * s:j * s + k].max(axis=(1, 2))
        return out

    def backward(self, grads):
        k, s = self.pool_size, self.stride
        dx = np.zeros_like(self.inputs)
        for n, i, j, c in np.ndindex(*grads.shape):
            window = self.inputs[n, i * s:i * s + k, j * s:j * s + k, c]
            dx[n, i * s:i * s + k, j * s:j * s + k, c] += grads[n, i, j, c] * (window == window.max())
        return dx
