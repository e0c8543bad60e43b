"""forward forgets to scale."""
import numpy as np


class BatchNormalization:
    def __init__(self, dim, momentum=0.9, epsilon=1e-8):
        self.gamma = np.ones((1, dim))
        self.beta = np.zeros((1, dim))
        self.momentum = momentum
        self.epsilon = epsilon
        self.running_mean = np.zeros((1, dim))
        self.running_var = np.ones((1, dim))

    def forward(self, x, training=True):
        if training:
            m = x.shape[0]
            mu = 1.0 / m * np.sum(x, axis=0, keepdims=True)
            self.xmu = x - mu
            sq = self.xmu ** 2
            var = 1.0 / m * np.sum(sq, axis=0, keepdims=True)
            self.sqrtvar = np.sqrt(var + self.epsilon)
            self.ivar = 1.0 / self.sqrtvar
            self.xhat = self.xmu * self.ivar
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mu
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
            return self.xhat + self.beta
        xhat = (x - self.running_mean) / np.sqrt(self.running_var + self.epsilon)
        return self.gamma * xhat + self.beta

    def backward(self, dout):
        m = dout.shape[0]
        self.dbeta = np.sum(dout, axis=0, keepdims=True)
        self.dgamma = np.sum(dout * self.xhat, axis=0, keepdims=True)
        dxhat = dout * self.gamma
        divar = np.sum(dxhat * self.xmu, axis=0, keepdims=True)
        dxmu1 = dxhat * self.ivar
        dsqrtvar = -1.0 / self.sqrtvar ** 2 * divar
        dvar = 0.5 / self.sqrtvar * dsqrtvar
        dsq = 1.0 / m * np.ones_like(dout) * dvar
        dxmu2 = 2 * self.xmu * dsq
        dx1 = dxmu1 + dxmu2
        dmu = -np.sum(dx1, axis=0, keepdims=True)
        dx2 = 1.0 / m * np.ones_like(dout) * dmu
        return dx1 + dx2
