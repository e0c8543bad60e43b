import numpy as np


class BatchNorm2d:
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        self.eps, self.momentum = eps, momentum
        self.weight, self.bias = np.ones(num_features), np.zeros(num_features)
        self.running_mean, self.running_var = np.zeros(num_features), np.ones(num_features)
        self.training = True
        self.grad_weight = self.grad_bias = None

    def forward(self, x):
        if self.training:
            mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
            m = x.size // x.shape[1]
            unbiased = var * m / max(m - 1, 1)
            self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mean
            self.running_var = (1 - self.momentum) * self.running_var + self.momentum * unbiased
        else:
            mean, var = self.running_mean, self.running_var
        self.std = np.sqrt(var + self.eps)[None, :, None, None]
        self.x_hat = (x - mean[None, :, None, None]) / self.std
        return self.weight[None, :, None, None] * self.x_hat + self.bias[None, :, None, None]

    def backward(self, grad_output):
        self.grad_weight = (grad_output * self.x_hat).sum(axis=(0, 2, 3))
        self.grad_bias = grad_output.sum(axis=(0, 2, 3))
        g = grad_output * self.weight[None, :, None, None]
        if not self.training:
            return g / self.std
        mean_g = g.mean(axis=(0, 2, 3), keepdims=True)
        mean_gx = (g * self.x_hat).mean(axis=(0, 2, 3), keepdims=True)
        return (g - mean_g - self.x_hat * mean_gx) / self.std


class Flatten:
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, grad_output):
        return grad_output.reshape(self.shape)
