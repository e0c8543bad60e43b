# Layers receive their activation (and its gradient) in the constructor
import numpy as np
from math import sqrt

# ---- activations, all take the pre-activation ----
def identity(z): return z
def identity_grad(z): return np.ones_like(z)
def relu(z): return np.maximum(z, 0.0)
def relu_grad(z): return np.where(z > 0, 1.0, 0.0)
def sigmoid(z): return np.exp(-np.logaddexp(0.0, -z))
def sigmoid_grad(z):
    s = sigmoid(z)
    return s * (1.0 - s)
def lrelu(z): return np.where(z > 0, z, 0.01 * z)
def lrelu_grad(z): return np.where(z > 0, 1.0, 0.01)


class ConvLayer:
    """input (N, C, H, W).  k may be an int or (kh, kw)"""
    def __init__(self, in_maps, out_maps, k, activation=relu, activation_grad=relu_grad, step=1, border=0, seed=None):
        r = np.random.RandomState(seed)
        self.kh, self.kw = (k, k) if isinstance(k, int) else k
        fan = in_maps * self.kh * self.kw
        self.weights = r.uniform(-1 / sqrt(fan), 1 / sqrt(fan), (out_maps, in_maps, self.kh, self.kw))
        self.bias = np.zeros(out_maps)
        self.act, self.act_grad = activation, activation_grad
        self.step, self.border = step, border

    def forward(self, x):
        b = self.border
        self.x = x
        self.xp = np.pad(x, ((0, 0), (0, 0), (b, b), (b, b)))
        N, C, H, W = self.xp.shape
        self.oh, self.ow = (H - self.kh) // self.step + 1, (W - self.kw) // self.step + 1
        self.z = np.zeros((N, len(self.weights), self.oh, self.ow))
        for n in range(N):
            for i in range(self.oh):
                for j in range(self.ow):
                    y0, x0 = i * self.step, j * self.step
                    patch = self.xp[n, :, y0:y0 + self.kh, x0:x0 + self.kw]
                    self.z[n, :, i, j] = (self.weights * patch).sum(axis=(1, 2, 3)) + self.bias
        return self.act(self.z)

    def backward(self, error):
        delta = error * self.act_grad(self.z)
        self.dw, self.dbias = np.zeros_like(self.weights), delta.sum(axis=(0, 2, 3))
        dxp = np.zeros_like(self.xp)
        for n in range(len(delta)):
            for i in range(self.oh):
                for j in range(self.ow):
                    y0, x0 = i * self.step, j * self.step
                    d = delta[n, :, i, j][:, None, None, None]
                    self.dw += d * self.xp[n, :, y0:y0 + self.kh, x0:x0 + self.kw]
                    dxp[n, :, y0:y0 + self.kh, x0:x0 + self.kw] += (d * self.weights).sum(axis=0)
        b = self.border
        return dxp[:, :, b:b + self.x.shape[2], b:b + self.x.shape[3]]

    def train_step(self, step_size):
        self.weights -= step_size * self.dw
        self.bias -= step_size * self.dbias


class DenseLayer:
    def __init__(self, n_in, n_out, activation=identity, activation_grad=identity_grad, seed=None):
        r = np.random.RandomState(seed)
        self.weights = r.randn(n_out, n_in) / sqrt(n_in)
        self.bias = np.zeros(n_out)
        self.act, self.act_grad = activation, activation_grad

    def forward(self, x):
        self.in_shape = x.shape
        self.x = x.reshape(x.shape[0], -1)
        self.z = self.x.dot(self.weights.T) + self.bias
        return self.act(self.z)

    def backward(self, error):
        delta = error * self.act_grad(self.z)
        self.dw = delta.T.dot(self.x)
        self.dbias = delta.sum(axis=0)
        return delta.dot(self.weights).reshape(self.in_shape)

    def train_step(self, step_size):
        self.weights -= step_size * self.dw
        self.bias -= step_size * self.dbias


class MeanPoolLayer:
    """non-overlapping; np.kron does the upsampling. Rows and columns that do not fill a block get zero gradient"""
    def __init__(self, block):
        self.block = block

    def forward(self, x):
        p = self.block
        n, c, h, w = x.shape
        self.in_shape = x.shape
        return x[:, :, :h // p * p, :w // p * p].reshape(n, c, h // p, p, w // p, p).mean(axis=5).mean(axis=3)

    def backward(self, error):
        p = self.block
        out = np.zeros(self.in_shape)
        up = np.kron(error, np.ones((1, 1, p, p))) / p ** 2
        out[:, :, :up.shape[2], :up.shape[3]] = up
        return out


def softmax_cost(logits, onehot):
    """(cost, d cost / d logits), mean over the batch"""
    z = logits - logits.max(axis=1)[:, np.newaxis]
    lse = np.log(np.exp(z).sum(axis=1))[:, np.newaxis]
    return -((z - lse) * onehot).sum() / len(z), (np.exp(z - lse) - onehot) / len(z)
