import numpy as np
class RMSNorm:
    def __init__(self, hidden_size, eps=1e-5):
        self.params = {"g": np.ones(hidden_size)}
        self.grads = {}
        self.eps = eps
    def forward(self, x):
        self.x = x
        self.inv = (np.mean(x**2, axis=-1, keepdims=True) + self.eps) ** -0.5
        return x * self.inv * self.params["g"]
    def backward(self, dout):
        x, inv = self.x, self.inv
        D = x.shape[-1]
        self.grads["g"] = np.sum(dout * x * inv, axis=0)
        dg = dout * self.params["g"]
        return inv * dg - x * inv ** 3 * np.sum(dg * x, axis=-1, keepdims=True) / D
