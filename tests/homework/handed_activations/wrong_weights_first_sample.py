import numpy as np


def relu(z):
    return np.maximum(z, 0)


def relu_grad(z):
    return (z > 0) * 1.0


class DenseLayer:
    def __init__(self, n_in, n_out, activation, activation_grad):
        self.W = np.random.randn(n_in, n_out) * 0.1
        self.b = np.zeros(n_out)
        self.activation, self.activation_grad = activation, activation_grad

    def forward(self, x):
        self.x = x
        self.z = x @ self.W + self.b
        return self.activation(self.z)

    def backward(self, grad):
        dz = grad * self.activation_grad(self.z)
        self.dW = self.x.T @ dz
        self.db = dz.sum(axis=0)
        return dz @ self.W.T

    def train_step(self, step_size):
        self.W -= step_size * self.dW
        self.b -= step_size * self.db


class ConvLayer:
    def __init__(self, in_channels, out_channels, kernel_size, activation=relu, activation_grad=relu_grad):
        self.k = kernel_size
        self.W = np.random.randn(out_channels, in_channels, kernel_size, kernel_size)
        self.b = np.zeros(out_channels)
        self.act, self.act_grad = activation, activation_grad

    def forward(self, x):
        self.x, k = x, self.k
        self.z = np.zeros((len(x), len(self.b), x.shape[2] - k + 1, x.shape[3] - k + 1))
        for i in range(self.z.shape[2]):
            for j in range(self.z.shape[3]):
                self.z[:, :, i, j] = np.einsum("ncab,fcab->nf", x[:, :, i:i + k, j:j + k], self.W) + self.b
        return self.act(self.z)

    def backward(self, grad):
        dz, k = grad * self.act_grad(self.z), self.k
        self.dW, dx = np.zeros_like(self.W), np.zeros_like(self.x)
        for i in range(dz.shape[2]):
            for j in range(dz.shape[3]):
                self.dW += np.einsum("nf,ncab->fcab", dz[:1, :, i, j], self.x[:1, :, i:i + k, j:j + k])
                dx[:, :, i:i + k, j:j + k] += np.einsum("nf,fcab->ncab", dz[:, :, i, j], self.W)
        self.db = dz.sum(axis=(0, 2, 3))
        return dx
