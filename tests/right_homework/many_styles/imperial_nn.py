import numpy as np
import pickle


def xavier_init(size, gain=1.0):
    low = -gain * np.sqrt(6.0 / np.sum(size))
    high = gain * np.sqrt(6.0 / np.sum(size))
    return np.random.uniform(low=low, high=high, size=size)


class Layer:
    def __init__(self, *args, **kwargs):
        raise NotImplementedError()

    def forward(self, *args, **kwargs):
        raise NotImplementedError()

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def backward(self, *args, **kwargs):
        raise NotImplementedError()

    def update_params(self, *args, **kwargs):
        pass


class MSELossLayer(Layer):
    def __init__(self):
        self._cache_current = None

    @staticmethod
    def _mse(y_pred, y_target):
        return np.mean((y_pred - y_target) ** 2)

    @staticmethod
    def _mse_grad(y_pred, y_target):
        return 2 * (y_pred - y_target) / (len(y_pred) * y_pred.shape[1])

    def forward(self, y_pred, y_target):
        self._cache_current = y_pred, y_target
        return self._mse(y_pred, y_target)

    def backward(self):
        return self._mse_grad(*self._cache_current)


class CrossEntropyLossLayer(Layer):
    def __init__(self):
        self._cache_current = None

    @staticmethod
    def softmax(x):
        numer = np.exp(x - x.max(axis=1, keepdims=True))
        denom = numer.sum(axis=1, keepdims=True)
        return numer / denom

    def forward(self, inputs, y_target):
        assert len(inputs) == len(y_target)
        n_obs = len(y_target)
        probs = self.softmax(inputs)
        self._cache_current = y_target, probs
        out = -1 / n_obs * np.sum(y_target * np.log(probs + 1e-300))
        return out

    def backward(self):
        y_target, probs = self._cache_current
        n_obs = len(y_target)
        return -1 / n_obs * (y_target - probs)


class SigmoidLayer(Layer):
    def __init__(self):
        self._cache_current = None

    def forward(self, x):
        out = np.zeros(x.shape)
        pos = x >= 0
        out[pos] = 1 / (1 + np.exp(-x[pos]))
        ex = np.exp(x[~pos])
        out[~pos] = ex / (1 + ex)
        self._cache_current = out
        return out

    def backward(self, grad_z):
        s = self._cache_current
        return grad_z * s * (1 - s)


class ReluLayer(Layer):
    def __init__(self):
        self._cache_current = None

    def forward(self, x):
        self._cache_current = x
        return np.maximum(x, 0)

    def backward(self, grad_z):
        return grad_z * np.heaviside(self._cache_current, 0)


class LinearLayer(Layer):
    def __init__(self, n_in, n_out):
        self.n_in, self.n_out = n_in, n_out
        self._W = xavier_init((n_in, n_out))
        self._b = np.zeros(n_out)
        self._cache_current = None
        self._grad_W_current = None
        self._grad_b_current = None

    def forward(self, x):
        self._cache_current = x
        return np.matmul(x, self._W) + self._b

    def backward(self, grad_z):
        x = self._cache_current
        self._grad_W_current = np.matmul(x.T, grad_z)
        self._grad_b_current = np.ones(len(x)) @ grad_z
        return np.matmul(grad_z, self._W.T)

    def update_params(self, learning_rate):
        self._W = self._W - learning_rate * self._grad_W_current
        self._b = self._b - learning_rate * self._grad_b_current


class ConvLayer(Layer):
    """extension task (not assessed): 2-D convolution as one matrix product with an explicitly unrolled kernel matrix"""
    def __init__(self, c_in, c_out, k, in_hw):
        self.c_in, self.c_out, self.k, self.in_hw = c_in, c_out, k, in_hw
        self._W = xavier_init((c_out, c_in, k, k))
        self._b = np.zeros(c_out)
        h, w = in_hw
        self.out_hw = (h - k + 1, w - k + 1)
        oy, ox = np.divmod(np.arange(self.out_hw[0] * self.out_hw[1]), self.out_hw[1])
        ky, kx = np.divmod(np.arange(k * k), k)
        self._pix = (oy[:, None] + ky) * w + ox[:, None] + kx     # (P, k*k) flat pixel number

    def _big(self):
        """(c_out, P, c_in, h*w): the Toeplitz-like matrix of this kernel"""
        P = len(self._pix)
        M = np.zeros((self.c_out, P, self.c_in, self.in_hw[0] * self.in_hw[1]))
        rows = np.arange(P)[:, None]
        for f in range(self.c_out):
            for c in range(self.c_in):
                M[f, rows, c, self._pix] = self._W[f, c].ravel()
        return M

    def forward(self, x):
        self._cache_current = x
        flat = x.reshape(len(x), self.c_in, -1)
        z = np.tensordot(flat, self._big(), axes=((1, 2), (2, 3)))
        return z.reshape((len(x), self.c_out) + self.out_hw) + self._b[:, None, None]

    def backward(self, grad_z):
        x = self._cache_current
        flat = x.reshape(len(x), self.c_in, -1)
        g = grad_z.reshape(len(x), self.c_out, -1)
        cols = flat[:, :, self._pix]
        self._grad_W_current = np.einsum('nfp,ncpk->fck', g, cols).reshape(self._W.shape)
        self._grad_b_current = g.sum(axis=(0, 2))
        return np.tensordot(g, self._big(), axes=((1, 2), (0, 1))).reshape(x.shape)

    def update_params(self, learning_rate):
        self._W = self._W - learning_rate * self._grad_W_current
        self._b = self._b - learning_rate * self._grad_b_current


def example_main():
    np.random.seed(0)
    x = np.random.randn(30, 4)
    y = np.eye(2)[(x[:, 0] > 0).astype(int)]
    net, loss_layer = [LinearLayer(4, 8), ReluLayer(), LinearLayer(8, 2)], CrossEntropyLossLayer()
    for _ in range(20):
        out = x
        for layer in net:
            out = layer(out)
        print("Train loss = ", loss_layer(out, y))
        grad = loss_layer.backward()
        for layer in reversed(net):
            grad = layer.backward(grad)
            layer.update_params(0.5)


if __name__ == "__main__":
    example_main()
