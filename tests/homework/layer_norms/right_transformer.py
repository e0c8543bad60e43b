import numpy as np

class LayerNormalization:
    """d_model last; works on (batch, seq, d_model) too."""
    def __init__(self, normalized_shape, epsilon=0.001):
        self.normalized_shape = normalized_shape
        self.epsilon = epsilon
        self.gamma = np.ones(normalized_shape)
        self.beta = np.zeros(normalized_shape)
    def forward(self, X):
        self.X = X
        self.mean = np.mean(X, axis=-1, keepdims=True)
        self.var = np.var(X, axis=-1, keepdims=True)
        self.X_hat = (X - self.mean) / np.sqrt(self.var + self.epsilon)
        return self.gamma * self.X_hat + self.beta
    def backward(self, error):
        N = self.X.shape[-1]
        axes = tuple(range(error.ndim - 1))
        self.grad_gamma = np.sum(error * self.X_hat, axis=axes)
        self.grad_beta = np.sum(error, axis=axes)
        dX_hat = error * self.gamma
        std_inv = 1 / np.sqrt(self.var + self.epsilon)
        dvar = np.sum(dX_hat * (self.X - self.mean) * -0.5 * std_inv ** 3, axis=-1, keepdims=True)
        dmean = np.sum(-dX_hat * std_inv, axis=-1, keepdims=True) + dvar * np.mean(-2 * (self.X - self.mean), axis=-1, keepdims=True)
        return dX_hat * std_inv + dvar * 2 * (self.X - self.mean) / N + dmean / N
