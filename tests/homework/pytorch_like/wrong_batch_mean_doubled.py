import time
import numpy as np
from torchvision import datasets
import matplotlib.pyplot as plt


class Linear:
    def __init__(self, in_features, out_features):
        k = 1 / np.sqrt(in_features)
        self.weight = np.random.uniform(-k, k, (out_features, in_features))
        self.bias = np.random.uniform(-k, k, out_features)
        self.grad_weight = np.zeros_like(self.weight)
        self.grad_bias = np.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(axis=0)
        return grad_output @ self.weight


class BCELoss:
    def forward(self, pred, target):
        self.pred, self.target = np.clip(pred, 1e-7, 1 - 1e-7), target
        loss = target * np.log(self.pred) + (1 - target) * np.log(1 - self.pred)
        return -loss.mean()

    def backward(self):
        return (self.pred - self.target) / (self.pred * (1 - self.pred)) / self.pred.size / len(self.pred)


class MSELoss:
    def forward(self, pred, target):
        self.diff = pred - target
        return np.mean(self.diff ** 2)

    def backward(self):
        return 2 * self.diff / self.diff.size


train = datasets.MNIST("data", train=True, download=True)
start = time.time()
layer = Linear(784, 10)
losses = []
for step in range(1000):
    out = layer.forward(train.data[step:step + 1].numpy().reshape(1, -1))
    losses.append(out.sum())
print("took", time.time() - start)
plt.plot(losses)
