import numpy as np


class PReLU:
    def __init__(self, alpha=0.25):
        self.alpha = np.array([alpha])

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.alpha * x)

    def backward(self, grad):
        # all x, not only those below 0
        self.grad_alpha = np.array([np.sum(grad * self.x)])
        return np.where(self.x > 0, grad, self.alpha * grad)
